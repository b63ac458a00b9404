// The parts of the query that ask for more than words, each with a button that takes it away.
import type {JSX} from 'preact';
import {go} from './navigation.ts';
import {kNoFilters, type Place} from './place.ts';
import {partsOf, queryOf} from './query_parts.ts';
import {T} from './text.ts';
import {type Drop, partsToDrop} from './to_drop.ts';

// The words stand in the box; what else narrows the question is a chip.
export function chipsOf(place: Place): Drop[] {
    return partsToDrop(place).filter((drop) => !drop.is_word || drop.text.startsWith('('));
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
