// The box in the top bar. From any view, typing leads to the results.
import type {JSX, RefObject} from 'preact';
import {go, here} from './navigation.ts';
import {kNoPath} from './path_bytes.ts';
import type {Place} from './place.ts';
import {kProblemId} from './query_problem.tsx';
import {focusFirstRow} from './row_focus.ts';
import {kOffersId, OfferList, offerId, useSuggestions} from './suggestions.tsx';
import {T} from './text.ts';
import {useTyped} from './use_typed.ts';

interface Props {
    place: Place;
    box: RefObject<HTMLInputElement | null>;
    wrong: boolean;  // the daemon cannot read the query
}

export function SearchBox({place, box, wrong}: Props): JSX.Element {
    const suggestions = useSuggestions();
    const typed = useTyped(place.filters.q, (q) => {
        const now = here();
        if (now.view === 'search') {
            go({...now, filters: {...now.filters, q}, file: ''}, 'typing');
        } else if (q.trim() !== '') {
            go({...now, view: 'search', filters: {...now.filters, q}, sort: '', file: '', path: kNoPath, share: ''}, 'typing');
        }
    });
    const open = suggestions.offers.length > 0;
    const accept = (index: number): void => {
        const input = box.current;
        if (input === null) {
            return;
        }
        const next = suggestions.accept(input.value, input.selectionStart ?? input.value.length, index);
        input.value = next.query;
        input.setSelectionRange(next.caret, next.caret);
        typed.type(next.query);
        suggestions.look(next.query, next.caret);  // the values of the key
    };
    const onKeyDown = (event: KeyboardEvent): void => {
        if (open && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
            event.preventDefault();
            suggestions.move(event.key === 'ArrowDown' ? 1 : -1);
        } else if (open && event.key === 'Escape') {
            event.preventDefault();
            event.stopPropagation();
            suggestions.close();
        } else if (open && ((event.key === 'Enter' && suggestions.chosen >= 0) || (event.key === 'Tab' && !event.shiftKey))) {
            event.preventDefault();
            accept(Math.max(0, suggestions.chosen));
        } else if (event.key === 'Enter') {
            event.preventDefault();
            suggestions.close();
            typed.flush();
            go(here(), 'push');  // what is typed from now on is a new step
        } else if (event.key === 'ArrowDown') {
            event.preventDefault();
            typed.flush();
            focusFirstRow();
        } else if (event.key === 'Escape' && typed.text !== '') {
            event.stopPropagation();
            typed.type('');
            typed.flush();
        }
    };
    return (
        <search class={`search-box ${wrong ? 'wrong' : ''}`}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4 14 14" /></svg>
            <input ref={box} type="text" inputMode="search" enterkeyhint="search" aria-label={T.search.label} aria-keyshortcuts="/" placeholder={T.search.placeholder}
                   value={typed.text} autocomplete="off" autocorrect="off" autocapitalize="off" spellcheck={false} maxLength={4000}
                   role="combobox" aria-autocomplete="list" aria-expanded={open} aria-controls={kOffersId} aria-activedescendant={suggestions.chosen >= 0 ? offerId(suggestions.chosen) : undefined}
                   aria-invalid={wrong} aria-describedby={wrong ? kProblemId : undefined}
                   onInput={(e) => { typed.type(e.currentTarget.value); suggestions.look(e.currentTarget.value, e.currentTarget.selectionStart ?? 0); }}
                   onKeyDown={onKeyDown} onBlur={suggestions.close} />
            {typed.text === ''
                ? <kbd aria-hidden="true">/</kbd>
                : <button type="button" class="plain" aria-label={T.search.clear} title={T.search.clear}
                          onClick={() => { typed.type(''); typed.flush(); box.current?.focus(); }}>×</button>}
            <OfferList suggestions={suggestions} onPick={accept} />
        </search>
    );
}
