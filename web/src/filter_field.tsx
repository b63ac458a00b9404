// One text field of the facet column: a part of the query.
import type {JSX} from 'preact';
import {useId} from 'preact/hooks';
import {go, here} from './navigation.ts';
import type {Place} from './place.ts';
import {type Field, fieldOf, sameField, withField} from './query_fields.ts';
import {useTyped} from './use_typed.ts';

interface Props {
    place: Place;
    field: Field;
    label: string;        // read out
    hint: string;         // shown while empty
    title: string;
    suggestions?: readonly string[];
}

export function FilterField({place, field, label, hint, title, suggestions}: Props): JSX.Element {
    const id = useId();
    const typed = useTyped(fieldOf(place.filters.q, field), (value) => {
        const now = here();
        go({...now, filters: {...now.filters, q: withField(now.filters.q, field, value)}, file: ''}, 'typing');
    }, (a, b) => sameField(field, a, b));
    return (
        <span class="field-input">
            <input type="text" aria-label={label} title={title} placeholder={hint} value={typed.text} autocomplete="off" autocapitalize="off"
                   spellcheck={false} maxLength={200} list={suggestions === undefined ? undefined : `${id}-list`}
                   onInput={(e) => typed.type(e.currentTarget.value)} onBlur={typed.flush}
                   onKeyDown={(e) => { if (e.key === 'Enter') { typed.flush(); go(here(), 'push'); } }} />
            {suggestions !== undefined && <datalist id={`${id}-list`}>{suggestions.map((s) => <option value={s} />)}</datalist>}
        </span>
    );
}
