// The last scans of one share, and the errors of the one that is opened.
import type {JSX} from 'preact';
import {Fragment} from 'preact';
import {useState} from 'preact/hooks';
import type {Scan, ScanAnswer, ScansAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatCount, formatDuration} from './format.ts';
import {kApi} from './query.ts';
import {Outcome} from './outcome.tsx';
import {Count, Name, Time} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

// `latest`: changes when there is a new scan, so that the list is asked for again.
export function ScanList({share, latest}: {share: string; latest: string}): JSX.Element {
    return <List key={latest} share={share} />;
}

function List({share}: {share: string}): JSX.Element {
    const t = T.share;
    const {data, error, again} = useAnswer<ScansAnswer>(`${kApi}scans?share=${encodeURIComponent(share)}&limit=10`);
    const [open, setOpen] = useState('');
    if (data === null) {
        return error !== null ? <Failure error={error} again={again} /> : <p class="loading">{T.loading}</p>;
    }
    return (
        <table class="scan-list">
            <caption class="off-screen">{t.scans}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.started}</th><th scope="col">{t.outcome}</th><th scope="col" class="right">{t.duration}</th>
                    <th scope="col" class="right">{t.directories}</th><th scope="col" class="right">{t.files}</th>
                    <th scope="col" class="right">{t.added_column}</th><th scope="col" class="right">{t.changed_column}</th><th scope="col" class="right">{t.gone_column}</th>
                    <th scope="col">{t.errors}</th>
                </tr>
            </thead>
            <tbody>
                {data.scans.map((scan) => (
                    <Fragment key={scan.id}>
                        <tr>
                            <td><Time iso={scan.started} /></td>
                            <td><Outcome outcome={scan.outcome} /></td>
                            <td class="right">{formatDuration(scan.duration_ms)}</td>
                            <td class="right"><Count n={scan.directories} /></td><td class="right"><Count n={scan.files} /></td>
                            <td class="right"><Count n={scan.added} /></td><td class="right"><Count n={scan.changed} /></td><td class="right"><Count n={scan.gone} /></td>
                            <td>
                                {scan.failed > 0 && (
                                    <button type="button" class="plain" aria-expanded={open === scan.id} onClick={() => setOpen(open === scan.id ? '' : scan.id)}>
                                        {open === scan.id ? t.hide_errors : t.show_errors(scan.failed)}
                                    </button>
                                )}
                            </td>
                        </tr>
                        {details(scan) !== '' && <tr class="more-row"><td colSpan={9} class="faint">{details(scan)}</td></tr>}
                        {scan.failure !== null && <tr class="more-row"><td colSpan={9} class="warn-text">{scan.failure}</td></tr>}
                        {open === scan.id && <tr class="more-row"><td colSpan={9}><Errors id={scan.id} /></td></tr>}
                    </Fragment>
                ))}
            </tbody>
        </table>
    );
}

// What its columns do not say.
function details(scan: Scan): string {
    const t = T.share;
    return [
        t.modes[scan.mode] ?? '',
        scan.unchanged > 0 ? t.unchanged(scan.unchanged) : '',
        scan.moved > 0 ? t.moved(formatCount(scan.moved)) : '',
        scan.held > 0 ? (scan.confirmed === null ? t.held(scan.held) : t.confirmed(scan.held)) : '',
    ].filter((text) => text !== '').join(', ');
}

function Errors({id}: {id: string}): JSX.Element {
    const t = T.share;
    const {data, error, again} = useAnswer<ScanAnswer>(`${kApi}scans/${encodeURIComponent(id)}`);
    if (data === null) {
        return error !== null ? <Failure error={error} again={again} /> : <p class="loading">{T.loading}</p>;
    }
    const errors = data.scan.errors ?? [];
    return errors.length === 0 ? <p class="faint">{t.no_errors}</p> : (
        <>
            {errors.length < data.scan.failed && <p class="faint">{t.first_errors(formatCount(errors.length))}</p>}
            <ul class="errors">
                {errors.map((e) => <li><Name text={e.path} raw={e.path_base64 !== undefined} /> <span class="warn-text">{e.message}</span>{e.owner !== null && <span class="faint"> {t.owned_by(e.owner)}</span>}</li>)}
            </ul>
        </>
    );
}
