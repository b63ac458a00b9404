// The filters that are set, in words, each with a button that takes it away.
import type {JSX} from 'preact';
import {go} from './navigation.ts';
import {shownPath} from './path_bytes.ts';
import {activeFilters, type FilterKey, type Filters, kNoFilters, type Place, without} from './place.ts';
import {shownName} from './names.ts';
import {T} from './text.ts';

export function Chips({place}: {place: Place}): JSX.Element | null {
    const active = activeFilters(place.filters);
    if (active.length === 0) {
        return null;
    }
    return (
        <ul class="chips" aria-label={T.search.filters}>
            {active.map((key) => (
                <li key={key}>
                    <button type="button" class="chip" aria-label={T.search.remove(chipText(place.filters, key))}
                            onClick={() => go({...place, filters: without(place.filters, key), file: ''})}>
                        <bdi>{chipText(place.filters, key)}</bdi> <span aria-hidden="true">×</span>
                    </button>
                </li>
            ))}
            {active.length > 1 && (
                <li>
                    <button type="button" class="plain" onClick={() => go({...place, filters: {...kNoFilters, name: place.filters.name}, file: ''})}>
                        {T.search.clear_all}
                    </button>
                </li>
            )}
        </ul>
    );
}

export function chipText(filters: Filters, key: FilterKey): string {
    const t = T.search;
    const ago = (value: string, duration: string, date: string): string => `${/^\d+[a-z]+$/i.test(value) ? duration : date} ${value}`;
    switch (key) {
        case 'under': return `${t.below} ${shownName(shownPath(filters.under))}`;
        case 'no_ext': return t.no_ext;
        case 'ext': return `${t.ext}: ${shownName(filters.ext)}`;
        case 'share': return `${t.share}: ${shownName(filters.share)}`;
        case 'owner': return `${t.owner}: ${shownName(filters.owner)}`;
        case 'min_size': return `≥ ${filters.min_size}`;
        case 'max_size': return `≤ ${filters.max_size}`;
        case 'modified_after': return `${t.modified} ${ago(filters.modified_after, t.newer, t.after)}`;
        case 'modified_before': return `${t.modified} ${ago(filters.modified_before, t.older, t.before)}`;
        case 'gone': return filters.gone === 'yes' ? t.only_gone : t.all_gone;
        case 'name': return filters.name;
    }
}
