// The first rows of one ranking, with bars.
import type {JSX} from 'preact';
import type {TopRow, Totals} from './api_types.ts';
import {formatPercent} from './format.ts';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {Bar, Count, Name, Path, Size} from './shown.tsx';
import {T} from './text.ts';

export type Order = 'by_size' | 'by_files';

interface Props {
    heading: string;
    note?: string;
    key_label: string;
    rows: readonly TopRow[];
    order: Order;
    total: Totals;
    empty_key: string;              // shown where the key is ''
    to: (row: TopRow) => Place;
    paths?: boolean;
}

export function TopTable({heading, note, key_label, rows, order, total, empty_key, to, paths}: Props): JSX.Element {
    const t = T.insight;
    const measure = (of: Totals): number => (order === 'by_size' ? of.size_bytes : of.files);
    return (
        <section class={`ranking ${paths === true ? 'ranking-paths' : ''}`}>
            <h2>{heading}{note !== undefined && <span class="faint"> {note}</span>}</h2>
            {rows.length === 0 ? <p class="faint">{t.nothing}</p> : (
                <table>
                    <caption class="off-screen">{heading}, {t[order]}</caption>
                    <thead>
                        <tr>
                            <th scope="col" class="col-key">{key_label}</th><th scope="col" class="col-size">{t.size}</th>
                            <th scope="col" class="col-count">{t.files}</th><th scope="col" class="col-bar">{t.of_all}</th>
                        </tr>
                    </thead>
                    <tbody>
                        {rows.map((row) => (
                            <tr key={row.key_base64 ?? row.key}>
                                <td class="col-key">
                                    <Link to={to(row)}>
                                        {row.key === '' ? empty_key : paths === true ? <Path text={row.key} raw={row.key_base64 !== undefined} /> : <Name text={row.key} raw={row.key_base64 !== undefined} />}
                                    </Link>
                                </td>
                                <td class="col-size"><Size bytes={row.size_bytes} /></td>
                                <td class="col-count"><Count n={row.files} /></td>
                                <td class="col-bar"><Bar part={measure(row)} whole={measure(total)} /><span class="percent">{formatPercent(measure(row), measure(total))}</span></td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </section>
    );
}
