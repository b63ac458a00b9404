// Nothing matched: what may be the reason, and how to go on.
import type {JSX} from 'preact';
import type {FilesAnswer} from './api_types.ts';
import {Freshness} from './freshness.tsx';
import {Link} from './link.tsx';
import {activeFilters, type Place, without} from './place.ts';
import {chipText} from './chips.tsx';
import {T} from './text.ts';

export function NoResults({place, answer}: {place: Place; answer: FilesAnswer}): JSX.Element {
    const active = activeFilters(place.filters);
    return (
        <div class="nothing">
            <p class="big">{T.results.nothing}</p>
            {active.length > 0 ? (
                <>
                    <p>{T.results.nothing_hint}</p>
                    <ul>
                        {active.map((key) => (
                            <li><Link to={{...place, filters: without(place.filters, key), file: ''}}>{T.search.remove(chipText(place.filters, key))}</Link></li>
                        ))}
                    </ul>
                </>
            ) : <p>{T.results.nothing_word_hint}</p>}
            {!answer.complete && <p class="faint">{T.not_complete_why} <Freshness of={answer} /></p>}
        </div>
    );
}
