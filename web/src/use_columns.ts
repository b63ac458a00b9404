// The columns of this reader: those of the address, else those kept in the browser, else the usual ones.
import {useMemo} from 'preact/hooks';
import {chosenColumns, type Column} from './columns.ts';
import {useKept} from './kept.ts';
import type {Place} from './place.ts';

export function useColumns(place: Place): Column[] {
    const own = useKept('columns');
    const chosen = place.columns === '' ? own : place.columns;
    return useMemo(() => chosenColumns(chosen), [chosen]);
}
