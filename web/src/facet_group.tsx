// One facet: its values with how many files and bytes each has. Values chosen in it do not narrow its own numbers, so
// that others can be added.
import type {ComponentChildren, JSX} from 'preact';
import {useId, useRef, useState} from 'preact/hooks';
import type {ApiError} from './api.ts';
import type {Facet, FacetsAnswer} from './api_types.ts';
import {chosenValues, type FacetKey} from './facet_terms.ts';
import {FacetRow} from './facet_row.tsx';
import {T} from './text.ts';
import {type Answer, useAnswer} from './use_answer.ts';

const kTop = 10;
const kMore = 100;

interface Props {
    facet: FacetKey;
    query: string;
    all: Answer<FacetsAnswer>;   // of the facets in which nothing is chosen
    own_url: string;             // asks for this one without what is chosen in it
    hold: boolean;
    open: boolean;
    onToggle: () => void;
    children: ComponentChildren;  // fields
}

export function FacetGroup({facet, query, all, own_url, hold, open, onToggle, children}: Props): JSX.Element | null {
    const id = useId();
    const [more, setMore] = useState(false);
    const chosen = chosenValues(query, facet);
    const own = useAnswer<FacetsAnswer>(open && chosen.length > 0 ? own_url : null, undefined, hold);
    const answer = chosen.length > 0 ? own : all;
    const fresh = answer.data?.facets.find((f) => f.by === facet);
    const last = useRef<Facet | undefined>(undefined);  // shown dimmed until there is a newer one
    last.current = fresh ?? last.current;
    const shown = last.current;
    if ((facet === 'share' || facet === 'project') && chosen.length === 0 && (shown?.distinct ?? 0) < 2) {
        return null;  // says nothing
    }
    const stale = fresh === undefined || answer.stale;
    const values = shown?.values ?? [];
    const missing = chosen.filter((value) => !values.some((v) => v.value === value));
    const visible = values.slice(0, more ? kMore : kTop);
    const most = Math.max(1, ...values.map((v) => v.files));
    const further = chosen.filter((value) => values.slice(visible.length).some((v) => v.value === value));
    const rest = (shown?.distinct ?? 0) - visible.length;
    return (
        <section class="facet" data-facet={facet} aria-busy={open && stale && answer.pending}>
            <h2>
                <button type="button" class="facet-head" aria-expanded={open} aria-controls={id} onClick={onToggle}>
                    {T.facets.headings[facet]}{chosen.length > 0 && ' '}{chosen.length > 0 && <span class="badge">{chosen.length}</span>}
                </button>
            </h2>
            {open && (
                <div id={id} role="group" aria-label={T.facets.headings[facet]}>
                    {children}
                    {answer === own && <NotCounted error={own.error} />}
                    <ul class={stale ? 'stale' : ''}>
                        {missing.map((value) => <FacetRow key={value} facet={facet} value={{value, files: 0, size_bytes: 0}} known={!stale} chosen most={most} />)}
                        {values.filter((v) => further.includes(v.value)).map((v) => <FacetRow key={v.value} facet={facet} value={v} known chosen most={most} />)}
                        {visible.map((v) => <FacetRow key={v.value} facet={facet} value={v} known chosen={chosen.includes(v.value)} most={most} />)}
                    </ul>
                    {shown !== undefined && rest > 0 && !more && values.length > kTop && (
                        <button type="button" class="plain more-values" onClick={() => setMore(true)}>{T.facets.more(Math.min(rest, values.length - kTop))}</button>
                    )}
                    {more && <button type="button" class="plain more-values" onClick={() => setMore(false)}>{T.facets.fewer}</button>}
                    {more && rest > 0 && <p class="faint">{T.facets.others(rest)}</p>}
                    {answer === own && own.data?.timed_out === true && <p class="faint">{T.facets.took_long}</p>}
                </div>
            )}
        </section>
    );
}

// Why there are no numbers. Of all groups that were asked for together it is told once, above them.
export function NotCounted({error}: {error: ApiError | null}): JSX.Element | null {
    const t = T.facets;
    return error === null ? null : <p class="faint" role="status">{error.status === 504 ? t.took_long : error.status === 503 ? t.loading : t.not_counted}</p>;
}
