// A column's heading; where the column can be sorted, a button that does it and says so. Where it cannot there is none, nor
// an aria-sort, and the heading says why nothing happens.
import type {JSX} from 'preact';
import {T} from './text.ts';

interface Props {
    label: string;
    class: string;
    field?: string;            // the API's sort key; absent: the column cannot be sorted
    sort?: string;             // present order, such as '-size'
    falling_first?: boolean;   // the first click sorts from large to small
    onSort?: (sort: string) => void;
    why_not?: string;          // the column cannot be sorted
}

export function SortHeader({label, class: name, field, sort, falling_first, onSort, why_not}: Props): JSX.Element {
    if (field === undefined || onSort === undefined) {
        return <th scope="col" class={`${name} no-sort`} title={why_not ?? T.no_sort(label)}>{label}</th>;
    }
    const rising = sort === field;
    const falling = sort === '-' + field;
    const next = rising ? '-' + field : falling ? field : (falling_first ? '-' : '') + field;
    return (
        <th scope="col" class={name} aria-sort={rising ? 'ascending' : falling ? 'descending' : 'none'}>
            <button type="button" class="sort" onClick={() => onSort(next)}>
                {label}<span class="arrow" aria-hidden="true">{rising ? '▲' : falling ? '▼' : ''}</span>
            </button>
        </th>
    );
}
