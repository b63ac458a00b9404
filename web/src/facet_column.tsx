// What the files found are, beside them: by type, owner and so on, with numbers. A value narrows the query by a click; the
// fields take what no list offers.
import type {JSX} from 'preact';
import type {FacetsAnswer} from './api_types.ts';
import {FacetGroup, NotCounted} from './facet_group.tsx';
import {chosenValues, type FacetKey, kFacets, withoutFacet} from './facet_terms.ts';
import {GoneField, OwnerField, SizeFields, TimeFields, TypeField} from './filters.tsx';
import {keep, useKept} from './kept.ts';
import type {Filters, Place} from './place.ts';
import {facetsUrl} from './query.ts';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

const kValues = 100;              // that are asked for, of each
const kClosed = ['group', 'age'];  // until somebody opens them
const kAllOpen = 'none';

// `hold`: the files come first.
export function FacetColumn({place, hold}: {place: Place; hold: boolean}): JSX.Element {
    const closed_text = useKept('closed_facets');
    const closed = closed_text === '' ? kClosed : closed_text.split(',');
    const toggle = (facet: FacetKey): void => {
        const next = closed.includes(facet) ? closed.filter((other) => other !== facet) : [...closed.filter((other) => other !== kAllOpen), facet];
        keep('closed_facets', next.length === 0 ? kAllOpen : next.join(','));
    };
    const {q} = place.filters;
    const free = kFacets.filter((facet) => !closed.includes(facet) && chosenValues(q, facet).length === 0);
    const all = useAnswer<FacetsAnswer>(free.length === 0 ? null : facetsUrl(place.filters, free, kValues), undefined, hold);
    return (
        <div class="facets">
            <NotCounted error={all.error} />
            {kFacets.map((facet) => (
                <FacetGroup key={facet} facet={facet} query={q} all={all} own_url={ownUrl(place.filters, facet)} hold={hold}
                            open={!closed.includes(facet)} onToggle={() => toggle(facet)}>
                    {facet === 'ext' && <TypeField place={place} />}
                    {facet === 'owner' && <OwnerField place={place} />}
                    {facet === 'size' && <SizeFields place={place} />}
                    {facet === 'year' && <TimeFields place={place} />}
                </FacetGroup>
            ))}
            <GoneField place={place} />
            {all.data?.timed_out === true && <p class="faint">{T.facets.took_long}</p>}
        </div>
    );
}

function ownUrl(filters: Filters, facet: FacetKey): string {
    return facetsUrl({...filters, q: withoutFacet(filters.q, facet)}, [facet], kValues);
}
