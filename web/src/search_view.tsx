// The results of the question in the address; without a question, where to start.
import type {JSX} from 'preact';
import {useEffect, useMemo} from 'preact/hooks';
import type {SharesAnswer} from './api_types.ts';
import {Chips} from './chips.tsx';
import {Failure} from './failure.tsx';
import {FilterBar} from './filters.tsx';
import {FileTable} from './file_table.tsx';
import {MoreRows} from './more_rows.tsx';
import {markedWords} from './names.ts';
import {NoResults} from './no_results.tsx';
import {QueryProblemNote} from './query_problem.tsx';
import {asksForFiles, type Place} from './place.ts';
import {StartPage} from './start_page.tsx';
import {StatusLine} from './status_line.tsx';
import {T} from './text.ts';
import {usePages} from './use_pages.ts';
import {useChanges} from './use_changes.ts';
import {useScanEnds} from './use_scan_ends.ts';

interface Props {
    place: Place;
    shares: SharesAnswer | null;
    changes: number;
    onWrong: (wrong: boolean) => void;  // the query cannot be read
    showHelp: () => void;
}

export function SearchView({place, shares, changes, onWrong, showHelp}: Props): JSX.Element {
    const asked = asksForFiles(place);
    const pages = usePages(asked ? place : null);
    const {data, error, stale} = pages.first;
    const reading_on = data !== null && pages.files.length > data.files.length;  // rows must not jump under the reader
    const refresh = (): void => {
        if (asked && !reading_on) {
            pages.first.again();
        }
    };
    useScanEnds(shares, refresh);
    useChanges(changes, refresh, data?.took_ms ?? 0);
    const words = useMemo(() => markedWords(place.filters.q), [place.filters.q]);
    const problem = error?.parameter === 'q' ? error.problem : null;
    const wrong = problem !== null;
    useEffect(() => {
        onWrong(wrong);
        return () => onWrong(false);
    }, [wrong]);
    return (
        <>
            {problem !== null && <QueryProblemNote query={place.filters.q} problem={problem} showHelp={showHelp} />}
            <FilterBar place={place} share_names={shares?.shares.map((s) => s.name) ?? []} />
            <Chips place={place} />
            {!asked && <StartPage shares={shares} />}
            {asked && error !== null && !wrong && <Failure error={error} again={pages.first.again} />}
            {asked && data === null && error === null && <p class="loading">{T.loading}</p>}
            {asked && data !== null && (error === null || wrong) && (
                <>
                    <StatusLine place={place} answer={data} stale={stale} />
                    {pages.files.length === 0 && !stale
                        ? <NoResults place={place} answer={data} />
                        : <FileTable place={place} files={pages.files} caption={T.results.caption} sort={place.sort === '' ? 'relevance' : place.sort}
                                     words={words} with_directory stale={stale} />}
                    <MoreRows pages={pages} />
                </>
            )}
        </>
    );
}
