// What may be meant by what is typed at the caret: keys of the query language, and values of a key.
import {findKey, kQueryKeys} from './query_keys.ts';

export interface Offer {
    text: string;   // takes the place of what is typed
    about: string;
}

export interface Completion {
    from: number;   // in the query, up to the caret
    offers: Offer[];
}

// A value that is being typed.
export interface TypedValue {
    key: string;    // by its first name
    begun: string;  // of the value, up to the caret
    rest: string;   // the query without it and its key
}

const kMostOffers = 8;
const kKeyBegin = /(?:^|[\s(])[-!]*([\p{L}_]{2,})$/u;
const kValueBegin = /(^|[\s(])[-!]*([\p{L}_]+)[:=]([^\s"()]*)$/u;

// `values`: what the catalogue holds for the key that is being typed. Null: nothing to offer there.
export function completionAt(query: string, caret: number, values: readonly Offer[]): Completion | null {
    if (isWithin(query, caret)) {
        return null;
    }
    const typed = valueTyped(query, caret);
    const begun = typed === null ? kKeyBegin.exec(query.slice(0, caret))?.[1] : typed.begun;
    if (begun === undefined) {
        return null;
    }
    const known = typed === null ? kQueryKeys.map((key) => ({text: key.name + ':', about: key.about}))
        : [...(findKey(typed.key)?.values ?? []).map(([text, about]) => ({text, about})), ...values];
    const low = begun.toLowerCase();
    const begins = known.filter((o) => bare(o.text).startsWith(low) && o.text !== begun);
    const holds = typed === null ? [] : known.filter((o) => !bare(o.text).startsWith(low) && bare(o.text).includes(low));
    const offers = [...begins, ...holds].slice(0, kMostOffers);
    return offers.length === 0 ? null : {from: caret - begun.length, offers};
}

// Null: no value is being typed.
export function valueTyped(query: string, caret: number): TypedValue | null {
    if (isWithin(query, caret)) {
        return null;
    }
    const before = query.slice(0, caret);
    const found = kValueBegin.exec(before);
    const key = findKey(found?.[2] ?? '')?.name;
    if (found === null || key === undefined) {
        return null;
    }
    const rest = (query.slice(0, found.index) + (found[1] ?? '') + query.slice(caret)).trim();
    return {key, begun: before.slice(before.search(/[^,:=]*$/)), rest};
}

// Within a word, or within quotes.
function isWithin(query: string, caret: number): boolean {
    return /[^\s)]/.test(query.charAt(caret)) || query.slice(0, caret).split('"').length % 2 === 0;
}

function bare(text: string): string {
    return text.replace(/^"/, '').toLowerCase();
}
