// The parts of a question, each with the place that asks without it.
import {chosenValues} from './facet_terms.ts';
import {shownName} from './names.ts';
import {kNoPath, shownPath} from './path_bytes.ts';
import {type Filters, type Place} from './place.ts';
import {type Part, partsOf, queryOf} from './query_parts.ts';
import {T} from './text.ts';

export interface Drop {
    text: string;
    is_word: boolean;
    without: Place;
}

// Classes of sizes as people say them; all else as it stands in the box.
function textOf(part: Part): string {
    const classes = part.key === 'size' ? chosenValues(part.text, 'size') : [];
    return classes.length === 0 ? shownName(part.text) : `size: ${classes.map((value) => T.facets.sizes[value] ?? value).join(', ')}`;
}

export function partsToDrop(place: Place): Drop[] {
    const {q, gone, under} = place.filters;
    const left = (filters: Partial<Filters>): Place => ({...place, filters: {...place.filters, ...filters}, file: ''});
    const parts = partsOf(q);
    const drops: Drop[] = parts.map((part, i) => ({text: textOf(part), is_word: part.key === '', without: left({q: queryOf(parts.filter((_, other) => other !== i))})}));
    if (under !== '') {
        drops.push({text: `${T.search.below} ${shownName(shownPath(under))}`, is_word: false, without: left({under: kNoPath})});
    }
    if (gone !== '') {
        drops.push({text: T.search.all_gone, is_word: false, without: left({gone: ''})});
    }
    return drops;
}
