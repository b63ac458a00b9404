// One directory: where it is, what is in it, what is below and how much.
import type {JSX} from 'preact';
import type {DirectoriesAnswer, DirectoryInfo, SharesAnswer} from './api_types.ts';
import {DirectoryTable} from './directory_table.tsx';
import {Failure} from './failure.tsx';
import {FileTable} from './file_table.tsx';
import {formatMicroseconds, formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import {Link} from './link.tsx';
import {encodedPath, type EncodedPath, shownPath} from './path_bytes.ts';
import {belowPlace, browsePlace, kStart, type Place} from './place.ts';
import {directoriesUrl} from './query.ts';
import {CopyHere} from './copy_here.tsx';
import {shownName} from './names.ts';
import {go} from './navigation.ts';
import {Name} from './shown.tsx';
import {TreeMap} from './tree_map.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';
import {useChanges} from './use_changes.ts';
import {useScanEnds} from './use_scan_ends.ts';

const kSorts = ['name', 'size', 'modified'];  // what directories and their files both have

export function BrowseView({place, shares, changes}: {place: Place; shares: SharesAnswer | null; changes: number}): JSX.Element {
    const answer = useAnswer<DirectoriesAnswer>(directoriesUrl(place.path, place.sort));
    const {data, error, stale} = answer;
    useScanEnds(shares, answer.again);
    useChanges(changes, answer.again, 0);
    const sort = place.sort === '' ? 'name' : place.sort;
    if (error !== null) {
        return (
            <>
                {error.status === 404 ? <p class="big">{T.browse.missing} <Name text={shownPath(place.path)} /></p> : <Failure error={error} again={answer.again} />}
                <p><Link to={{...kStart, view: 'browse'}}>{T.browse.to_roots}</Link></p>
            </>
        );
    }
    if (data === null) {
        return <p class="loading">{T.loading}</p>;
    }
    const self = data.directory;
    return (
        <div class={stale ? 'stale' : ''}>
            <h1 class="off-screen">{self === null ? T.browse.heading : `${T.browse.heading} ${shownName(shownPath(pathOf(self)))}`}</h1>
            <Crumbs place={place} ancestors={data.ancestors} self={self} />
            {self === null ? <div class="status-line"><Freshness of={data} /><span class="actions"><MapSwitch place={place} /></span></div> : <Summary place={place} self={self} answer={data} />}
            {place.map !== '' && (data.directories.length > 0 || data.files.length > 0) && <TreeMap place={place} by={place.map} />}
            {(data.directories.length > 0 || self === null) && (
                <DirectoryTable place={place} sort={sort} directories={data.directories} whole={self?.total_size_bytes ?? null} />
            )}
            {data.more_directories && <p class="note">{T.browse.more_directories}</p>}
            {self !== null && self.state !== 'pending' && data.files.length > 0 && (
                <FileTable place={place} files={data.files} caption={T.browse.files} sort={sort} sorts={kSorts} with_directory={false} stale={stale} />
            )}
            {data.more_files && self !== null && (
                <p class="note">{T.browse.more_files} <Link to={belowPlace(pathOf(self), 'name')}>{T.browse.search_all}</Link></p>
            )}
            {self !== null && self.state === 'listed' && data.files.length === 0 && !data.more_files && <p class="faint">{T.browse.no_files}</p>}
        </div>
    );
}

function pathOf(directory: DirectoryInfo): EncodedPath {
    return encodedPath(directory.path, directory.path_base64);
}

function Crumbs({place, ancestors, self}: {place: Place; ancestors: DirectoryInfo[]; self: DirectoryInfo | null}): JSX.Element {
    const chain = self === null ? ancestors : [...ancestors, self];
    return (
        <nav class="crumbs" aria-label={T.browse.breadcrumb}>
            <ol>
                <li>{self === null ? <b>{T.browse.roots}</b> : <Link to={{...kStart, view: 'browse', map: place.map}}>{T.browse.roots}</Link>}</li>
                {chain.map((directory, i) => {
                    // A share's root shows its whole path: the parts above it are not in the catalogue.
                    const name = i === 0
                        ? <Name text={directory.path} raw={directory.path_base64 !== undefined} />
                        : <Name text={directory.name} raw={directory.name_base64 !== undefined} />;
                    return (
                        <li key={directory.id}>
                            {i === chain.length - 1 ? <b aria-current="page">{name}</b> : <Link to={browsePlace(pathOf(directory), place.map)}>{name}</Link>}
                            {directory.failed_directories > 0 && i < chain.length - 1 && <FailedMark n={directory.failed_directories} />}
                        </li>
                    );
                })}
            </ol>
        </nav>
    );
}

function FailedMark({n}: {n: number}): JSX.Element {
    return <span class="warn-text failed-mark" role="img" aria-label={T.browse.failed_below(n)} title={T.browse.failed_below(n)}> ⚠</span>;
}

function MapSwitch({place}: {place: Place}): JSX.Element {
    return (
        <fieldset class="segments">
            <legend class="off-screen">{T.map.shown_as}</legend>
            {(['', 'size'] as const).map((map) => (
                <label key={map} class={(place.map === '') === (map === '') ? 'chosen' : ''}>
                    <input type="radio" name="shown-as" checked={(place.map === '') === (map === '')} onChange={() => go({...place, map})} />{map === '' ? T.map.as_list : T.map.as_map}
                </label>
            ))}
        </fieldset>
    );
}

function Summary({place, self, answer}: {place: Place; self: DirectoryInfo; answer: DirectoriesAnswer}): JSX.Element {
    const path = pathOf(self);
    const partial = self.failed_directories > 0 || self.state === 'pending';
    return (
        <>
            {self.state === 'failed' && <p class="note warn">{T.browse.error} {self.error}</p>}
            {self.state === 'pending' && <p class="note">{T.browse.pending}</p>}
            <div class="status-line">
                <span role="status" class="found" title={T.bytes(self.total_size_bytes)}>
                    {partial && `${T.at_least} `}<b>{T.files(self.total_files)}</b>, <b>{formatSize(self.total_size_bytes)}</b>, {T.directories(self.total_directories)}
                </span>
                {self.failed_directories > 0 && <span class="pill warn">{T.browse.failed_below(self.failed_directories)}</span>}
                {self.last_seen !== null && <span class="faint">{T.browse.listed_in(self.entries, formatMicroseconds(self.listing_us))}</span>}
                <Freshness of={answer} />
                <span class="actions">
                    <MapSwitch place={place} />
                    {self.state !== 'pending' && <Link class="button" to={{...place, file: place.file === self.id ? '' : self.id}}>{T.browse.details}</Link>}
                    <Link class="button" to={belowPlace(path, 'name')}>{T.browse.search_below}</Link>
                    <CopyHere path={path} />
                </span>
            </div>
        </>
    );
}
