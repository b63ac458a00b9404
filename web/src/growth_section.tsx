// How the shares grew from scan to scan: a line for each, what that comes to, and the same as a table.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {ScansAnswer, SharesAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatCount, formatDate, formatPercent, formatSize} from './format.ts';
import {growthBetween, growthLine, growthOf, type GrowthPoint} from './growth.ts';
import {Link} from './link.tsx';
import {searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {newOf} from './scan_query.ts';
import {Count, Size, Time} from './shown.tsx';
import {T} from './text.ts';
import type {Order} from './top_table.tsx';
import {useAnswer} from './use_answer.ts';
import {useScanEnds} from './use_scan_ends.ts';

const kFew = 6;
const kMostScans = 1000;  // of the API
const kMostPoints = 60;
const kWidth = 300;
const kHeight = 60;

interface Props {
    share: string;              // '': all
    shares: SharesAnswer | null;
    order: Order;
    of_query: boolean;          // Insight is of a query, and this is not
}

export function GrowthSection({share, shares, order, of_query}: Props): JSX.Element | null {
    const t = T.growth;
    const [all, setAll] = useState(false);
    const names = (shares?.shares ?? []).filter((s) => share === '' || s.name === share).sort((a, b) => b[order] - a[order]).map((s) => s.name);
    if (names.length === 0) {
        return null;
    }
    const shown = all ? names : names.slice(0, kFew);
    return (
        <section class="ranking growth">
            <h2>{t.heading} <span class="faint">{of_query ? t.of_whole : t.note}</span></h2>
            <div class="growth-lines">
                {shown.map((name) => <ShareGrowth key={name} name={name} shares={shares} order={order} />)}
            </div>
            {shown.length < names.length && <button type="button" class="plain" onClick={() => setAll(true)}>{T.insight.show_more}</button>}
        </section>
    );
}

function ShareGrowth({name, shares, order}: {name: string; shares: SharesAnswer | null; order: Order}): JSX.Element {
    const t = T.growth;
    const fields = 'id,share,mode,outcome,started,finished,files,size_bytes';
    const {data, error, again} = useAnswer<ScansAnswer>(`${kApi}scans?share=${encodeURIComponent(name)}&limit=${kMostScans}&fields=${fields}`);
    useScanEnds(shares, again);
    const points = growthOf(data?.scans ?? [], kMostPoints);
    const grown = growthBetween(points, order);
    const first = points[0];
    return (
        <figure class="share-growth">
            <figcaption><b><bdi>{name}</bdi></b></figcaption>
            {error !== null && <Failure error={error} again={again} />}
            {data !== null && (grown === null || first === undefined ? <p class="faint">{points.length === 0 ? t.none : t.one}</p> : (
                <>
                    <Line name={name} points={points} order={order} />
                    <p>
                        {grown.by === 0 ? <b>{t.same}</b> : <><b>{signed(grown.by, order)}</b> <span class="faint">({relative(grown.by, first[order])})</span></>} {t.since(formatDate(first.at), points.length)}
                        {grown.by === 0 ? '' : grown.per_day !== null ? <>, {signed(grown.per_day, order)} {t.a_day}</> : <span class="faint">{t.short}</span>}
                    </p>
                    <PointTable points={points} name={name} />
                </>
            ))}
        </figure>
    );
}

function Line({name, points, order}: {name: string; points: readonly GrowthPoint[]; order: Order}): JSX.Element {
    const line = growthLine(points, order, kWidth, kHeight);
    const told = (point: GrowthPoint | undefined): string => (point === undefined ? '' : `${amount(point[order], order)}, ${formatDate(point.at)}`);
    return (
        <div class="growth-line">
            <svg viewBox={`0 -2 ${kWidth} ${kHeight + 4}`} preserveAspectRatio="none" role="img" aria-label={T.growth.line(name, told(points[0]), told(points.at(-1)))}>
                <polyline points={line.points} />
            </svg>
            <span class="growth-scale faint" aria-hidden="true"><span>{amount(line.high, order)}</span>{line.low !== line.high && <span>{amount(line.low, order)}</span>}</span>
        </div>
    );
}

function PointTable({points, name}: {points: readonly GrowthPoint[]; name: string}): JSX.Element {
    const t = T.growth;
    const change = (n: number, text: (n: number) => string): string => (n === 0 ? T.none : `${n > 0 ? '+' : '−'}${text(Math.abs(n))}`);
    const at_least = (point: GrowthPoint): JSX.Element | false => point.at_least && <span class="at-least" title={T.not_complete_why}>≥ </span>;
    return (
        <details class="as-table">
            <summary>{T.insight.as_table}</summary>
            <table>
                <caption class="off-screen">{t.heading}: {name}</caption>
                <thead><tr><th scope="col">{T.share.started}</th><th scope="col" class="right">{T.insight.files}</th><th scope="col" class="right">{t.change}</th><th scope="col" class="right">{T.insight.size}</th><th scope="col" class="right">{t.change}</th></tr></thead>
                <tbody>
                    {points.map((point, i) => {
                        const before = points[i - 1];
                        return (
                            <tr key={point.scan.id}>
                                <td><Link to={searchPlace(newOf(point.scan), '-size')} title={T.scan_history.new_files}><Time iso={point.at} /></Link></td>
                                <td class="right">{at_least(point)}<Count n={point.files} /></td>
                                <td class="right">{before === undefined ? T.none : change(point.files - before.files, formatCount)}</td>
                                <td class="right">{at_least(point)}<Size bytes={point.size_bytes} /></td>
                                <td class="right">{before === undefined ? T.none : change(point.size_bytes - before.size_bytes, formatSize)}</td>
                            </tr>
                        );
                    }).reverse()}
                </tbody>
            </table>
        </details>
    );
}

function amount(n: number, order: Order): string {
    return order === 'files' ? T.files(Math.round(n)) : formatSize(n);
}

function signed(n: number, order: Order): string {
    return `${n < 0 ? '−' : '+'}${amount(Math.abs(n), order)}`;
}

function relative(by: number, before: number): string {
    return before === 0 ? T.growth.from_nothing : `${by < 0 ? '−' : '+'}${formatPercent(Math.abs(by), before)}`;
}
