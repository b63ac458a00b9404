// The line above the results, with what can be done with them.
import type {JSX} from 'preact';
import type {Freshness, Totals} from './api_types.ts';
import {ColumnMenu} from './column_menu.tsx';
import {DatasetOrder} from './dataset_order.tsx';
import type {Place} from './place.ts';
import {StatusLine} from './status_line.tsx';
import {UseMenu} from './use_menu.tsx';

interface Props {
    place: Place;
    answer: Freshness & {took_ms: number; total: Totals | null};
    directories: number | undefined;
    stale: boolean;
}

export function ResultsStatus({place, answer, directories, stale}: Props): JSX.Element {
    const as_files = place.show === 'files';
    return (
        <StatusLine answer={answer} stale={stale} {...(as_files || directories === undefined ? {} : {directories})}>
            {as_files ? <><ColumnMenu place={place} /><UseMenu place={place} total={answer.total} /></> : <DatasetOrder place={place} />}
        </StatusLine>
    );
}
