// The box in the top bar. From any view, typing leads to the results.
import type {JSX, RefObject} from 'preact';
import {go, here} from './navigation.ts';
import type {Place} from './place.ts';
import {focusFirstRow} from './row_focus.ts';
import {T} from './text.ts';
import {useTyped} from './use_typed.ts';

export function SearchBox({place, box}: {place: Place; box: RefObject<HTMLInputElement | null>}): JSX.Element {
    const typed = useTyped(place.filters.name, (name) => {
        const now = here();
        if (now.view === 'search') {
            go({...now, filters: {...now.filters, name}, file: ''}, 'typing');
        } else if (name.trim() !== '') {
            go({...now, view: 'search', filters: {...now.filters, name}, sort: '', file: '', path: '' as Place['path']}, 'typing');
        }
    });
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === 'Enter') {
            event.preventDefault();
            typed.flush();
            go(here(), 'push');  // what is typed from now on is a new step
        } else if (event.key === '/' && typed.text === '') {
            event.preventDefault();  // pressed to get here; no name holds one
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
        <search class="search-box">
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d="M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9zM10.4 10.4 14 14" /></svg>
            <input ref={box} type="text" inputMode="search" enterkeyhint="search" aria-label={T.search.label} aria-keyshortcuts="/" placeholder={T.search.placeholder}
                   value={typed.text} autocomplete="off" autocorrect="off" autocapitalize="off" spellcheck={false} maxLength={500}
                   onInput={(e) => typed.type(e.currentTarget.value)} onKeyDown={onKeyDown} />
            {typed.text === ''
                ? <kbd aria-hidden="true">/</kbd>
                : <button type="button" class="plain" aria-label={T.search.clear} title={T.search.clear}
                          onClick={() => { typed.type(''); typed.flush(); box.current?.focus(); }}>×</button>}
        </search>
    );
}
