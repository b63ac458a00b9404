// The parts of a question, each with the place that asks without it, and the one that asks for it alone.
import {chosenValues} from './facet_terms.ts';
import {shownName} from './names.ts';
import {kNoPath, shownPath} from './path_bytes.ts';
import {type Filters, kNoFilters, type Place} from './place.ts';
import {type Part, partsOf, queryOf} from './query_parts.ts';
import {T} from './text.ts';

export interface Drop {
    text: string;
    is_word: boolean;
    without: Place;
    only: Place;
}

// Classes of sizes as people say them; all else as it stands in the box.
function textOf(part: Part): string {
    const classes = part.key === 'size' ? chosenValues(part.text, 'size') : [];
    return classes.length === 0 ? shownName(part.text) : `size: ${classes.map((value) => T.facets.sizes[value] ?? value).join(', ')}`;
}

export function partsToDrop(place: Place): Drop[] {
    const {q, gone, under} = place.filters;
    const left = (filters: Partial<Filters>): Place => ({...place, filters: {...place.filters, ...filters}, file: ''});
    const only = (filters: Partial<Filters>): Place => ({...place, filters: {...kNoFilters, ...filters}, file: ''});
    const parts = partsOf(q);
    const drops: Drop[] = parts.map((part, i) => ({text: textOf(part), is_word: part.key === '', without: left({q: queryOf(parts.filter((_, other) => other !== i))}), only: only({q: part.text})}));
    if (under !== '') {
        drops.push({text: `${T.search.below} ${shownName(shownPath(under))}`, is_word: false, without: left({under: kNoPath}), only: only({under})});
    }
    if (gone !== '') {
        drops.push({text: T.search.all_gone, is_word: false, without: left({gone: ''}), only: only({gone})});
    }
    return drops;
}
