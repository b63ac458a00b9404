// The filter bar below the search box. On narrow screens it folds away; the chips say what is set.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {ApiError} from './api.ts';
import {FilterField} from './filter_field.tsx';
import {go, here} from './navigation.ts';
import {activeFilters, type Place} from './place.ts';
import {T} from './text.ts';

const kAges = ['1d', '7d', '30d', '90d', '1y', '2y', '5y', '10y'] as const;
const kSizes = ['1M', '100M', '1G', '10G', '100G', '1T'] as const;

interface Props {
    place: Place;
    share_names: readonly string[];
    error: ApiError | null;
}

export function FilterBar({place, share_names, error}: Props): JSX.Element {
    const [open, setOpen] = useState(false);
    const shown = open || error !== null;  // what is wrong must be seen
    const t = T.search;
    const set = activeFilters(place.filters).length;
    const wrong = (parameter: string): string => (error !== null && error.parameter === parameter ? error.message : '');
    const choose = (key: 'share' | 'gone', value: string): void => {
        const now = here();
        go({...now, filters: {...now.filters, [key]: value}, file: ''});
    };
    const shares = place.filters.share === '' || share_names.includes(place.filters.share) ? share_names : [...share_names, place.filters.share];
    return (
        <div class="filter-bar">
            <button type="button" class="filter-toggle" aria-expanded={shown} onClick={() => setOpen(!open)}>
                {t.filters}{set > 0 && <span class="badge">{set}</span>}
            </button>
            <div class={`filters ${shown ? 'open' : ''}`} role="group" aria-label={t.filters}>
                <div class={`field ${place.filters.ext !== '' ? 'set' : ''}`}>
                    <span class="field-label">{t.ext}</span>
                    <FilterField place={place} filter="ext" label={t.ext} hint={t.ext_hint} title={t.ext_title} error={wrong('ext')} width="m" />
                </div>
                {shares.length > 1 && (
                    <label class={`field ${place.filters.share !== '' ? 'set' : ''}`}>
                        <span class="field-label">{t.share}</span>
                        <select value={place.filters.share} onChange={(e) => choose('share', e.currentTarget.value)}>
                            <option value="">{t.all_shares}</option>
                            {shares.map((name) => <option value={name}>{name}</option>)}
                        </select>
                    </label>
                )}
                <div class={`field ${place.filters.owner !== '' ? 'set' : ''}`}>
                    <span class="field-label">{t.owner}</span>
                    <FilterField place={place} filter="owner" label={t.owner} hint={t.owner_hint} title={t.owner_title} error={wrong('owner')} width="m" />
                </div>
                <div class={`field ${place.filters.min_size + place.filters.max_size !== '' ? 'set' : ''}`}>
                    <span class="field-label">{t.size}</span>
                    <FilterField place={place} filter="min_size" label={t.min_size} hint={t.min_hint} title={t.size_title} error={wrong('min_size')} width="s" suggestions={kSizes} />
                    <span class="dash" aria-hidden="true">–</span>
                    <FilterField place={place} filter="max_size" label={t.max_size} hint={t.max_hint} title={t.size_title} error={wrong('max_size')} width="s" suggestions={kSizes} />
                </div>
                <div class={`field ${place.filters.modified_after + place.filters.modified_before !== '' ? 'set' : ''}`}>
                    <span class="field-label">{t.modified}</span>
                    <FilterField place={place} filter="modified_after" label={t.modified_after} hint={t.after_hint} title={t.modified_title} error={wrong('modified_after')} width="m" suggestions={kAges} />
                    <span class="dash" aria-hidden="true">–</span>
                    <FilterField place={place} filter="modified_before" label={t.modified_before} hint={t.before_hint} title={t.modified_title} error={wrong('modified_before')} width="m" suggestions={kAges} />
                </div>
                <label class={`field ${place.filters.gone !== '' ? 'set' : ''}`}>
                    <span class="field-label">{t.gone}</span>
                    <select value={place.filters.gone === '' ? 'no' : place.filters.gone} onChange={(e) => choose('gone', e.currentTarget.value === 'no' ? '' : e.currentTarget.value)}>
                        {Object.entries(t.gone_options).map(([value, label]) => <option value={value}>{label}</option>)}
                    </select>
                </label>
            </div>
        </div>
    );
}
