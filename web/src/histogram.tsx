// Files in columns of a range each; every column leads to its files. The same as a table below, folded.
import type {JSX} from 'preact';
import type {Totals} from './api_types.ts';
import {formatPercent, formatSize} from './format.ts';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {Count, Size} from './shown.tsx';
import {T} from './text.ts';
import type {Order} from './top_table.tsx';

export interface Column extends Totals {
    value: string;
    label: string;
    to: Place;
}

interface Props {
    heading: string;
    note?: string;
    columns: readonly Column[];
    order: Order;
    total: Totals;
}

export function Histogram({heading, note, columns, order, total}: Props): JSX.Element {
    const t = T.insight;
    const most = Math.max(1, ...columns.map((c) => c[order]));
    return (
        <section class="ranking">
            <h2>{heading}{note !== undefined && <span class="faint"> {note}</span>}</h2>
            <ol class={`histogram ${columns.length > 12 ? 'sparse' : ''}`}>
                {columns.map((column) => (
                    <li key={column.value}>
                        <Link to={column.to} class="column" label={`${column.label}: ${T.files(column.files)}, ${formatSize(column.size_bytes)}`}
                              title={`${column.label}: ${T.files(column.files)}, ${formatSize(column.size_bytes)} (${formatPercent(column[order], total[order])})`}>
                            <span class="column-space"><span class={`column-fill ${column[order] === 0 ? 'empty' : ''}`} style={{height: `${(100 * column[order]) / most}%`}} /></span>
                            <span class="column-label">{column.label}</span>
                        </Link>
                    </li>
                ))}
            </ol>
            <details class="as-table">
                <summary>{t.as_table}</summary>
                <table>
                    <caption class="off-screen">{heading}</caption>
                    <thead><tr><th scope="col">{t.range}</th><th scope="col" class="col-size">{t.size}</th><th scope="col" class="col-count">{t.files}</th><th scope="col" class="col-count">{t.of_all}</th></tr></thead>
                    <tbody>
                        {columns.map((column) => (
                            <tr key={column.value}>
                                <td><Link to={column.to}>{column.label}</Link></td>
                                <td class="col-size"><Size bytes={column.size_bytes} /></td>
                                <td class="col-count"><Count n={column.files} /></td>
                                <td class="col-count">{formatPercent(column[order], total[order])}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </details>
        </section>
    );
}
