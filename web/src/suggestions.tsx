// The list below the search box that offers to complete what is typed. The focus stays in the box (combobox pattern).
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {ask} from './api.ts';
import type {StatsAnswer} from './api_types.ts';
import {type Completion, completionAt, keyTyped, type KnownValues, type Offer} from './complete.ts';
import {shownName} from './names.ts';
import {statsUrl} from './query.ts';
import {T} from './text.ts';

export const kOffersId = 'query-offers';
export const offerId = (index: number): string => `query-offer-${index}`;

export interface Suggestions {
    offers: readonly Offer[];
    chosen: number;                       // -1: none
    look: (query: string, caret: number) => void;  // after typing
    move: (by: 1 | -1) => void;
    close: () => void;
    // The query with an offer in the place of what is typed, and the caret behind it.
    accept: (query: string, caret: number, index: number) => {query: string; caret: number};
}

const kFresh_ms = 60_000;
let known: Pick<KnownValues, 'ext' | 'owner'> = {ext: [], owner: []};
let asked_ms = -kFresh_ms;

export function useSuggestions(share_names: readonly string[]): Suggestions {
    const [{completion, chosen}, set] = useState<{completion: Completion | null; chosen: number}>({completion: null, chosen: -1});
    const offers = completion?.offers ?? [];
    const look = (query: string, caret: number): void => {
        const show = (): void => set({completion: completionAt(query, caret, {...known, share: share_names}), chosen: -1});
        const key = keyTyped(query, caret);
        show();
        if ((key === 'ext' || key === 'owner') && performance.now() - asked_ms > kFresh_ms) {
            asked_ms = performance.now();
            ask<StatsAnswer>(statsUrl('', 100)).then(({extensions, owners}) => {
                known = {ext: extensions.by_files.map((row) => row.key), owner: owners.by_files.map((row) => row.key)};
                show();
            }, () => { asked_ms = -kFresh_ms; });  // the next key stroke asks again; the box works without
        }
    };
    return {
        offers, chosen, look,
        move: (by) => set({completion, chosen: (chosen + by + offers.length + (chosen < 0 && by < 0 ? 1 : 0)) % offers.length}),
        close: () => set({completion: null, chosen: -1}),
        accept: (query, caret, index) => {
            const text = offers[index]?.text ?? '';
            const from = completion?.from ?? caret;
            return {query: query.slice(0, from) + text + query.slice(caret), caret: from + text.length};
        },
    };
}

export function OfferList({suggestions, onPick}: {suggestions: Suggestions; onPick: (index: number) => void}): JSX.Element | null {
    const {offers, chosen} = suggestions;
    if (offers.length === 0) {
        return null;
    }
    return (
        <ul class="offers" id={kOffersId} role="listbox" aria-label={T.search.offers}>
            {offers.map((offer, i) => (
                <li key={offer.text} id={offerId(i)} role="option" aria-selected={i === chosen}
                    onMouseDown={(e) => { e.preventDefault(); onPick(i); }}>
                    <code><bdi>{shownName(offer.text)}</bdi></code> <span class="faint">{offer.about}</span>
                </li>
            ))}
        </ul>
    );
}
