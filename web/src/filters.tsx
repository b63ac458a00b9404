// The filter bar below the search box. On narrow screens it folds away; the chips say what is set.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {chipsOf} from './chips.tsx';
import {FilterField} from './filter_field.tsx';
import {go, here} from './navigation.ts';
import type {Place} from './place.ts';
import {fieldOf, withField} from './query_fields.ts';
import {T} from './text.ts';

const kAges = ['1d', '7d', '30d', '90d', '1y', '2y', '5y', '10y'] as const;
const kSizes = ['1M', '100M', '1G', '10G', '100G', '1T'] as const;

export function FilterBar({place, share_names}: {place: Place; share_names: readonly string[]}): JSX.Element {
    const [open, setOpen] = useState(false);
    const t = T.search;
    const {q, gone} = place.filters;
    const set = chipsOf(place).length;
    const is_set = (...fields: Parameters<typeof fieldOf>[1][]): string => `field ${fields.some((f) => fieldOf(q, f) !== '') ? 'set' : ''}`;
    const chooseShare = (name: string): void => {
        const now = here();
        go({...now, filters: {...now.filters, q: withField(now.filters.q, 'share', name)}, file: ''});
    };
    const chooseGone = (value: string): void => {
        const now = here();
        go({...now, filters: {...now.filters, q: withField(now.filters.q, 'gone', value), gone: value === 'any' ? 'any' : ''}, file: ''});
    };
    const share = fieldOf(q, 'share');
    const shares = share === '' || share_names.includes(share) ? share_names : [...share_names, share];
    const which = fieldOf(q, 'gone') || gone || 'no';
    return (
        <div class="filter-bar">
            <button type="button" class="filter-toggle" aria-expanded={open} onClick={() => setOpen(!open)}>
                {t.filters}{set > 0 && <span class="badge">{set}</span>}
            </button>
            <div class={`filters ${open ? 'open' : ''}`} role="group" aria-label={t.filters}>
                <div class={is_set('ext')}>
                    <span class="field-label">{t.ext}</span>
                    <FilterField place={place} field="ext" label={t.ext} hint={t.ext_hint} title={t.ext_title} width="m" />
                </div>
                {shares.length > 1 && (
                    <label class={is_set('share')}>
                        <span class="field-label">{t.share}</span>
                        <select value={share} onChange={(e) => chooseShare(e.currentTarget.value)}>
                            <option value="">{t.all_shares}</option>
                            {shares.map((name) => <option value={name}>{name}</option>)}
                        </select>
                    </label>
                )}
                <div class={is_set('owner')}>
                    <span class="field-label">{t.owner}</span>
                    <FilterField place={place} field="owner" label={t.owner} hint={t.owner_hint} title={t.owner_title} width="m" />
                </div>
                <div class={is_set('min_size', 'max_size')}>
                    <span class="field-label">{t.size}</span>
                    <FilterField place={place} field="min_size" label={t.min_size} hint={t.min_hint} title={t.size_title} width="s" suggestions={kSizes} />
                    <span class="dash" aria-hidden="true">–</span>
                    <FilterField place={place} field="max_size" label={t.max_size} hint={t.max_hint} title={t.size_title} width="s" suggestions={kSizes} />
                </div>
                <div class={is_set('after', 'before')}>
                    <span class="field-label">{t.modified}</span>
                    <FilterField place={place} field="after" label={t.modified_after} hint={t.min_hint} title={t.modified_title} width="m" suggestions={kAges} />
                    <span class="dash" aria-hidden="true">–</span>
                    <FilterField place={place} field="before" label={t.modified_before} hint={t.max_hint} title={t.modified_title} width="m" suggestions={kAges} />
                </div>
                <label class={`field ${which !== 'no' ? 'set' : ''}`}>
                    <span class="field-label">{t.gone}</span>
                    <select value={which} onChange={(e) => chooseGone(e.currentTarget.value)}>
                        {Object.entries(t.gone_options).map(([value, label]) => <option value={value}>{label}</option>)}
                    </select>
                </label>
            </div>
        </div>
    );
}
