// From a place to the question that the API is asked.
import type {Filters, Place} from './place.ts';
import type {EncodedPath} from './path_bytes.ts';

export const kApi = 'api/v1/';  // relative: the page also works below a proxy's prefix

// The filters as a query string without '?', in the API's terms. The query goes as it is typed: what is wrong with it is
// told by its place.
export function filterQuery(filters: Filters): string {
    const parts: string[] = [];
    if (filters.q.trim() !== '') {
        parts.push('q=' + encodeURIComponent(filters.q));
    }
    if (filters.under !== '') {
        parts.push('under=' + filters.under);
    }
    if (filters.gone !== '') {
        parts.push('gone=' + filters.gone);
    }
    return parts.join('&');
}

export function filesQuery(place: Place): string {
    return joined(filterQuery(place.filters), place.sort === '' ? '' : 'sort=' + place.sort);
}

// `fields`: the keys of a file that are wanted.
export function firstPageUrl(place: Place, fields: string): string {
    return kApi + 'files?' + joined(filesQuery(place), 'limit=100', 'count=1', 'fields=' + fields);
}

export function nextPageUrl(place: Place, fields: string, next: string, limit: number): string {
    return kApi + 'files?' + joined(filesQuery(place), `limit=${limit}`, 'fields=' + fields, 'after=' + encodeURIComponent(next));
}

// How many files there are, without one of them.
export function countUrl(filters: Filters): string {
    return kApi + 'files?' + joined(filterQuery(filters), 'limit=1', 'count=1', 'fields=id', 'sort=id');
}

export function facetsUrl(filters: Filters, by: readonly string[], limit: number): string {
    return kApi + 'facets?' + joined(filterQuery(filters), 'by=' + by.join(','), `limit=${limit}`);
}

export function datasetsUrl(place: Place, limit: number, offset: number): string {
    return kApi + 'datasets?' + joined(filesQuery(place), `limit=${limit}`, offset === 0 ? '' : `offset=${offset}`);
}

export function exportUrl(place: Place, format: 'csv' | 'ndjson' | 'paths0'): string {
    const query = filesQuery(place);
    return `${kApi}files.${format}${query === '' ? '' : '?' + query}`;
}

export function directoriesUrl(path: EncodedPath, sort: string): string {
    const parts = [path === '' ? '' : 'path=' + path, sort === '' ? '' : 'sort=' + sort].filter((p) => p !== '');
    return kApi + 'directories' + (parts.length > 0 ? '?' + parts.join('&') : '');
}

// The largest children of a directory, for its map.
export function mapUrl(path: EncodedPath, by: 'size' | 'files'): string {
    const fields = 'id,name,path,state,total_files,total_size_bytes,newest,failed_directories,size_bytes,modified';
    return directoriesUrl(path, '-' + by) + `&limit=100&fields=${fields}`;
}

export function statsUrl(share: string, top: number): string {
    return `${kApi}stats?top=${top}${share === '' ? '' : '&share=' + encodeURIComponent(share)}`;
}

function joined(...parts: string[]): string {
    return parts.filter((part) => part !== '').join('&');
}
