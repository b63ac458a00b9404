// From a place to the question that the API is asked.
import type {Filters, Place} from './place.ts';
import type {EncodedPath} from './path_bytes.ts';

export const kApi = 'api/v1/';  // relative: the page also works below a proxy's prefix

// The filters as a query string without '?', in the API's terms: what people write is brought into its form, and what
// cannot be is sent as it is, so that the API says what is wrong with it.
export function filterQuery(filters: Filters): string {
    const parts: string[] = [];
    const add = (key: string, value: string): void => {
        if (value !== '') {
            parts.push(`${key}=${encodeURIComponent(value)}`);
        }
    };
    add('name', filters.name.trim());
    if (filters.no_ext) {
        parts.push('ext=');
    }
    add('ext', extensionList(filters.ext));
    if (filters.under !== '') {
        parts.push('under=' + filters.under);
    }
    add('share', filters.share);
    add('owner', list(filters.owner).join(','));
    add('min_size', sizeValue(filters.min_size));
    add('max_size', sizeValue(filters.max_size));
    add('modified_after', filters.modified_after.trim());
    add('modified_before', filters.modified_before.trim());
    add('gone', filters.gone);
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

export function exportUrl(place: Place, format: 'csv' | 'ndjson'): string {
    const query = filesQuery(place);
    return `${kApi}files.${format}${query === '' ? '' : '?' + query}`;
}

export function directoriesUrl(path: EncodedPath, sort: string): string {
    const parts = [path === '' ? '' : 'path=' + path, sort === '' ? '' : 'sort=' + sort].filter((p) => p !== '');
    return kApi + 'directories' + (parts.length > 0 ? '?' + parts.join('&') : '');
}

export function statsUrl(share: string, top: number): string {
    return `${kApi}stats?top=${top}${share === '' ? '' : '&share=' + encodeURIComponent(share)}`;
}

// "H5, .csv" -> "h5,csv"
export function extensionList(text: string): string {
    return list(text).map((ext) => ext.replace(/^\*?\./, '').toLowerCase()).join(',');
}

// "1.5 GiB" -> "1610612736", "10m" -> "10M"; binary units throughout, as in the API.
export function sizeValue(text: string): string {
    const match = /^([0-9]+(?:\.[0-9]+)?)\s*([kmgtp]?)(?:i?b)?$/i.exec(text.trim());
    if (match === null) {
        return text.trim();
    }
    const [, number = '', unit = ''] = match;
    if (number.includes('.')) {
        const power = ' KMGTP'.indexOf(unit.toUpperCase() || ' ');
        return String(Math.round(Number(number) * 1024 ** power));
    }
    return number + unit.toUpperCase();
}

function list(text: string): string[] {
    return text.split(/[\s,;]+/).filter((part) => part !== '');
}
