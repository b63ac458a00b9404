// The results of the question in the address, as files or as the directories that hold them; without a question, where to
// start.
import type {JSX} from 'preact';
import {useEffect, useMemo, useState} from 'preact/hooks';
import type {DatasetsAnswer, SharesAnswer} from './api_types.ts';
import {Chips} from './chips.tsx';
import {fieldsOf} from './columns.ts';
import {DatasetList, firstDatasetsUrl} from './dataset_list.tsx';
import {Failure} from './failure.tsx';
import {FileResults} from './file_results.tsx';
import {FilterColumn, FilterToggle, useFilterFrame} from './filter_frame.tsx';
import {QueryProblemNote} from './query_problem.tsx';
import {asksForFiles, type Place} from './place.ts';
import {ResultsStatus} from './results_status.tsx';
import {ShownSwitch} from './shown_switch.tsx';
import {StartPage} from './start_page.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';
import {useCalm} from './use_calm.ts';
import {useChanges} from './use_changes.ts';
import {useColumns} from './use_columns.ts';
import {usePages} from './use_pages.ts';
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
    const columns = useColumns(place);
    const as_files = place.show === 'files';
    const pages = usePages(asked && as_files ? place : null, useMemo(() => fieldsOf(columns), [columns]));
    const datasets = useAnswer<DatasetsAnswer>(asked && !as_files ? firstDatasetsUrl(place) : null);
    const first = as_files ? pages.first : datasets;
    const {data, error, stale} = first;
    const reading_on = pages.first.data !== null && pages.files.length > pages.first.data.files.length;  // rows must not jump under the reader
    const refresh = (): void => {
        if (asked && !reading_on) {
            first.again();
        }
    };
    useScanEnds(shares, refresh);
    useChanges(changes, refresh, data?.took_ms ?? 0);
    const [drawer, setDrawer] = useState(false);
    const frame = useFilterFrame(drawer, setDrawer);
    const rows_are_here = useCalm(asked && (first.pending || data === null));
    const problem = error?.parameter === 'q' ? error.problem : null;
    const wrong = problem !== null;
    useEffect(() => {
        onWrong(wrong);
        return () => onWrong(false);
    }, [wrong]);
    return (
        <div class={`find ${frame.beside && frame.open ? 'with-facets' : ''}`}>
            {asked && <h1 class="off-screen">{T.results.heading}</h1>}
            <FilterColumn place={place} frame={frame} hold={!rows_are_here || wrong} />
            <div class="results">
                {problem !== null && <QueryProblemNote query={place.filters.q} problem={problem} showHelp={showHelp} />}
                <div class="results-bar">
                    <FilterToggle place={place} frame={frame} />
                    {asked && <ShownSwitch place={place} />}
                    <Chips place={place} />
                </div>
                {!asked && <StartPage shares={shares} />}
                {asked && error !== null && !wrong && <Failure error={error} again={first.again} />}
                {asked && data === null && error === null && <p class="loading">{T.loading}</p>}
                {asked && data !== null && (error === null || wrong) && (
                    <>
                        <ResultsStatus place={place} answer={data} directories={datasets.data?.directories} stale={stale} />
                        {as_files ? <FileResults place={place} pages={pages} /> : <DatasetList place={place} first={datasets} />}
                    </>
                )}
            </div>
        </div>
    );
}
