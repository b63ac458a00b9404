// How a share's directories were listed: coverage, how long it took, and which stand out.
import type {ComponentChildren, JSX} from 'preact';
import type {DirectoryInfo, ListingsAnswer, StandoutsAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatCount, formatMicroseconds, formatPercent} from './format.ts';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {browsePlace} from './place.ts';
import {kApi} from './query.ts';
import {Bar, Count, Path, Time} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

// `latest`: changes when a scan has ended, so that all is asked for again.
export function ListingInsight({share, latest}: {share: string; latest: string}): JSX.Element {
    return <Insight key={latest} share={share} />;
}

function Insight({share}: {share: string}): JSX.Element {
    const t = T.listings;
    const of_share = `${kApi}shares/${encodeURIComponent(share)}/`;
    const {data, error, again} = useAnswer<ListingsAnswer>(`${of_share}listings`);
    if (data === null) {
        return error !== null ? <Failure error={error} again={again} /> : <p class="loading">{T.loading}</p>;
    }
    return (
        <div class="listing-insight">
            <p>
                <b>{formatPercent(data.covered, data.known)}</b> {t.covered(data.covered, data.known)}
                {data.older > 0 && <>; {t.older(data.older)}</>}
                {data.never > 0 && <>; {t.never(data.never)}</>}
                {data.failed > 0 && <>; <b class="warn-text">{t.failed(data.failed)}</b></>}
            </p>
            <Durations answer={data} />
            <Standouts url={`${of_share}directories?by=slow&limit=10`} caption={t.slow}
                       head={<><th scope="col" class="right">{t.time}</th><th scope="col" class="right">{t.entries}</th></>}
                       row={(d) => <><td class="right">{formatMicroseconds(d.listing_us)}</td><td class="right"><Count n={d.entries} /></td></>} />
            <Standouts url={`${of_share}directories?by=large&limit=10`} caption={t.large}
                       head={<><th scope="col" class="right">{t.entries}</th><th scope="col" class="right">{t.time}</th></>}
                       row={(d) => <><td class="right"><Count n={d.entries} /></td><td class="right">{formatMicroseconds(d.listing_us)}</td></>} />
        </div>
    );
}

// Directories that cannot be read: they are told without being asked for.
export function Unreadable({share, latest}: {share: string; latest: string}): JSX.Element {
    const t = T.listings;
    return (
        <div class="listing-insight" key={latest}>
            <Standouts url={`${kApi}shares/${encodeURIComponent(share)}/directories?by=unreadable&limit=20`} caption={t.unreadable}
                       head={<><th scope="col">{t.since}</th><th scope="col">{t.owner}</th><th scope="col">{t.why}</th></>}
                       row={(d) => <><td><Time iso={d.failed_since} /></td><td>{d.owner === '' ? T.none : d.owner}</td><td class="warn-text">{d.error}</td></>} />
        </div>
    );
}

function Durations({answer}: {answer: ListingsAnswer}): JSX.Element | null {
    const t = T.listings;
    const first = answer.durations.findIndex((d) => d.directories > 0);
    const last = answer.durations.reduce((at, d, i) => (d.directories > 0 ? i : at), -1);
    if (first < 0) {
        return null;
    }
    const most = Math.max(...answer.durations.map((d) => d.directories));
    return (
        <table class="durations">
            <caption>{t.durations}</caption>
            <tbody>
                {answer.durations.slice(first, last + 1).map((d, i) => {
                    const below = answer.durations[first + i - 1]?.up_to_us ?? 0;
                    return (
                        <tr key={d.up_to_us}>
                            <th scope="row" class="right">{d.up_to_us === null ? t.longer(formatMicroseconds(below)) : t.up_to(formatMicroseconds(d.up_to_us))}</th>
                            <td class="right"><Count n={d.directories} /></td>
                            <td class="col-bar"><Bar part={d.directories} whole={most} /></td>
                        </tr>
                    );
                })}
            </tbody>
        </table>
    );
}

function Standouts({url, caption, head, row}: {
    url: string; caption: string; head: ComponentChildren; row: (directory: DirectoryInfo) => ComponentChildren;
}): JSX.Element | null {
    const {data, error, again} = useAnswer<StandoutsAnswer>(url);
    if (data === null) {
        return error !== null ? <Failure error={error} again={again} /> : null;
    }
    return data.directories.length === 0 ? null : (
        <table class="standouts">
            <caption>{caption} <span class="faint">{formatCount(data.directories.length)}</span></caption>
            <thead><tr>{head}<th scope="col">{T.listings.directory}</th></tr></thead>
            <tbody>
                {data.directories.map((d) => (
                    <tr key={d.id}>
                        {row(d)}
                        <td><Link to={browsePlace(encodedPath(d.path, d.path_base64))}><Path text={d.path} raw={d.path_base64 !== undefined} /></Link></td>
                    </tr>
                ))}
            </tbody>
        </table>
    );
}
