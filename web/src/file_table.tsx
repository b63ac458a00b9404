// Files as a table: the results of a search, or the files of one directory. However many they are, only the rows in sight
// are drawn; the table tells a screen reader of all.
import type {JSX} from 'preact';
import {useEffect, useLayoutEffect, useMemo, useRef, useState} from 'preact/hooks';
import {copyText} from './clipboard.ts';
import {type Column, fittingColumns, type FileRowInfo, kMostSortedByRows} from './columns.ts';
import {copiedPath, pathText} from './file_path.ts';
import {FileRow} from './file_row.tsx';
import {useKept} from './kept.ts';
import {shownName} from './names.ts';
import {go} from './navigation.ts';
import {formatPlace, type Place} from './place.ts';
import {focusRow} from './row_focus.ts';
import {SortHeader} from './sort_header.tsx';
import {T} from './text.ts';
import {useColumns} from './use_columns.ts';
import {useDrawnRows} from './use_drawn_rows.ts';
import {useWidth} from './use_width.ts';
import {rowByKey, slotOf} from './virtual_rows.ts';

const kNarrow_rem = 42;  // below it the directory goes under the name
const kNoWords: readonly string[] = [];

interface Props {
    place: Place;
    files: readonly FileRowInfo[];
    total?: number | null;      // files that there are; null: not known; absent: these are all
    caption: string;
    sort: string;               // in force
    words?: readonly string[];
    sorts?: readonly string[];  // keys that there are here; absent: all
    with_directory: boolean;
    stale: boolean;             // a newer answer is on its way: dimmed
}

export function FileTable({place, files, total = files.length, caption, sort, sorts, words, with_directory, stale}: Props): JSX.Element {
    const [stop, setStop] = useState('');  // the row that Tab reaches
    const [said, setSaid] = useState('');
    const to_focus = useRef('');
    const table = useRef<HTMLTableElement>(null);
    const body = useRef<HTMLTableSectionElement>(null);
    const width_rem = useWidth(table);
    const dense = useKept('rows') === 'dense';
    const columns = useColumns(place);
    const below_name = with_directory && width_rem < kNarrow_rem && columns.some((c) => c.kind === 'directory');
    const in_column = with_directory && !below_name;
    const shown = useMemo(() => fittingColumns(columns.filter((c) => in_column || c.kind !== 'directory'), width_rem), [columns, width_rem, in_column]);
    const stop_at = useMemo(() => Math.max(0, ...[stop, place.file].filter((id) => id !== '').map((id) => files.findIndex((f) => f.id === id)).filter((at) => at >= 0).slice(0, 1)), [files, stop, place.file]);
    const rows = useDrawnRows(body, files.length, stop_at, `${dense} ${below_name}`);
    // Rows say what they answer: they are not drawn for a question that is still open.
    const answered = useRef({place, words: words ?? kNoWords});
    if (!stale) {
        answered.current = {place, words: words ?? kNoWords};
    }
    const address = formatPlace({...answered.current.place, file: ''});
    const row_place = useMemo(() => ({...answered.current.place, file: ''}), [address]);
    useEffect(() => {
        const timer = said === '' ? 0 : window.setTimeout(() => setSaid(''), 2000);
        return () => window.clearTimeout(timer);
    }, [said]);
    useLayoutEffect(() => {
        const row = to_focus.current === '' ? null : body.current?.querySelector<HTMLTableRowElement>(`tr[data-id="${CSS.escape(to_focus.current)}"]`);
        if (row) {
            to_focus.current = '';
            focusRow(row);
        }
    });
    const onKeyDown = (event: KeyboardEvent): void => {
        const id = event.target instanceof Element ? event.target.closest('tr')?.dataset['id'] : undefined;
        const at = files[stop_at]?.id === id ? stop_at : files.findIndex((f) => f.id === id);
        const file = files[at];
        if (file === undefined || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        const next = files[rowByKey(at, files.length, event.key, rows.page_rows) ?? -1];
        if (next !== undefined) {
            event.preventDefault();
            to_focus.current = next.id;
            setStop(next.id);
            if (place.file !== '') {
                go({...place, file: next.id}, 'replace');  // an open panel follows
            }
        } else if (event.key === 'c') {
            void copyText(copiedPath(file)).then((done) => setSaid(done ? `${T.copied}: ${shownName(pathText(file))}` : T.copy_failed));
        }
    };
    const sortOf = (column: Column): Pick<Parameters<typeof SortHeader>[0], 'field' | 'onSort' | 'why_not'> => {
        if (sorts?.includes(column.sort) === false) {
            return {why_not: T.no_sort_here(T.results.columns[column.label])};
        }
        if (column.by_rows && (total === null || total > kMostSortedByRows)) {
            return {why_not: T.no_sort_of_so_many(T.results.columns[column.label], kMostSortedByRows)};
        }
        return {field: column.sort, onSort: (next) => go({...place, sort: next})};
    };
    const span = shown.length + 1;
    return (
        <>
            <table class={`files ${below_name ? 'two-lines' : ''} ${dense ? 'dense' : ''} ${stale ? 'stale' : ''}`} aria-busy={stale} aria-rowcount={total === null ? -1 : total + 1} ref={table}>
                <caption class="off-screen">{caption}</caption>
                <colgroup>
                    <col />
                    {shown.map((c) => <col key={c.id} style={c.kind === 'directory' ? {width: '34%'} : {width: `${c.width_rem}rem`}} />)}
                </colgroup>
                <thead>
                    <tr aria-rowindex={1}>
                        <SortHeader label={T.results.name} class="col-name" field="name" sort={sort} onSort={(next) => go({...place, sort: next})} />
                        {shown.map((c) => (
                            <SortHeader key={c.id} label={T.results.columns[c.label]} class={`col-${c.kind}`} sort={sort} falling_first={c.kind === 'size' || c.kind === 'time' || c.id === 'links'}
                                        {...sortOf(c)} />
                        ))}
                    </tr>
                </thead>
                <tbody onKeyDown={onKeyDown} ref={body}>
                    {rows.pieces.flatMap((piece) => [
                        piece.before > 0 && <Gap key={`gap-${piece.from}`} span={span} px={piece.before * rows.row_px} />,
                        ...files.slice(piece.from, piece.to).map((file, i) => (
                            <FileRow key={piece.from + i === stop_at ? `stop-${file.id}` : slotOf(piece.from + i, piece)} file={file} index={piece.from + i} place={row_place} words={answered.current.words} columns={shown} below_name={below_name}
                                     open={place.file === file.id} tab_stop={piece.from + i === stop_at} />
                        )),
                    ])}
                    {rows.after > 0 && <Gap key="gap-end" span={span} px={rows.after * rows.row_px} />}
                </tbody>
            </table>
            <div class="toast" role="status">{said}</div>
        </>
    );
}

// The room of rows that are not drawn.
function Gap({span, px}: {span: number; px: number}): JSX.Element {
    return <tr class="gap" aria-hidden="true"><td colSpan={span} style={{height: `${px}px`}} /></tr>;
}
