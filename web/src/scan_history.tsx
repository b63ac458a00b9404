// How the last scans went: what they found and how long they took, a column each, and the same as a table.
import type {JSX} from 'preact';
import type {Scan, ScansAnswer, SharesAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatCount, formatDuration, formatTime} from './format.ts';
import {Link} from './link.tsx';
import {searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {Outcome} from './outcome.tsx';
import {newOf} from './scan_query.ts';
import {Count, Time} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';
import {useScanEnds} from './use_scan_ends.ts';

const kMost = 40;

export function ScanHistory({share, shares}: {share: string; shares: SharesAnswer | null}): JSX.Element | null {
    const t = T.scan_history;
    const {data, error, again} = useAnswer<ScansAnswer>(`${kApi}scans?limit=${kMost}${share === '' ? '' : `&share=${encodeURIComponent(share)}`}`);
    useScanEnds(shares, again);
    const scans = (data?.scans ?? []).filter((s) => s.outcome !== 'running').reverse();
    if (error === null && scans.length === 0) {
        return null;
    }
    return (
        <section class="ranking scan-history">
            <h2>{t.heading} <span class="faint">{share === '' ? t.of_all : ''}</span></h2>
            {error !== null && <Failure error={error} again={again} />}
            {data !== null && (
                <>
                    <div class="scan-charts">
                        <Chart scans={scans} caption={t.found} measure={found} text={(s) => t.found_text(formatCount(s.added), formatCount(s.changed), formatCount(s.gone))} />
                        <Chart scans={scans} caption={t.took} measure={(s) => s.duration_ms} text={(s) => formatDuration(s.duration_ms)} />
                    </div>
                    <details class="as-table">
                        <summary>{T.insight.as_table}</summary>
                        <table class="scan-list">
                            <caption class="off-screen">{t.heading}</caption>
                            <thead>
                                <tr>
                                    <th scope="col">{T.share.started}</th><th scope="col">{T.insight.share}</th><th scope="col">{T.share.outcome}</th><th scope="col" class="right">{T.share.duration}</th>
                                    <th scope="col" class="right">{T.share.added_column}</th><th scope="col" class="right">{T.share.changed_column}</th><th scope="col" class="right">{T.share.gone_column}</th>
                                </tr>
                            </thead>
                            <tbody>
                                {[...scans].reverse().map((scan) => (
                                    <tr key={scan.id}>
                                        <td><Link to={searchPlace(newOf(scan), '-size')} title={t.new_files}><Time iso={scan.started} /></Link></td><td><bdi>{scan.share}</bdi></td><td><Outcome outcome={scan.outcome} /></td>
                                        <td class="right">{formatDuration(scan.duration_ms)}</td>
                                        <td class="right"><Count n={scan.added} /></td><td class="right"><Count n={scan.changed} /></td><td class="right"><Count n={scan.gone} /></td>
                                    </tr>
                                ))}
                            </tbody>
                        </table>
                    </details>
                </>
            )}
        </section>
    );
}

function found(scan: Scan): number {
    return scan.added + scan.changed + scan.gone + scan.moved;
}

interface ChartProps {
    scans: readonly Scan[];
    caption: string;
    measure: (scan: Scan) => number;
    text: (scan: Scan) => string;
}

// Heights are logarithmic: the first scan finds everything, the others next to nothing.
function Chart({scans, caption, measure, text}: ChartProps): JSX.Element {
    const top = Math.log1p(Math.max(1, ...scans.map(measure)));
    return (
        <figure class="scan-chart">
            <figcaption>{caption} <span class="faint">{T.scan_history.logarithmic}</span></figcaption>
            <ol class="histogram">
                {scans.map((scan) => {
                    const told = `${formatTime(scan.started)}, ${scan.share}, ${T.share.outcomes[scan.outcome] ?? scan.outcome}: ${text(scan)}`;
                    return (
                        <li key={scan.id}>
                            <Link to={searchPlace(newOf(scan), '-size')} class="column" label={told} title={told}>
                                <span class="column-space"><span class={`column-fill outcome-${scan.outcome}`} style={{height: `${(100 * Math.log1p(measure(scan))) / top}%`}} /></span>
                            </Link>
                        </li>
                    );
                })}
            </ol>
        </figure>
    );
}
