// One value of a facet, to choose.
import type {JSX} from 'preact';
import {type FacetKey, withToggled} from './facet_terms.ts';
import {formatCompact, formatSize} from './format.ts';
import {shownName} from './names.ts';
import {go, here} from './navigation.ts';
import {pure} from './pure.ts';
import {Name} from './shown.tsx';
import {T} from './text.ts';

interface Props {
    facet: FacetKey;
    value: {value: string; files: number; size_bytes: number};
    known: boolean;    // the numbers are
    chosen: boolean;
    most: number;      // files of the largest value
}

export const FacetRow = pure(Row);

function Row({facet, value, known, chosen, most}: Props): JSX.Element {
    const label = facetLabel(facet, value.value);
    return (
        <li>
            <label class="facet-value" title={`${shownName(label)}\n${T.files(value.files)}, ${formatSize(value.size_bytes)}`}>
                <input type="checkbox" checked={chosen} disabled={value.files === 0 && !chosen} onChange={() => toggle(facet, value.value)} />
                <span class={`facet-name ${label === value.value ? '' : 'worded'}`}><Name text={label} /></span>
                {known && <span class="facet-count">{formatCompact(value.files)}</span>}
                {known && <span class="facet-size">{formatSize(value.size_bytes)}</span>}
                <span class="facet-bar" aria-hidden="true" style={{width: `${(100 * value.files) / most}%`}} />
            </label>
        </li>
    );
}

function toggle(facet: FacetKey, value: string): void {
    const now = here();
    go({...now, filters: {...now.filters, q: withToggled(now.filters.q, facet, value)}, file: ''});
}

// A value of the API as people read it.
export function facetLabel(facet: FacetKey, value: string): string {
    switch (facet) {
        case 'size': return T.facets.sizes[value] ?? value;
        case 'age': return T.facets.ages[value] ?? value;
        case 'ext': return value === '' ? T.facets.no_ext : value;
        default: return value === '' ? T.facets.no_value : value;
    }
}
