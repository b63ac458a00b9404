// What has not been written, and what has not been read, for how long. Where the time of the last reading is not kept it
// says so.
import type {JSX} from 'preact';
import type {Facet, FilesAnswer, Totals} from './api_types.ts';
import {formatPercent} from './format.ts';
import {countUrlOf, insightPlace} from './insight_query.ts';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {Bar, Size} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

const kYears = [1, 2, 5, 10] as const;
const kEver = 'accessed:1900..';  // a time that is known

interface Props {
    place: Place;
    total: Totals;
    ages: Facet | undefined;
}

export function AgeOfFiles({place, total, ages}: Props): JSX.Element {
    const t = T.cold;
    const known = useAnswer<FilesAnswer>(countUrlOf(place, kEver));
    const read = known.data?.total ?? null;
    const unwritten = (years: number): Totals => {
        const older = (ages?.values ?? []).filter((v) => /^\d+y\.\./.test(v.value) && parseInt(v.value, 10) >= years);
        return {files: older.reduce((n, v) => n + v.files, 0), size_bytes: older.reduce((n, v) => n + v.size_bytes, 0)};
    };
    return (
        <section class="ranking cold">
            <h2>{t.heading}</h2>
            <table>
                <caption class="off-screen">{t.heading}</caption>
                <thead><tr><th scope="col">{t.since}</th><th scope="col" class="col-cold">{t.not_written}</th><th scope="col" class="col-cold">{t.not_read}</th></tr></thead>
                <tbody>
                    {kYears.map((years) => (
                        <tr key={years}>
                            <th scope="row">{t.years(years)}</th>
                            <td class="col-cold"><Part of={unwritten(years)} total={total} to={insightPlace(place, `age:>=${years}y`)} /></td>
                            <td class="col-cold">{read !== null && read.files > 0 ? <Unread place={place} years={years} total={total} /> : <span class="faint">{read === null ? '…' : T.panel.not_known}</span>}</td>
                        </tr>
                    ))}
                </tbody>
            </table>
            {read !== null && <p class="faint">{read.files === 0 ? t.never_kept : read.files < total.files ? t.partly_kept(total.files - read.files) : t.kept}</p>}
        </section>
    );
}

function Unread({place, years, total}: {place: Place; years: number; total: Totals}): JSX.Element {
    const term = `accessed:>=${years}y`;
    const {data} = useAnswer<FilesAnswer>(countUrlOf(place, term));
    const found = data?.total ?? null;
    return found === null ? <span class="faint">…</span> : <Part of={found} total={total} to={insightPlace(place, term)} />;
}

function Part({of, total, to}: {of: Totals; total: Totals; to: Place}): JSX.Element {
    return (
        <>
            <Link to={to} title={T.files(of.files)}><Size bytes={of.size_bytes} /></Link> <span class="percent">{formatPercent(of.size_bytes, total.size_bytes)}</span>
            <Bar part={of.size_bytes} whole={total.size_bytes} />
        </>
    );
}
