// The files found, as a table that grows while one scrolls.
import type {JSX} from 'preact';
import {useMemo} from 'preact/hooks';
import {FileTable} from './file_table.tsx';
import {MoreRows} from './more_rows.tsx';
import {markedWords} from './names.ts';
import {NoResults} from './no_results.tsx';
import type {Place} from './place.ts';
import {T} from './text.ts';
import type {Pages} from './use_pages.ts';

export function FileResults({place, pages}: {place: Place; pages: Pages}): JSX.Element | null {
    const {data, stale} = pages.first;
    const words = useMemo(() => markedWords(place.filters.q), [place.filters.q]);
    if (data === null) {
        return null;
    }
    if (pages.files.length === 0 && !stale) {
        return <NoResults place={place} answer={data} />;
    }
    return (
        <>
            <FileTable place={place} files={pages.files} total={data.total?.files ?? null} caption={T.results.caption}
                       sort={place.sort === '' ? 'relevance' : place.sort} words={words} with_directory stale={stale} />
            <MoreRows pages={pages} />
        </>
    );
}
