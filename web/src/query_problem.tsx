// What the daemon has against the query, with the wrong part of it marked.
import type {JSX} from 'preact';
import type {QueryProblem} from './api.ts';
import {shownName} from './names.ts';
import {T} from './text.ts';

export const kProblemId = 'query-problem';

export function QueryProblemNote({query, problem, showHelp}: {query: string; problem: QueryProblem; showHelp: () => void}): JSX.Element {
    const points = Array.from(query);
    const end = problem.position + problem.length;
    const piece = (from: number, to?: number): string => shownName(points.slice(from, to).join(''));
    // What is wrong at the end may only be unfinished: it is told when typing rests.
    return (
        <div class={`query-problem ${end >= points.length ? 'unfinished' : ''}`} id={kProblemId} role="alert">
            <p><b>{problem.reason}</b>{problem.remedy !== '' && <>; {problem.remedy}</>} <button type="button" class="plain" onClick={showHelp}>{T.search.syntax}</button></p>
            <code class="wrong-query"><bdi>{piece(0, problem.position)}<mark>{problem.length === 0 ? T.search.missing : piece(problem.position, end)}</mark>{piece(end)}</bdi></code>
        </div>
    );
}
