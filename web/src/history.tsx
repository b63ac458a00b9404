// What scans found of one file or directory, newest first, and how far back that is known.
import type {JSX} from 'preact';
import type {Change, HistoryAnswer, SharesAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatTime} from './format.ts';
import {Name, Time} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';
import {useScanEnds} from './use_scan_ends.ts';

interface Props {
    url: string;
    first_seen: string;
    last_seen: string | null;
    gone: boolean;
    of_file: boolean;
    shares: SharesAnswer | null;
}

export function History({url, first_seen, last_seen, gone, of_file, shares}: Props): JSX.Element {
    const t = T.history;
    const {data, error, stale, again} = useAnswer<HistoryAnswer>(url);
    useScanEnds(shares, again);
    const has_start = data?.changes.at(-1)?.kind === 'added' && data.changes.at(-1)?.type === (of_file ? 'file' : 'directory');
    return (
        <>
            <h3>{t.heading}</h3>
            {error !== null && <Failure error={error} again={again} />}
            <ol class={`history ${stale ? 'stale' : ''}`} aria-label={t.heading}>
                {!gone && last_seen !== null && <li><Time iso={last_seen} age /><b>{t.seen}</b></li>}
                {data?.changes.map((change) => <Event key={change.clock} change={change} of_file={of_file} />)}
                {data?.more !== true && !has_start && <li><Time iso={first_seen} age /><b>{t.first_seen}</b></li>}
            </ol>
            {data !== null && <p class="faint reach">{reach(data, first_seen)}</p>}
        </>
    );
}

function reach(data: HistoryAnswer, first_seen: string): string {
    const t = T.history;
    return data.more ? t.more : data.kept_since === null ? t.not_yet : data.kept_since > first_seen ? t.kept_since(formatTime(data.kept_since)) : t.all_kept;
}

function Event({change, of_file}: {change: Change; of_file: boolean}): JSX.Element {
    const t = T.history;
    const above = change.type === 'directory' && (of_file || change.kind === 'gone');
    return (
        <li class={change.kind === 'gone' ? 'went' : ''}>
            <Time iso={change.at} age />
            <b>{change.type === 'directory' && of_file ? t.above[change.kind] : t.kinds[change.kind]}</b>
            {change.kind === 'moved' && <span class="old-path">{t.from} <Name text={change.old_path} raw={change.old_path_base64 !== undefined} /></span>}
            {(change.kind === 'moved' || above) && <span class="old-path">{change.kind === 'moved' ? t.to : ''} <Name text={change.path} raw={change.path_base64 !== undefined} /></span>}
        </li>
    );
}
