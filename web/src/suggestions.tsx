// The list below the search box that offers to complete what is typed. The focus stays in the box (combobox pattern).
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import {type Completion, completionAt, type Offer, type TypedValue, valueTyped} from './complete.ts';
import {shownName} from './names.ts';
import {T} from './text.ts';
import {canAskValues, keyOfValues, type KnownValues, knowsValues, valueOffers} from './value_offers.ts';

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

const kPause_ms = 120;
const kNone: KnownValues = {key: '', begun: '', all: false, offers: []};

// Values come from the catalogue: those of the files that the rest of the query finds, most frequent first.
export function useSuggestions(): Suggestions {
    const [{completion, chosen}, set] = useState<{completion: Completion | null; chosen: number}>({completion: null, chosen: -1});
    const known = useRef(kNone);
    const asking = useRef<{timer: number; abort: AbortController} | null>(null);
    const offers = completion?.offers ?? [];
    const stop = (): void => {
        window.clearTimeout(asking.current?.timer);
        asking.current?.abort.abort();
        asking.current = null;
    };
    useEffect(() => stop, []);
    const ask = (typed: TypedValue, show: () => void): void => {
        const abort = new AbortController();
        const timer = window.setTimeout(() => {
            valueOffers(typed, abort.signal).then((values) => {
                if (!abort.signal.aborted) {
                    known.current = values;
                    show();
                }
            }, () => {});  // the box works without
        }, kPause_ms);
        asking.current = {timer, abort};
    };
    const look = (query: string, caret: number): void => {
        stop();
        const typed = valueTyped(query, caret);
        const show = (): void => {
            const values = typed !== null && known.current.key === keyOfValues(typed) ? known.current.offers : [];
            set({completion: completionAt(query, caret, values), chosen: -1});
        };
        show();
        if (typed !== null && canAskValues(typed) && !knowsValues(known.current, typed)) {
            ask(typed, show);
        }
    };
    return {
        offers, chosen, look,
        move: (by) => set({completion, chosen: (chosen + by + offers.length + (chosen < 0 && by < 0 ? 1 : 0)) % offers.length}),
        close: () => {
            stop();
            set({completion: null, chosen: -1});
        },
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
