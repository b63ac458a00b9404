// The directories that hold the files found, as cards: what a scientist calls a dataset.
import type {JSX} from 'preact';
import {useEffect, useMemo, useState} from 'preact/hooks';
import type {DatasetsAnswer} from './api_types.ts';
import {DatasetCard} from './dataset_card.tsx';
import {Failure} from './failure.tsx';
import {markedWords} from './names.ts';
import {NoResults} from './no_results.tsx';
import type {Place} from './place.ts';
import {datasetsUrl} from './query.ts';
import {T} from './text.ts';
import {type Answer, useAnswer} from './use_answer.ts';

const kPage = 24;
const kMostPages = 100;

// `first`: the answer for the first page. Further pages come by button, each with its own question.
export function DatasetList({place, first}: {place: Place; first: Answer<DatasetsAnswer>}): JSX.Element {
    const [pages, setPages] = useState(1);
    const question = datasetsUrl(place, kPage, 0);
    useEffect(() => setPages(1), [question]);
    const words = useMemo(() => markedWords(place.filters.q), [place.filters.q]);
    const {data, error, stale} = first;
    if (data === null) {
        return error === null ? <p class="loading">{T.loading}</p> : <></>;
    }
    if (data.datasets.length === 0 && !stale) {
        return <NoResults place={place} answer={data} />;
    }
    const more = data.directories > pages * kPage && pages < kMostPages;
    return (
        <>
            <ul class={`cards ${stale ? 'stale' : ''}`} aria-label={T.datasets.caption} aria-busy={stale}>
                {data.datasets.map((dataset) => <DatasetCard key={dataset.id} dataset={dataset} filters={place.filters} words={words} />)}
                {Array.from({length: pages - 1}, (_, i) => <FurtherCards key={`${question} ${i}`} place={place} words={words} offset={(i + 1) * kPage} />)}
            </ul>
            {more && <p class="end"><button type="button" onClick={() => setPages(pages + 1)}>{T.results.more}</button></p>}
        </>
    );
}

export function firstDatasetsUrl(place: Place): string {
    return datasetsUrl(place, kPage, 0);
}

function FurtherCards({place, words, offset}: {place: Place; words: readonly string[]; offset: number}): JSX.Element {
    const {data, error, again} = useAnswer<DatasetsAnswer>(datasetsUrl(place, kPage, offset));
    return (
        <>
            {error !== null && <li><Failure error={error} again={again} /></li>}
            {data?.datasets.map((dataset) => <DatasetCard key={dataset.id} dataset={dataset} filters={place.filters} words={words} />)}
        </>
    );
}
