// The fields of the facet column, each of which is a part of the query: read from it, and written into it.
import {type Part, partOf, partsOf, queryOf, quoted, termText, unquoted} from './query_parts.ts';

export type Field = 'ext' | 'share' | 'owner' | 'min_size' | 'max_size' | 'after' | 'before' | 'gone';
type Range = readonly [from: string, to: string];

// '' = the query says nothing of it, or not in a way that the field can show.
export function fieldOf(query: string, field: Field): string {
    const parts = partsOf(query);
    switch (field) {
        case 'ext': case 'owner': case 'share': return (parts.find(isList(field))?.values ?? []).map((v) => (v === '""' ? v : unquoted(v))).join(',');
        case 'min_size': return rangeIn(parts, sizeRange)[0];
        case 'max_size': return rangeIn(parts, sizeRange)[1];
        case 'after': return rangeIn(parts, timeRange)[0];
        case 'before': return rangeIn(parts, timeRange)[1];
        case 'gone': return parts.some(isGone) ? 'yes' : '';
    }
}

// The query with `text` in the field, as people write it; '' takes the part away.
export function withField(query: string, field: Field, text: string): string {
    const parts = partsOf(query);
    const value = text.trim();
    const other = (key: Field): string => fieldOf(query, key);
    switch (field) {
        case 'ext': return replaced(parts, isList(field), value === '' ? [] : [listText(field, extensionsOf(value))]);
        case 'owner': return replaced(parts, isList(field), value === '' ? [] : [listText(field, listOf(value))]);
        case 'share': return replaced(parts, isList(field), value === '' ? [] : [termText('share', '=', [value])]);
        case 'min_size': return replaced(parts, (p) => sizeRange(p) !== null, sizeTexts([value, other('max_size')]));
        case 'max_size': return replaced(parts, (p) => sizeRange(p) !== null, sizeTexts([other('min_size'), value]));
        case 'after': return replaced(parts, (p) => timeRange(p) !== null, timeTexts([value, other('before')]));
        case 'before': return replaced(parts, (p) => timeRange(p) !== null, timeTexts([other('after'), value]));
        case 'gone': return replaced(parts, isGone, value === 'yes' ? ['is:gone'] : []);
    }
}

// Whether both say the same in the field: what is typed is not overwritten by its own tidy form.
export function sameField(field: Field, a: string, b: string): boolean {
    return withField('', field, a) === withField('', field, b);
}

// "H5, .csv" -> h5 csv
export function extensionsOf(text: string): string[] {
    return listOf(text).map((ext) => ext.replace(/^\*?\./, '').toLowerCase());
}

export function isDuration(text: string): boolean {
    return /^[0-9]+(\.[0-9]+)?(s|m|h|d|w|mo|y)$/i.test(text);
}

function listOf(text: string): string[] {
    return text.split(/[\s,;]+/).filter((part) => part !== '');
}

function listText(key: string, values: readonly string[]): string {
    return values.length === 0 ? '' : `${key}:${values.map((v) => (v === '""' || /^[\w.*?-]+$/.test(v) ? v : quoted(v))).join(',')}`;
}

function isList(key: string): (part: Part) => boolean {
    return (part) => part.key === key && !part.negated;
}

function isGone(part: Part): boolean {
    return part.key === 'is' && !part.negated && part.values.length === 1 && part.values[0]?.toLowerCase() === 'gone';
}

function replaced(parts: readonly Part[], owned: (part: Part) => boolean, texts: readonly string[]): string {
    const at = parts.findIndex(owned);
    const kept = parts.filter((part) => !owned(part));
    const place = at < 0 ? kept.length : parts.slice(0, at).filter((part) => !owned(part)).length;
    return queryOf([...kept.slice(0, place), ...texts.filter((t) => t !== '').map((t) => partOf(t)), ...kept.slice(place)]);
}

// The first part that says a lower end gives it, the first that says an upper end gives that.
function rangeIn(parts: readonly Part[], read: (part: Part) => Range | null): Range {
    const ranges = parts.map(read).filter((range) => range !== null);
    return [ranges.find((r) => r[0] !== '')?.[0] ?? '', ranges.find((r) => r[1] !== '')?.[1] ?? ''];
}

// Of a key that has no value yet: no ends.
function ends(part: Part, key: string): Range | null {
    if (part.key !== key || part.negated || part.values.length > 1) {
        return null;
    }
    const value = unquoted(part.values[0] ?? '');
    const range = /^(.*?)\.\.(.*)$/.exec(value);
    if (range !== null) {
        return [range[1] ?? '', range[2] ?? ''];
    }
    return value === '' ? ['', ''] : value.startsWith('>=') ? [value.slice(2), ''] : value.startsWith('<=') ? ['', value.slice(2)] : null;
}

function sizeRange(part: Part): Range | null {
    return ends(part, 'size');
}

// A duration is time gone by: the longer one is the earlier time.
function timeRange(part: Part): Range | null {
    const range = ends(part, 'modified');
    if (range?.[1].startsWith('<') === true) {
        return null;  // the field has no way to say this
    }
    return range !== null && range.some(isDuration) ? [range[1], range[0]] : range;
}

function rangeText(key: string, from: string, to: string): string {
    const value = `${from}..${to}`;
    return `${key}:${/^[\w.:+-]*(\.\.<)?[\w.:+-]*$/.test(value) ? value : quoted(value)}`;
}

function sizeTexts([from, to]: Range): string[] {
    return from + to === '' ? [] : [rangeText('size', from.replace(/\s+/g, ''), to.replace(/\s+/g, ''))];
}

function timeTexts([from, to]: Range): string[] {
    const one = (a: string, b: string): string[] => (a + b === '' ? [] : isDuration(a) || isDuration(b) ? [rangeText('modified', b, a)] : [rangeText('modified', a, b)]);
    const mixed = from !== '' && to !== '' && isDuration(from) !== isDuration(to);
    return mixed ? [...one(from, ''), ...one('', to)] : one(from, to);
}
