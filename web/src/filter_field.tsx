// One text field of the filter bar; says what the daemon has against its value.
import type {JSX} from 'preact';
import {useId} from 'preact/hooks';
import {go, here} from './navigation.ts';
import type {Place, TextFilter} from './place.ts';
import {useTyped} from './use_typed.ts';

interface Props {
    place: Place;
    filter: TextFilter;
    label: string;        // read out
    hint: string;         // shown while empty
    title: string;
    error: string;        // '' = none
    width: 's' | 'm';
    suggestions?: readonly string[];
}

export function FilterField({place, filter, label, hint, title, error, width, suggestions}: Props): JSX.Element {
    const id = useId();
    const typed = useTyped(place.filters[filter], (value) => {
        const now = here();
        go({...now, filters: {...now.filters, [filter]: value.trim()}, file: ''}, 'typing');
    });
    return (
        <span class={`field-input ${width} ${error === '' ? '' : 'wrong'}`}>
            <input type="text" aria-label={label} title={title} placeholder={hint} value={typed.text} autocomplete="off" autocapitalize="off"
                   spellcheck={false} maxLength={200} list={suggestions === undefined ? undefined : `${id}-list`}
                   aria-invalid={error !== ''} aria-describedby={error === '' ? undefined : `${id}-error`}
                   onInput={(e) => typed.type(e.currentTarget.value)} onBlur={typed.flush}
                   onKeyDown={(e) => { if (e.key === 'Enter') { typed.flush(); go(here(), 'push'); } }} />
            {suggestions !== undefined && <datalist id={`${id}-list`}>{suggestions.map((s) => <option value={s} />)}</datalist>}
            {error !== '' && <span class="field-error" id={`${id}-error`} role="alert">{error}</span>}
        </span>
    );
}
