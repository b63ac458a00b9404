// The API's ranges as people read them, and years as a few columns.
import type {Totals} from './api_types.ts';
import type {Place} from './place.ts';

// "..1d" -> "< 1d", "1d..7d" -> "1d – 7d", "64G.." -> "≥ 64G"
export function rangeLabel(range: string): string {
    const [from, to] = range.split('..');
    return to === undefined ? range : from === '' ? `< ${to}` : to === '' ? `≥ ${from ?? ''}` : `${from ?? ''} – ${to}`;
}

interface Value extends Totals {
    value: string;
    query: string;
}

// As the API cuts ages and sizes. It leaves out those without files, which would bend an axis.
export const kAgeRanges = ['..1d', '1d..7d', '7d..30d', '30d..90d', '90d..1y', '1y..2y', '2y..5y', '5y..10y', '10y..'] as const;
export const kSizeRanges = ['0', '1..4K', '4K..64K', '64K..1M', '1M..16M', '16M..256M', '256M..4G', '4G..64G', '64G..'] as const;

// `values` with those of `ranges` that are missing, in their order; others that the API may come to have go last.
export function filled(values: readonly Value[], ranges: readonly string[], key: 'age' | 'size'): Value[] {
    const known = ranges.map((range) => values.find((v) => v.value === range) ?? {value: range, query: `${key}:${languageRange(range)}`, files: 0, size_bytes: 0});
    return [...known, ...values.filter((v) => !ranges.includes(v.value))];
}

// A class of the API, "4K..64K", as the query language says it: a class is without its upper end, a range of the language is
// with it unless it says so.
export function languageRange(value: string): string {
    const [from, to] = value.split('..');
    return to === undefined || to === '' ? value : `${from === '' ? '' : `${from}..`}<${to}`;
}

export interface YearColumn extends Totals {
    value: string;
    label: string;
    to: Place;
}

const kMostYears = 16;

// The last years one by one, those without files too; all before them, and all that lie in the future, as one each.
export function yearColumns(values: readonly Value[], place: (query: string) => Place, this_year = new Date().getUTCFullYear()): YearColumn[] {
    const years = values.map((v) => ({...v, year: Number(v.value)})).filter((v) => Number.isInteger(v.year));
    const now = years.filter((v) => v.year <= this_year).sort((a, b) => a.year - b.year);
    const last = now.at(-1)?.year ?? this_year;
    const first = Math.max(now[0]?.year ?? last, last - kMostYears + 1);
    const sum = (some: readonly Totals[]): Totals => ({
        files: some.reduce((n, v) => n + v.files, 0), size_bytes: some.reduce((n, v) => n + v.size_bytes, 0),
    });
    const columns: YearColumn[] = [];
    const before = now.filter((v) => v.year < first);
    if (before.length > 0) {
        columns.push({value: `..${first - 1}`, label: `≤${first - 1}`, to: place(`modified:..${first - 1}`), ...sum(before)});
    }
    for (let year = first; year <= last; year++) {
        columns.push({value: String(year), label: String(year), to: place(`modified:${year}`), ...sum(now.filter((v) => v.year === year))});
    }
    const future = years.filter((v) => v.year > this_year);
    if (future.length > 0) {
        columns.push({value: `${this_year + 1}..`, label: `≥${this_year + 1}`, to: place(`modified:${this_year + 1}..`), ...sum(future)});
    }
    return columns;
}
