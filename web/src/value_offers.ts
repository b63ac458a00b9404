// The values of a key that the catalogue holds, asked of the daemon for the rest of the query.
import {ApiError, ask} from './api.ts';
import type {FacetsAnswer} from './api_types.ts';
import type {Offer, TypedValue} from './complete.ts';
import {kNoFilters} from './place.ts';
import {facetsUrl} from './query.ts';
import {quoted} from './query_parts.ts';
import {T} from './text.ts';

const kKeys = ['ext', 'owner', 'group', 'share', 'project'];
const kMost = 200;

export function canAskValues(typed: TypedValue): boolean {
    return kKeys.includes(typed.key);
}

// What answers stay good for: with the next letter they are narrowed at once, until the daemon has answered again.
export function keyOfValues(typed: TypedValue): string {
    return `${typed.key} ${typed.rest}`;
}

export interface KnownValues {
    key: string;    // keyOfValues
    begun: string;  // what of the value was typed then
    all: boolean;   // these are all that hold it
    offers: readonly Offer[];
}

// Whether the daemon has nothing to add: what is typed narrows values that are all here.
export function knowsValues(known: KnownValues, typed: TypedValue): boolean {
    return known.all && known.key === keyOfValues(typed) && typed.begun.toLowerCase().includes(known.begun.toLowerCase());
}

export async function valueOffers(typed: TypedValue, signal: AbortSignal): Promise<KnownValues> {
    const part = /^[\w.-]+$/.test(typed.begun) ? `${typed.key}:*${typed.begun}*` : '';
    const values = async (rest: string): Promise<KnownValues> => {
        const q = `${/(^|\s)OR(\s|$)/.test(rest) ? `(${rest})` : rest} ${part}`.trim();
        const {facets} = await ask<FacetsAnswer>(facetsUrl({...kNoFilters, q}, [typed.key], kMost), signal);
        const offers = (facets[0]?.values ?? []).filter(({value}) => value !== '').map(({value, files}) => ({text: quoted(value), about: T.files(files)}));
        return {key: keyOfValues(typed), begun: part === '' ? '' : typed.begun, all: facets[0] !== undefined && facets[0].values.length === facets[0].distinct, offers};
    };
    try {
        return await values(typed.rest);
    } catch (error) {
        if (error instanceof ApiError && error.status === 400 && typed.rest !== '') {
            return values('');  // the rest cannot be read yet
        }
        throw error;
    }
}
