// Where the page stands, and its URL: everything that can be linked, gone back to, or sent to a colleague.
// The parameters have the names that the API gives them.
import {type EncodedPath, encodedPathOfQuery, kNoPath} from './path_bytes.ts';

export const kViews = ['search', 'browse', 'shares', 'insight'] as const;
export type View = (typeof kViews)[number];

// As typed; '' = not set.
export interface Filters {
    name: string;
    ext: string;
    share: string;
    owner: string;
    min_size: string;
    max_size: string;
    modified_after: string;
    modified_before: string;
    gone: string;  // '' = present, 'yes', 'any'
    under: EncodedPath;
    no_ext: boolean;  // files without an extension: the API's empty ext
}

export interface Place {
    view: View;
    filters: Filters;
    sort: string;        // '' = the view's default; '-size' = descending
    file: string;        // id of the file whose panel is open
    path: EncodedPath;   // Browse: the directory; none: the shares
}

export const kNoFilters: Filters = {
    name: '', ext: '', share: '', owner: '', min_size: '', max_size: '', modified_after: '', modified_before: '',
    gone: '', under: kNoPath, no_ext: false,
};
export const kStart: Place = {view: 'search', filters: kNoFilters, sort: '', file: '', path: kNoPath};

const kTextFilters = [
    'name', 'ext', 'share', 'owner', 'min_size', 'max_size', 'modified_after', 'modified_before', 'gone',
] as const;
export type TextFilter = (typeof kTextFilters)[number];
export type FilterKey = keyof Filters;

// `search`: location.search. What is unknown or malformed is left out: an old link still opens.
export function parsePlace(search: string): Place {
    const place: Place = {...kStart, filters: {...kNoFilters}};
    for (const [key, raw] of rawParameters(search)) {
        const value = decode(raw);
        if (key === 'view') {
            place.view = kViews.find((v) => v === value) ?? 'search';
        } else if (key === 'sort' || key === 'file') {
            place[key] = value;
        } else if (key === 'path') {
            place.path = encodedPathOfQuery(raw);
        } else if (key === 'under') {
            place.filters.under = encodedPathOfQuery(raw);
        } else if (key === 'ext' && value === '') {
            place.filters.no_ext = true;
        } else {
            const filter = kTextFilters.find((f) => f === key);
            if (filter !== undefined) {
                place.filters[filter] = value;
            }
        }
    }
    return place;
}

// A relative URL: "?" and the parameters that differ from the start page's.
export function formatPlace(place: Place): string {
    const parts: string[] = [];
    if (place.view !== 'search') {
        parts.push('view=' + place.view);
    }
    if (place.path !== '') {
        parts.push('path=' + place.path);
    }
    for (const key of kTextFilters) {
        if (place.filters[key] !== '') {
            parts.push(key + '=' + encodeValue(place.filters[key]));
        }
    }
    if (place.filters.no_ext) {
        parts.push('ext=');
    }
    if (place.filters.under !== '') {
        parts.push('under=' + place.filters.under);
    }
    if (place.sort !== '') {
        parts.push('sort=' + encodeValue(place.sort));
    }
    if (place.file !== '') {
        parts.push('file=' + encodeValue(place.file));
    }
    return '?' + parts.join('&');
}

// The filters that are set, in the order in which the page shows them.
export function activeFilters(filters: Filters): FilterKey[] {
    const order: FilterKey[] = [...kTextFilters.filter((k) => k !== 'name'), 'no_ext', 'under'];
    return order.filter((key) => filters[key] !== kNoFilters[key]);
}

export function without(filters: Filters, key: FilterKey): Filters {
    return {...filters, [key]: kNoFilters[key]};
}

export function searchPlace(filters: Partial<Filters>, sort = ''): Place {
    return {...kStart, filters: {...kNoFilters, ...filters}, sort};
}

export function browsePlace(path: EncodedPath): Place {
    return {...kStart, view: 'browse', path};
}

// Whether there is something to look for: a page without a question must not list the whole catalogue.
export function asksForFiles(place: Place): boolean {
    return place.sort !== '' || place.filters.name !== '' || activeFilters(place.filters).length > 0;
}

function encodeValue(value: string): string {
    return encodeURIComponent(value).replaceAll('%2C', ',').replaceAll('%2F', '/').replaceAll('%3A', ':');
}

function* rawParameters(search: string): Generator<[string, string]> {
    for (const part of search.replace(/^\?/, '').split('&')) {
        const cut = part.indexOf('=');
        if (cut > 0) {
            yield [decode(part.slice(0, cut)), part.slice(cut + 1)];
        }
    }
}

function decode(raw: string): string {
    try {
        return decodeURIComponent(raw.replaceAll('+', ' '));
    } catch {
        return '';
    }
}
