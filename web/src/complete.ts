// What may be meant by what is typed at the caret: keys of the query language, and values of a key.
import {findKey, kQueryKeys} from './query_keys.ts';
import {quoted} from './query_parts.ts';

export interface Offer {
    text: string;   // takes the place of what is typed
    about: string;
}

export interface Completion {
    from: number;   // in the query, up to the caret
    offers: Offer[];
}

// What the catalogue holds; shown in this order.
export interface KnownValues {
    ext: readonly string[];
    owner: readonly string[];
    share: readonly string[];
}

const kMostOffers = 8;
const kKeyBegin = /(?:^|[\s(])[-!]*([\p{L}_]{2,})$/u;
const kValueBegin = /(?:^|[\s(])[-!]*([\p{L}_]+)[:=]([^\s"()]*)$/u;

// Null: nothing to offer there.
export function completionAt(query: string, caret: number, known: KnownValues): Completion | null {
    const before = query.slice(0, caret);
    if (/[^\s)]/.test(query.charAt(caret)) || before.split('"').length % 2 === 0) {
        return null;  // within a word, or within quotes
    }
    const typed = keyTyped(query, caret);
    const begun = typed === null ? kKeyBegin.exec(before)?.[1] : before.slice(before.search(/[^,:=]*$/));
    if (begun === undefined) {
        return null;
    }
    const offers = (typed === null ? kQueryKeys.map((key) => ({text: key.name + ':', about: key.about})) : valuesOf(typed, known))
        .filter((o) => o.text.toLowerCase().startsWith(begun.toLowerCase()) && o.text !== begun).slice(0, kMostOffers);
    return offers.length === 0 ? null : {from: caret - begun.length, offers};
}

// The key whose value is being typed, by its first name; null: none.
export function keyTyped(query: string, caret: number): string | null {
    return findKey(kValueBegin.exec(query.slice(0, caret))?.[1] ?? '')?.name ?? null;
}

function valuesOf(name: string, known: KnownValues): Offer[] {
    if (name === 'ext' || name === 'owner' || name === 'share') {
        return known[name].filter((value) => value !== '').map((value) => ({text: quoted(value), about: ''}));
    }
    return (findKey(name)?.values ?? []).map(([text, about]) => ({text, about}));
}
