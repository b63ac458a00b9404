// In which order the directories come.
import type {JSX} from 'preact';
import {go} from './navigation.ts';
import type {Place} from './place.ts';
import {T} from './text.ts';

export function DatasetOrder({place}: {place: Place}): JSX.Element {
    return (
        <label class="field">
            <span class="field-label">{T.datasets.order}</span>
            <select value={place.sort} onChange={(e) => go({...place, sort: e.currentTarget.value})}>
                {Object.entries(T.datasets.orders).map(([sort, label]) => <option key={sort} value={sort}>{label}</option>)}
            </select>
        </label>
    );
}
