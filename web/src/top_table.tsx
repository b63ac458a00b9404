// The values of a facet with most bytes, or most files, with bars.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {Facet, FacetValue, Totals} from './api_types.ts';
import {formatPercent} from './format.ts';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {Bar, Count, Name, Size} from './shown.tsx';
import {T} from './text.ts';

export type Order = 'size_bytes' | 'files';

interface Props {
    heading: string;
    key_label: string;
    facet: Facet;
    order: Order;
    total: Totals;
    empty_key: string;              // shown where the value is ''
    to: (query: string) => Place;   // of files that this is one more condition on
}

const kFew = 10;

export function TopTable({heading, key_label, facet, order, total, empty_key, to}: Props): JSX.Element {
    const t = T.insight;
    const [many, setMany] = useState(false);
    const sorted = [...facet.values].sort((a, b) => b[order] - a[order]);  // until the answer in this order is there
    const shown = many ? sorted : sorted.slice(0, kFew);
    const rest = sorted.slice(shown.length);
    const others = rest.reduce<Totals>((sum, v) => ({files: sum.files + v.files, size_bytes: sum.size_bytes + v.size_bytes}), facet.others);
    return (
        <section class="ranking">
            <h2>{heading} <span class="faint">{t.distinct(facet.distinct)}</span></h2>
            {shown.length === 0 ? <p class="faint">{t.nothing}</p> : (
                <table>
                    <caption class="off-screen">{heading}, {t.by[order]}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="col-key">{key_label}</th><th scope="col" class="col-size">{t.size}</th>
                            <th scope="col" class="col-count">{t.files}</th><th scope="col" class="col-bar">{t.of_all}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {shown.map((value) => (
                            <tr key={value.value}>
                                <td class="col-key"><Link to={to(value.query)}>{value.value === '' ? empty_key : <Name text={value.value} />}</Link></td>
                                <Amounts of={value} order={order} total={total} />
                            </tr>
                        ))}
                        {others.files > 0 && (
                            <tr class="others"><td class="col-key"><Link to={to(noneOf(shown))}>{t.others(facet.distinct - shown.length)}</Link></td><Amounts of={others} order={order} total={total} /></tr>
                        )}
                    </tbody>
                </table>
            )}
            {rest.length > 0 && !many && <button type="button" class="plain" onClick={() => setMany(true)}>{t.show_more}</button>}
        </section>
    );
}

function noneOf(values: readonly FacetValue[]): string {
    return values.map((value) => `-${value.query}`).join(' ');
}

export function Amounts({of, order, total}: {of: Totals; order: Order; total: Totals}): JSX.Element {
    return (
        <>
            <td class="col-size"><Size bytes={of.size_bytes} /></td>
            <td class="col-count"><Count n={of.files} /></td>
            <td class="col-bar"><Bar part={of[order]} whole={total[order]} /><span class="percent">{formatPercent(of[order], total[order])}</span></td>
        </>
    );
}
