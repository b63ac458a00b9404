// One file in a table. The name is a link to its details, so that the row also works by keyboard and in a new tab.
import type {JSX} from 'preact';
import type {FileInfo} from './api_types.ts';
import {Link} from './link.tsx';
import {go} from './navigation.ts';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, type Place} from './place.ts';
import {Name, Path, Size, Time} from './shown.tsx';
import {T} from './text.ts';

interface Props {
    file: FileInfo;
    place: Place;
    words: readonly string[] | undefined;
    with_directory: boolean;
    open: boolean;
    tab_stop: boolean;
}

export function FileRow({file, place, words, with_directory, open, tab_stop}: Props): JSX.Element {
    const details: Place = {...place, file: file.id};
    const onClick = (event: MouseEvent): void => {
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!selecting && !(event.target instanceof Element && event.target.closest('a, button'))) {
            go(details);
        }
    };
    const directory = (): JSX.Element => (
        <Link to={browsePlace(encodedPath(file.directory, file.directory_base64))} class="directory-link" tabIndex={tab_stop ? 0 : -1}>
            <Path text={file.directory} raw={file.directory_base64 !== undefined} />
        </Link>
    );
    return (
        <tr data-id={file.id} class={`${open ? 'open' : ''} ${file.gone ? 'is-gone' : ''}`} onClick={onClick}>
            <td class="col-name">
                <Link to={details} class="file-link" tabIndex={tab_stop ? 0 : -1} focus_key="row">
                    <Name text={file.name} raw={file.name_base64 !== undefined} words={words ?? []} />
                </Link>
                {file.gone && <span class="pill" title={T.results.gone_title}>{T.results.gone}</span>}
                {with_directory && <div class="below-name">{directory()}</div>}
            </td>
            {with_directory && <td class="col-directory">{directory()}</td>}
            <td class="col-size"><Size bytes={file.size_bytes} /></td>
            <td class="col-time"><Time iso={file.modified} /></td>
            <td class="col-owner"><bdi title={`${file.owner}:${file.group}`}>{file.owner}</bdi></td>
            <td class="col-time col-seen"><Time iso={file.last_seen} /></td>
        </tr>
    );
}
