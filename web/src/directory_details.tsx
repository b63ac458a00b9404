// What the panel shows of a directory.
import type {JSX} from 'preact';
import type {DirectoryInfo, FacetsAnswer, SharesAnswer} from './api_types.ts';
import {pythonLiteral} from './commands.ts';
import {CopyPaths} from './copy_paths.tsx';
import {Fact} from './fact.tsx';
import {formatDuration, formatSize} from './format.ts';
import {History} from './history.tsx';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {belowPlace, browsePlace, searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {termText} from './query_parts.ts';
import {curlCommand, shellWord} from './shell.ts';
import {Count, Name, Size, Time} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

export function DirectoryDetails({directory, shares}: {directory: DirectoryInfo; shares: SharesAnswer | null}): JSX.Element {
    const t = T.panel;
    const path = encodedPath(directory.path, directory.path_base64);
    const partial = directory.failed_directories > 0;
    const below = belowPlace(path, '-size');
    const api = (what: string): string => new URL(`${kApi}${what}`, document.baseURI).href;
    const csv = api(`files.csv?under=${path}`);
    const commands = [
        [t.copy_curl, curlCommand(api(`directories?path=${path}`))],
        [t.copy_pandas_below, `pd.read_csv(${JSON.stringify(csv)})`],
        [t.copy_python, `pathlib.Path(${pythonLiteral(path).startsWith('b"') ? `os.fsdecode(${pythonLiteral(path)})` : pythonLiteral(path)})`],
        [t.copy_toc, `toc ls -l ${shellWord(path)}`],
    ] as const;
    return (
        <>
            {directory.state === 'gone' && <p class="note warn">{t.gone_directory}</p>}
            {directory.state === 'staged_gone' && <p class="note warn">{T.browse.staged_gone_title}</p>}
            {directory.state === 'failed' && <p class="note warn">{T.browse.error} {directory.error}{directory.failed_since !== null && <> ({t.failed_since} <Time iso={directory.failed_since} />)</>}</p>}
            <CopyPaths path={path} share={shares?.shares.find((s) => s.name === directory.share)} commands={commands}>
                <Link class="button" to={browsePlace(path)}>{t.browse}</Link>
                <Link class="button" to={below}>{T.browse.search_below}</Link>
            </CopyPaths>
            <dl class="facts">
                <Fact name={t.below}>{partial && `${T.at_least} `}<Link to={below}>{T.files(directory.total_files)}</Link>, {formatSize(directory.total_size_bytes)}</Fact>
                <Fact name={t.directories_below}><Count n={directory.total_directories} /></Fact>
                <Fact name={t.inside}>{T.files(directory.files)}, {formatSize(directory.size_bytes)}</Fact>
                <Fact name={t.allocated}><Size bytes={directory.total_allocated_bytes} /></Fact>
                {partial && <Fact name={t.unreadable}><span class="warn-text">{T.directories(directory.failed_directories)}</span></Fact>}
                <Fact name={t.newest_below}><Time iso={directory.newest} age /></Fact>
                <Fact name={t.share}><bdi>{directory.share}</bdi></Fact>
                {directory.project !== '' && <Fact name={t.project}><Link to={searchPlace(termText('project', '=', [directory.project]))} title={t.same_project}><Name text={directory.project} /></Link></Fact>}
                {directory.owner !== '' && (
                    <Fact name={t.owner}><Link to={searchPlace(`${below.filters.q} ${termText('owner', '=', [directory.owner])}`.trim())} title={t.owner_below}><bdi>{directory.owner}</bdi></Link></Fact>
                )}
                {directory.group !== '' && <Fact name={t.group}><bdi>{directory.group}</bdi></Fact>}
                {directory.mode !== '' && <Fact name={t.mode}><code>{directory.mode}</code></Fact>}
                <Fact name={t.modified}><Time iso={directory.modified} age /></Fact>
                {directory.last_seen !== null && <Fact name={t.listing}>{T.entries(directory.entries)}, {formatDuration(directory.listing_us / 1000)}</Fact>}
            </dl>
            <Types path={path} />
            <History url={`${kApi}directories/${encodeURIComponent(directory.id)}/history`} first_seen={directory.first_seen} last_seen={directory.last_seen}
                     gone={directory.state === 'gone'} of_file={false} shares={shares} />
        </>
    );
}

// What lies below by type. Says nothing where the index does not answer: the totals above stand for themselves.
function Types({path}: {path: ReturnType<typeof encodedPath>}): JSX.Element | null {
    const {data, stale} = useAnswer<FacetsAnswer>(`${kApi}facets?under=${path}&by=ext&limit=6`);
    const types = data?.facets[0];
    const below = belowPlace(path, '-size');
    if (types === undefined || types.values.length === 0) {
        return null;
    }
    return (
        <>
            <h3>{T.panel.types_below}</h3>
            <dl class={`facts ${stale ? 'stale' : ''}`}>
                {types.values.map((value) => (
                    <Fact key={value.value} name={value.value === '' ? T.insight.no_type : value.value}>
                        <Link to={{...below, filters: {...below.filters, q: `${below.filters.q} ${value.query}`.trim()}}}>{T.files(value.files)}</Link> <span class="faint">{formatSize(value.size_bytes)}</span>
                    </Fact>
                ))}
                {types.others.files > 0 && <Fact name={T.panel.other_types}>{T.files(types.others.files)} <span class="faint">{formatSize(types.others.size_bytes)}</span></Fact>}
            </dl>
        </>
    );
}
