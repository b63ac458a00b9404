// What the values of a facet are in the query: which of them are chosen, and the query with one chosen or not.
// Values of one facet are joined by OR, as a list; facets by AND, as parts.
import {type Part, partOf, partsOf, queryOf, quoted, unquoted} from './query_parts.ts';
import {kAgeRanges, kSizeRanges, languageRange} from './ranges.ts';

// In the order of the page.
export const kFacets = ['ext', 'owner', 'group', 'share', 'project', 'size', 'age', 'year'] as const;
export type FacetKey = (typeof kFacets)[number];

interface Form {
    key: string;
    op: ':' | '=';
    text: (value: string) => string;   // a value of the API as it stands in a list
    classes?: readonly string[];       // all values there can be
    is_value: (text: string) => boolean;
}

const kAnyText: Pick<Form, 'text' | 'is_value'> = {text: (value) => (value === '' ? '""' : quoted(value)), is_value: () => true};
const kForms: Record<FacetKey, Form> = {
    ext: {key: 'ext', op: ':', ...kAnyText},
    owner: {key: 'owner', op: '=', ...kAnyText},
    group: {key: 'group', op: '=', ...kAnyText},
    share: {key: 'share', op: '=', ...kAnyText},
    project: {key: 'project', op: '=', ...kAnyText},
    size: {key: 'size', op: ':', text: languageRange, classes: kSizeRanges, is_value: (text) => kSizeRanges.some((c) => languageRange(c) === text)},
    age: {key: 'age', op: ':', text: languageRange, classes: kAgeRanges, is_value: (text) => kAgeRanges.some((c) => languageRange(c) === text)},
    year: {key: 'modified', op: ':', text: (value) => value, is_value: (text) => /^\d{4}$/.test(text)},
};

// The values chosen, as the API gives them.
export function chosenValues(query: string, facet: FacetKey): string[] {
    const form = kForms[facet];
    const part = partsOf(query).find((p) => isOf(p, form));
    return (part?.values ?? []).map((text) => form.classes?.find((value) => form.text(value) === text) ?? (text === '""' ? '' : unquoted(text)));
}

// The query with the value chosen, or no more when it is.
export function withToggled(query: string, facet: FacetKey, value: string): string {
    const form = kForms[facet];
    const parts = partsOf(query);
    const at = parts.findIndex((p) => isOf(p, form));
    const before = parts[at]?.values ?? [];
    const same = sameText(facet, form.text(value));
    const values = before.some(same) ? before.filter((text) => !same(text)) : [...before, form.text(value)];
    return queryOf(replaced(parts, at, values.length === 0 ? [] : [partOf(form.key + (parts[at]?.op ?? form.op) + values.join(','))]));
}

// The query that the facet is counted for: what is chosen in itself does not narrow it.
export function withoutFacet(query: string, facet: FacetKey): string {
    const parts = partsOf(query);
    const at = parts.findIndex((p) => isOf(p, kForms[facet]));
    return at < 0 ? query : queryOf(replaced(parts, at, []));
}

function replaced(parts: readonly Part[], at: number, by: readonly Part[]): Part[] {
    return at < 0 ? [...parts, ...by] : [...parts.slice(0, at), ...by, ...parts.slice(at + 1)];
}

// `ext:` and `ext=` mean the same; `owner:bo` is a part of the name, and no choice of a value. So is a size or a time of
// one's own: a class narrows it.
function isOf(part: Part, form: Form): boolean {
    return part.key === form.key && !part.negated && !part.any && (part.op === form.op || form.key === 'ext')
        && part.values.length > 0 && part.values.every((value) => value !== '' && form.is_value(value));
}

function sameText(facet: FacetKey, text: string): (other: string) => boolean {
    const plain = (value: string): string => (facet === 'ext' ? unquoted(value).toLowerCase() : unquoted(value));
    return (other) => plain(other) === plain(text);
}
