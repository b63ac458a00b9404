// One file in a table. The name is a link to its details, so that the row also works by keyboard and in a new tab.
import {Component, type JSX} from 'preact';
import type {FileInfo} from './api_types.ts';
import {Link} from './link.tsx';
import {go} from './navigation.ts';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, type Place} from './place.ts';
import {Name, Path, Size, Time} from './shown.tsx';
import {T} from './text.ts';

interface Props {
    file: FileInfo;
    place: Place;                // without an open file, so that it stays the same object while files are looked at
    words: readonly string[];
    directory: 'column' | 'below-name' | 'none';
    open: boolean;
    tab_stop: boolean;
}

// Drawn again only when one of its props is another: with a thousand rows on the page, opening a panel must not redraw them all.
export class FileRow extends Component<Props> {
    override shouldComponentUpdate(next: Props): boolean {
        return (Object.keys(next) as (keyof Props)[]).some((key) => next[key] !== this.props[key]);
    }

    override render(): JSX.Element {
        return <Row {...this.props} />;
    }
}

function Row({file, place, words, directory, open, tab_stop}: Props): JSX.Element {
    const details: Place = {...place, file: file.id};
    const onClick = (event: MouseEvent): void => {
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!selecting && !(event.target instanceof Element && event.target.closest('a, button'))) {
            go(details);
        }
    };
    const directory_link = (): JSX.Element => (
        <Link to={browsePlace(encodedPath(file.directory, file.directory_base64))} class="directory-link" tabIndex={tab_stop ? 0 : -1}>
            <Path text={file.directory} raw={file.directory_base64 !== undefined} />
        </Link>
    );
    return (
        <tr data-id={file.id} class={`${open ? 'open' : ''} ${file.gone ? 'is-gone' : ''}`} onClick={onClick}>
            <td class="col-name">
                <Link to={details} class="file-link" tabIndex={tab_stop ? 0 : -1} focus_key="row">
                    <Name text={file.name} raw={file.name_base64 !== undefined} words={words} />
                </Link>
                {file.gone && <span class="pill" title={T.results.gone_title}>{T.results.gone}</span>}
                {directory === 'below-name' && <div class="below-name">{directory_link()}</div>}
            </td>
            {directory === 'column' && <td class="col-directory">{directory_link()}</td>}
            <td class="col-size"><Size bytes={file.size_bytes} /></td>
            <td class="col-time"><Time iso={file.modified} /></td>
            <td class="col-owner"><bdi title={`${file.owner}:${file.group}`}>{file.owner}</bdi></td>
            <td class="col-time col-seen"><Time iso={file.last_seen} /></td>
        </tr>
    );
}
