// Nothing matched: what may be the reason, and how to go on.
import type {JSX} from 'preact';
import type {FilesAnswer} from './api_types.ts';
import {Freshness} from './freshness.tsx';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {chipsOf} from './chips.tsx';
import {T} from './text.ts';

export function NoResults({place, answer}: {place: Place; answer: FilesAnswer}): JSX.Element {
    const chips = chipsOf(place);
    return (
        <div class="nothing">
            <p class="big">{T.results.nothing}</p>
            {chips.length > 0 ? (
                <>
                    <p>{T.results.nothing_hint}</p>
                    <ul>
                        {chips.map((chip) => <li><Link to={chip.without}>{T.search.remove(chip.text)}</Link></li>)}
                    </ul>
                </>
            ) : <p>{T.results.nothing_word_hint}</p>}
            {!answer.complete && <p class="faint">{T.not_complete_why} <Freshness of={answer} /></p>}
        </div>
    );
}
