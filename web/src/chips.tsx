// The parts of the query that ask for more than words, each with a button that takes it away.
import type {JSX} from 'preact';
import {shownName} from './names.ts';
import {go} from './navigation.ts';
import {kNoPath, shownPath} from './path_bytes.ts';
import {kNoFilters, type Place} from './place.ts';
import {partsOf, queryOf} from './query_parts.ts';
import {T} from './text.ts';

export interface Chip {
    text: string;
    without: Place;
}

export function chipsOf(place: Place): Chip[] {
    const {q, gone, under} = place.filters;
    const left = (filters: Partial<Place['filters']>): Place => ({...place, filters: {...place.filters, ...filters}, file: ''});
    const parts = partsOf(q);
    const chips = parts.flatMap((part, i) => (part.key === '' ? [] : [{text: shownName(part.text), without: left({q: queryOf(parts.filter((_, other) => other !== i))})}]));
    if (under !== '') {
        chips.push({text: `${T.search.below} ${shownName(shownPath(under))}`, without: left({under: kNoPath})});
    }
    if (gone !== '') {
        chips.push({text: T.search.all_gone, without: left({gone: ''})});
    }
    return chips;
}

export function Chips({place}: {place: Place}): JSX.Element | null {
    const chips = chipsOf(place);
    if (chips.length === 0) {
        return null;
    }
    const words = queryOf(partsOf(place.filters.q).filter((part) => part.key === ''));
    return (
        <ul class="chips" aria-label={T.search.filters}>
            {chips.map((chip) => (
                <li key={chip.text}>
                    <button type="button" class="chip" aria-label={T.search.remove(chip.text)} onClick={() => go(chip.without)}>
                        <bdi>{chip.text}</bdi> <span aria-hidden="true">×</span>
                    </button>
                </li>
            ))}
            {chips.length > 1 && (
                <li>
                    <button type="button" class="plain" onClick={() => go({...place, filters: {...kNoFilters, q: words}, file: ''})}>
                        {T.search.clear_all}
                    </button>
                </li>
            )}
        </ul>
    );
}
