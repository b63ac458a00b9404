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
    return [filterQuery(place.filters), place.sort === '' ? '' : 'sort=' + place.sort].filter((p) => p !== '').join('&');
}

export function firstPageUrl(place: Place): string {
    return `${kApi}files?${[filesQuery(place), 'limit=100', 'count=1'].filter((p) => p !== '').join('&')}`;
}

export function nextPageUrl(place: Place, next: string): string {
    return `${kApi}files?${[filesQuery(place), 'limit=200', 'after=' + encodeURIComponent(next)].filter((p) => p !== '').join('&')}`;
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
