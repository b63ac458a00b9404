// The fields of the facet column: what no list of values offers.
import type {JSX} from 'preact';
import {FilterField} from './filter_field.tsx';
import {go, here} from './navigation.ts';
import type {Place} from './place.ts';
import {fieldOf, withField} from './query_fields.ts';
import {T} from './text.ts';

const kAges = ['1d', '7d', '30d', '90d', '1y', '2y', '5y', '10y'] as const;
const kSizes = ['1M', '100M', '1G', '10G', '100G', '1T'] as const;
const t = T.search;

type Fields = Parameters<typeof fieldOf>[1][];

function fieldClass(place: Place, ...fields: Fields): string {
    return `field ${fields.some((f) => fieldOf(place.filters.q, f) !== '') ? 'set' : ''}`;
}

export function TypeField({place}: {place: Place}): JSX.Element {
    return <div class={fieldClass(place, 'ext')}><FilterField place={place} field="ext" label={t.ext} hint={t.ext_hint} title={t.ext_title} /></div>;
}

export function OwnerField({place}: {place: Place}): JSX.Element {
    return <div class={fieldClass(place, 'owner')}><FilterField place={place} field="owner" label={t.owner} hint={t.owner_hint} title={t.owner_title} /></div>;
}

export function SizeFields({place}: {place: Place}): JSX.Element {
    return (
        <div class={fieldClass(place, 'min_size', 'max_size')}>
            <FilterField place={place} field="min_size" label={t.min_size} hint={t.min_hint} title={t.size_title} suggestions={kSizes} />
            <span class="dash" aria-hidden="true">–</span>
            <FilterField place={place} field="max_size" label={t.max_size} hint={t.max_hint} title={t.size_title} suggestions={kSizes} />
        </div>
    );
}

export function TimeFields({place}: {place: Place}): JSX.Element {
    return (
        <div class={fieldClass(place, 'after', 'before')}>
            <FilterField place={place} field="after" label={t.modified_after} hint={t.min_hint} title={t.modified_title} suggestions={kAges} />
            <span class="dash" aria-hidden="true">–</span>
            <FilterField place={place} field="before" label={t.modified_before} hint={t.max_hint} title={t.modified_title} suggestions={kAges} />
        </div>
    );
}

export function GoneField({place}: {place: Place}): JSX.Element {
    const {q, gone} = place.filters;
    const which = fieldOf(q, 'gone') || gone || 'no';
    const choose = (value: string): void => {
        const now = here();
        go({...now, filters: {...now.filters, q: withField(now.filters.q, 'gone', value), gone: value === 'any' ? 'any' : ''}, file: ''});
    };
    return (
        <label class={`field ${which !== 'no' ? 'set' : ''}`}>
            <span class="field-label">{t.gone}</span>
            <select value={which} onChange={(e) => choose(e.currentTarget.value)}>
                {Object.entries(t.gone_options).map(([value, label]) => <option key={value} value={value}>{label}</option>)}
            </select>
        </label>
    );
}
