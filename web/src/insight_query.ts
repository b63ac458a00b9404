// What Insight asks: of the files of its query, and of one share or all.
import type {Place} from './place.ts';
import {searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {partsOf, queryOf, termText} from './query_parts.ts';

export const kFacets = ['ext', 'owner', 'group', 'project', 'size', 'age', 'year'] as const;
export const kMostValues = 100;  // of a facet

// The whole of it as a query, with `more` behind.
export function insightQuery(place: Place, more = ''): string {
    const share = place.share === '' ? '' : termText('share', '=', [place.share]);
    const q = place.filters.q.trim();
    // A query of alternatives keeps them together.
    const asked = queryOf([...partsOf(q), ...partsOf(share), ...partsOf(more)]);
    return more === '' && share === '' ? q : asked;
}

export function insightPlace(place: Place, more: string, sort = '-size'): Place {
    return searchPlace(insightQuery(place, more), sort);
}

// Of one of the API's lists, with these parameters besides.
export function insightUrl(place: Place, list: string, parameters: string): string {
    const q = insightQuery(place);
    return `${kApi}${list}?${q === '' ? '' : `q=${encodeURIComponent(q)}&`}${parameters}`;
}

export function countUrlOf(place: Place, more: string): string {
    return `${kApi}files?q=${encodeURIComponent(insightQuery(place, more))}&limit=1&count=1&fields=id&sort=id`;
}
