// Nothing matched: which part of the question is to blame, as the daemon counts it, and how to go on.
import type {JSX} from 'preact';
import type {Freshness as FreshnessInfo} from './api_types.ts';
import {Freshness} from './freshness.tsx';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {T} from './text.ts';
import {partsToDrop} from './to_drop.ts';
import {useCounts} from './use_counts.ts';

export function NoResults({place, answer}: {place: Place; answer: FreshnessInfo}): JSX.Element {
    const drops = partsToDrop(place);
    const counts = useCounts(drops.map((drop) => drop.without.filters));
    const helping = drops.map((drop, i) => ({...drop, files: counts[i] ?? null})).filter((drop) => drop.files !== null && drop.files > 0)
        .sort((a, b) => (b.files ?? 0) - (a.files ?? 0));
    const counted = counts.length === drops.length && counts.every((n) => n !== null);
    const alone = useCounts(counted && helping.length === 0 && drops.length > 1 ? drops.map((drop) => drop.only.filters) : []);
    return (
        <div class="nothing">
            <p class="big">{T.results.nothing}</p>
            {helping.length > 0 && (
                <>
                    <p>{T.results.nothing_hint}</p>
                    <ul class="drops">
                        {helping.map((drop) => <li key={drop.text}>{T.results.without} <Link to={drop.without}><bdi>{drop.text}</bdi></Link>: {T.files(drop.files ?? 0)}</li>)}
                    </ul>
                </>
            )}
            {helping.length === 0 && (counted ? <p>{drops.length === 0 ? T.results.nothing_at_all : drops.length > 1 ? T.results.nothing_single : T.results.nothing_word_hint}</p> : <p class="loading">{T.results.nothing_asking}</p>)}
            {alone.length > 0 && (
                <ul class="drops">
                    {drops.slice(0, alone.length).map((drop, i) => <li key={drop.text}>{T.results.only} <Link to={drop.only}><bdi>{drop.text}</bdi></Link>: {T.files(alone[i] ?? 0)}</li>)}
                </ul>
            )}
            {!answer.complete && <p class="faint">{T.not_complete_why} <Freshness of={answer} /></p>}
        </div>
    );
}
