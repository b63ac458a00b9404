// The columns of the results and how high the rows are.
import type {JSX} from 'preact';
import {chosenColumns, columnsText, kColumns} from './columns.ts';
import {keep, useKept} from './kept.ts';
import {Menu} from './menu.tsx';
import {go, here} from './navigation.ts';
import type {Place} from './place.ts';
import {T} from './text.ts';
import {useColumns} from './use_columns.ts';

export function ColumnMenu({place}: {place: Place}): JSX.Element {
    const columns = useColumns(place);
    const dense = useKept('rows') === 'dense';
    const choose = (ids: readonly string[]): void => {
        const text = columnsText(ids);
        keep('columns', text);
        go({...here(), columns: text}, 'replace');
    };
    const toggle = (id: string): void => {
        const ids = columns.map((c) => c.id);
        choose(ids.includes(id) ? ids.filter((other) => other !== id) : [...ids, id]);
    };
    return (
        <Menu label={T.results.columns_menu}>
            <fieldset class="choices">
                <legend class="off-screen">{T.results.columns_menu}</legend>
                {kColumns.map((column) => (
                    <label key={column.id}>
                        <input type="checkbox" checked={columns.includes(column)} onChange={() => toggle(column.id)} /> {T.results.columns[column.label]}
                    </label>
                ))}
            </fieldset>
            <label class="choice"><input type="checkbox" checked={dense} onChange={() => keep('rows', dense ? '' : 'dense')} /> {T.results.dense}</label>
            <button type="button" onClick={() => choose(chosenColumns('').map((c) => c.id))}>{T.results.usual_columns}</button>
        </Menu>
    );
}
