// One file in a table, of one line or of two. The name is a link to its details, so that the row also works by keyboard
// and in a new tab.
import type {JSX} from 'preact';
import {type Column, type FileRowInfo} from './columns.ts';
import {Link} from './link.tsx';
import {shownName} from './names.ts';
import {go, here} from './navigation.ts';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, type Place} from './place.ts';
import {pure} from './pure.ts';
import {Count, Name, Path, Size, Time} from './shown.tsx';
import {T} from './text.ts';

interface Props {
    file: FileRowInfo;
    index: number;               // in the whole table, from 0
    place: Place;                // that the row answers, without an open file: it stays the same object while files are looked at
    words: readonly string[];
    columns: readonly Column[];
    below_name: boolean;         // the directory stands there
    open: boolean;
    tab_stop: boolean;
}

// Opening a panel must not redraw them all.
export const FileRow = pure(Row);

function Row({file, index, place, words, columns, below_name, open, tab_stop}: Props): JSX.Element {
    const open_details = (): void => go({...here(), file: file.id});
    const onClick = (event: MouseEvent): void => {
        const selecting = window.getSelection()?.isCollapsed === false;
        if (!selecting && !(event.target instanceof Element && event.target.closest('a, button'))) {
            open_details();
        }
    };
    const directory_link = (): JSX.Element => (
        <Link to={browsePlace(encodedPath(file.directory, file.directory_base64))} class="directory-link" tabIndex={tab_stop ? 0 : -1}>
            <Path text={file.directory} raw={file.directory_base64 !== undefined} words={words} />
        </Link>
    );
    return (
        <tr data-id={file.id} aria-rowindex={index + 2} class={`${open ? 'open' : ''} ${file.gone ? 'is-gone' : ''}`} onClick={onClick}>
            <th scope="row" class="col-name" title={shownName(file.name)}>
                <Link to={{...place, file: file.id}} follow={open_details} class="file-link" tabIndex={tab_stop ? 0 : -1} focus_key="row">
                    <Name text={file.name} raw={file.name_base64 !== undefined} words={words} />
                </Link>
                {file.gone && <span class="pill" title={T.results.gone_title}>{T.results.gone}</span>}
                {below_name && <div class="below-name">{directory_link()}</div>}
            </th>
            {columns.map((column) => (
                <td key={column.id} class={`col-${column.kind}`}>{column.kind === 'directory' ? directory_link() : <Cell file={file} column={column} />}</td>
            ))}
        </tr>
    );
}

function Cell({file, column}: {file: FileRowInfo; column: Column}): JSX.Element {
    const value = file[column.field];
    switch (column.kind) {
        case 'size': return <Size bytes={Number(value ?? 0)} />;
        case 'count': return typeof value === 'number' ? <Count n={value} /> : <span class="number">{value}</span>;
        case 'time': return <Time iso={typeof value === 'string' ? value : null} />;
        default: return <bdi title={column.id === 'owner' ? `${file.owner}:${file.group}` : undefined}>{shownName(String(value ?? ''))}</bdi>;
    }
}
