// Where the page stands, and its URL: everything that can be linked, gone back to, or sent to a colleague.
// The parameters have the names that the API gives them.
import {kOldParameters, type OldLink, queryOfOldLink} from './old_links.ts';
import {bytesOfEncoded, type EncodedPath, encodedPathOfQuery, kNoPath, textOfBytes} from './path_bytes.ts';
import {partOf, partsOf, queryOf, quoted} from './query_parts.ts';

export const kViews = ['search', 'browse', 'insight', 'scans'] as const;
export type View = (typeof kViews)[number];
export type Shown = 'files' | 'datasets';
export type MapOf = '' | 'size' | 'files';

// What is asked. `q` says all of it that its language can say.
export interface Filters {
    q: string;            // as typed
    gone: '' | 'any';     // any: what is there and what is gone
    under: EncodedPath;   // a directory whose name is no text that can be typed; '' = not set
}

export interface Place {
    view: View;
    filters: Filters;
    show: Shown;         // Search: the files, or the directories that hold them
    sort: string;        // '' = the view's default; '-size' = descending
    columns: string;     // Search: ids with commas; '' = the reader's own
    file: string;        // id of the file or directory whose panel is open
    path: EncodedPath;   // Browse: the directory; none: the shares
    share: string;       // Insight: of this share alone
    map: MapOf;          // Browse: also as a map of areas, by this
}

export const kNoFilters: Filters = {q: '', gone: '', under: kNoPath};
export const kStart: Place = {
    view: 'search', filters: kNoFilters, show: 'files', sort: '', columns: '', file: '', path: kNoPath, share: '', map: '',
};

// `search`: location.search. What is unknown or malformed is left out: an old link still opens.
export function parsePlace(search: string): Place {
    const place: Place = {...kStart, filters: {...kNoFilters}};
    const old: OldLink = {};
    for (const [key, raw] of rawParameters(search)) {
        const value = decode(raw);
        const old_key = kOldParameters.find((k) => k === key);
        if (key === 'view') {
            place.view = kViews.find((v) => v === value) ?? (value === 'shares' ? 'scans' : 'search');
        } else if (key === 'show' && value === 'datasets') {
            place.show = value;
        } else if (key === 'sort' || key === 'file' || key === 'columns') {
            place[key] = value;
        } else if (key === 'q') {
            place.filters.q = value;
        } else if (key === 'path') {
            place.path = encodedPathOfQuery(raw);
        } else if (key === 'under') {
            place.filters.under = encodedPathOfQuery(raw);
        } else if (key === 'map' && (value === 'size' || value === 'files')) {
            place.map = value;
        } else if (key === 'gone' && value === 'any') {
            place.filters.gone = 'any';
        } else if (key === 'ext' && value === '') {
            old.no_ext = true;
        } else if (old_key !== undefined) {
            old[old_key] = value;
        }
    }
    if (place.view === 'insight') {
        place.share = old.share ?? '';
        return place;
    }
    const q = joined(place.filters.q, queryOfOldLink(old));
    const below = belowQuery(place.filters.under);
    place.filters = {...place.filters, q: below === null ? q : joined(q, below), under: below === null ? place.filters.under : kNoPath};
    return place;
}

// A relative URL: "?" and the parameters that differ from the start page's.
export function formatPlace(place: Place): string {
    const parts: string[] = [];
    const add = (key: string, value: string): void => {
        if (value !== '') {
            parts.push(key + '=' + value);
        }
    };
    add('view', place.view === 'search' ? '' : place.view);
    add('path', place.path);
    add('map', place.map);
    add('share', encodeValue(place.share));
    add('q', encodeValue(place.filters.q));
    add('gone', place.filters.gone);
    add('under', place.filters.under);
    add('show', place.show === 'files' ? '' : place.show);
    add('sort', encodeValue(place.sort));
    add('columns', encodeValue(place.columns));
    add('file', encodeValue(place.file));
    return '?' + parts.join('&');
}

export function searchPlace(q: string, sort = ''): Place {
    return {...kStart, filters: {...kNoFilters, q}, sort};
}

// All files below a directory.
export function belowPlace(path: EncodedPath, sort = ''): Place {
    const q = belowQuery(path);
    return q === null ? {...kStart, filters: {...kNoFilters, under: path}, sort} : searchPlace(q, sort);
}

// Of the files of a question those directly in a directory.
export function insidePlace(filters: Filters, path: EncodedPath): Place {
    const {text, exact} = textOfBytes(bytesOfEncoded(path));
    return exact && isTypable(text) ? {...kStart, filters: {...filters, q: queryOf([...partsOf(filters.q), partOf(`dir=${quoted(text)}`)])}}
        : {...kStart, filters: {...filters, under: path}};
}

// `map`: as the place before has it.
export function browsePlace(path: EncodedPath, map: MapOf = ''): Place {
    return {...kStart, view: 'browse', path, map};
}

export function asksForFiles(place: Place): boolean {
    const {q, gone, under} = place.filters;
    return place.show !== 'files' || place.sort !== '' || q.trim() !== '' || gone !== '' || under !== '';
}

// Null where the path holds what a text field does not. '' of none.
function belowQuery(path: EncodedPath): string | null {
    const {text, exact} = textOfBytes(bytesOfEncoded(path));
    return !exact || !isTypable(text) ? null : text === '' ? '' : `path:${quoted(text)}`;
}

function isTypable(text: string): boolean {
    return !/[\u0000-\u001f\u007f]/.test(text);
}

function joined(a: string, b: string): string {
    return a + (a === '' || b === '' ? '' : ' ') + b;
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
