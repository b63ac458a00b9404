// Of which files Insight tells, and whether by bytes or by number.
import type {JSX} from 'preact';
import type {SharesAnswer} from './api_types.ts';
import {go, here} from './navigation.ts';
import type {Place} from './place.ts';
import {T} from './text.ts';
import {useTyped} from './use_typed.ts';

export function InsightBar({place, shares}: {place: Place; shares: SharesAnswer | null}): JSX.Element {
    const t = T.insight;
    const {share} = place;
    const names = shares?.shares.map((s) => s.name) ?? [];
    const typed = useTyped(place.filters.q, (q) => go({...here(), filters: {...here().filters, q}}, 'typing'));
    return (
        <div class="filter-bar insight-bar">
            <label class={`field ${share !== '' ? 'set' : ''}`}>
                <span class="field-label">{t.share}</span>
                <select value={share} onChange={(e) => go({...place, share: e.currentTarget.value})}>
                    <option value="">{T.search.all_shares}</option>
                    {(share === '' || names.includes(share) ? names : [...names, share]).map((name) => <option key={name} value={name}>{name}</option>)}
                </select>
            </label>
            <label class={`field insight-query ${place.filters.q !== '' ? 'set' : ''}`}>
                <span class="field-label">{t.query}</span>
                <input type="text" value={typed.text} placeholder={t.query_hint} spellcheck={false} autocomplete="off" maxLength={4000}
                       onInput={(e) => typed.type(e.currentTarget.value)} onBlur={typed.flush} onKeyDown={(e) => e.key === 'Enter' && typed.flush()} />
            </label>
            <fieldset class="segments">
                <legend class="off-screen">{t.order}</legend>
                {(['size_bytes', 'files'] as const).map((value) => {
                    const sort = value === 'files' ? 'files' : '';
                    return (
                        <label key={value} class={(place.sort === 'files') === (value === 'files') ? 'chosen' : ''}>
                            <input type="radio" name="order" checked={(place.sort === 'files') === (value === 'files')} onChange={() => go({...here(), sort}, 'replace')} />{t.by[value]}
                        </label>
                    );
                })}
            </fieldset>
        </div>
    );
}
