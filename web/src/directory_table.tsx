// Child directories with what is below each of them; the bar is the part of the parent's bytes.
import type {JSX} from 'preact';
import type {DirectoryInfo} from './api_types.ts';
import {formatPercent} from './format.ts';
import {Link} from './link.tsx';
import {shownName} from './names.ts';
import {go} from './navigation.ts';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, type Place} from './place.ts';
import {focusRow, rowByKey} from './row_focus.ts';
import {Bar, Count, Name, Size, Time} from './shown.tsx';
import {SortHeader} from './sort_header.tsx';
import {T} from './text.ts';

interface Props {
    place: Place;
    sort: string;
    directories: readonly DirectoryInfo[];
    whole: number | null;  // bytes below the parent; null: these are the shares
}

export function DirectoryTable({place, sort, directories, whole}: Props): JSX.Element {
    const t = T.browse;
    const all = whole ?? directories.reduce((sum, d) => sum + d.total_size_bytes, 0);
    const onSort = (next: string): void => go({...place, sort: next});
    const onKeyDown = (event: KeyboardEvent): void => {
        const row = rowByKey(event.target, event.key);
        if (row !== null) {
            event.preventDefault();
            focusRow(row);
        }
    };
    return (
        <table class="directories">
            <caption class="off-screen">{t.directories}</caption>
            <thead>
                <tr>
                    <SortHeader label={t.name} class="col-name" field="name" sort={sort} onSort={onSort} />
                    <SortHeader label={t.size} class="col-size" field="size" sort={sort} falling_first onSort={onSort} />
                    <SortHeader label={t.share_of} class="col-bar" />
                    <SortHeader label={t.files_column} class="col-count" field="files" sort={sort} falling_first onSort={onSort} />
                    <SortHeader label={t.directories_column} class="col-count col-dirs" />
                    <SortHeader label={t.newest} class="col-time" field="modified" sort={sort} falling_first onSort={onSort} />
                    <SortHeader label={t.last_seen} class="col-time col-seen" />
                </tr>
            </thead>
            <tbody onKeyDown={onKeyDown}>
                {directories.map((directory) => <Row key={directory.id} place={place} directory={directory} all={all} root={whole === null} />)}
            </tbody>
        </table>
    );
}

function Row({place, directory, all, root}: {place: Place; directory: DirectoryInfo; all: number; root: boolean}): JSX.Element {
    const t = T.browse;
    const to = browsePlace(encodedPath(directory.path, directory.path_base64), place.map);
    const name = shownName(directory.name);
    const partial = directory.failed_directories > 0;
    const known = (total: JSX.Element): JSX.Element => (directory.state === 'pending' ? <span class="faint">{T.none}</span>
        : <>{partial && <span class="at-least">≥ </span>}{total}</>);
    const follow = (event: MouseEvent): void => {
        if (!(event.target instanceof Element && event.target.closest('a, button')) && window.getSelection()?.isCollapsed !== false) {
            go(to);
        }
    };
    return (
        <tr data-id={directory.id} class={`${directory.state === 'gone' ? 'is-gone' : ''} ${place.file === directory.id ? 'open' : ''}`} onClick={follow}>
            <td class="col-name">
                <Link to={to} class="file-link directory-name" focus_key="row">
                    {root ? <Name text={directory.path} raw={directory.path_base64 !== undefined} /> : <><Name text={directory.name} raw={directory.name_base64 !== undefined} />/</>}
                </Link>
                {partial && directory.state !== 'failed' && <span class="pill warn" title={t.failed_below(directory.failed_directories)}>{t.failed_inside(directory.failed_directories)}</span>}
                {directory.state === 'failed' && <span class="pill warn" title={directory.error ?? ''}>{t.failed}{directory.error !== null && `: ${directory.error}`}</span>}
                {directory.state === 'pending' && <span class="pill">{t.pending}</span>}
                {directory.state === 'gone' && <span class="pill">{t.gone}</span>}
                {directory.state === 'staged_gone' && <span class="pill warn" title={t.staged_gone_title}>{t.staged_gone}</span>}
                {directory.state !== 'pending' && <Link to={{...place, file: directory.id}} class="row-details" title={t.details_of(name)} label={t.details_of(name)}><span class="info-mark" aria-hidden="true">i</span></Link>}
            </td>
            <td class="col-size" title={partial ? t.failed_below(directory.failed_directories) : undefined}>{known(<Size bytes={directory.total_size_bytes} />)}</td>
            <td class="col-bar">
                {directory.state !== 'pending' && <><Bar part={directory.total_size_bytes} whole={all} /><span class="percent">{formatPercent(directory.total_size_bytes, all)}</span></>}
            </td>
            <td class="col-count">{known(<Count n={directory.total_files} />)}</td>
            <td class="col-count col-dirs">{known(<Count n={directory.total_directories} />)}</td>
            <td class="col-time"><Time iso={directory.newest} /></td>
            <td class="col-time col-seen"><Time iso={directory.last_seen} /></td>
        </tr>
    );
}
