// Files as a table: the results of a search, or the files of one directory.
import type {JSX} from 'preact';
import {useEffect, useMemo, useRef, useState} from 'preact/hooks';
import type {FileInfo} from './api_types.ts';
import {copyText} from './clipboard.ts';
import {FileRow} from './file_row.tsx';
import {shownName} from './names.ts';
import {go} from './navigation.ts';
import {encodedPath, isText} from './path_bytes.ts';
import {formatPlace, type Place} from './place.ts';
import {focusRow, rowByKey} from './row_focus.ts';
import {shellWord} from './shell.ts';
import {SortHeader} from './sort_header.tsx';
import {T} from './text.ts';
import {useNarrow} from './use_narrow.ts';

const kNarrow_px = 670;  // below it the directory goes under the name
const kNoWords: readonly string[] = [];

interface Props {
    place: Place;
    files: readonly FileInfo[];
    caption: string;
    sort: string;               // in force
    words?: readonly string[];
    with_directory: boolean;
    stale: boolean;             // a newer answer is on its way: dimmed
}

export function FileTable({place, files, caption, sort, words, with_directory, stale}: Props): JSX.Element {
    const [stop, setStop] = useState('');  // the row that Tab reaches
    const [said, setSaid] = useState('');
    useEffect(() => {
        const timer = said === '' ? 0 : window.setTimeout(() => setSaid(''), 2000);
        return () => window.clearTimeout(timer);
    }, [said]);
    const stop_id = files.some((f) => f.id === stop) ? stop : place.file !== '' && files.some((f) => f.id === place.file) ? place.file : files[0]?.id;
    const table = useRef<HTMLTableElement>(null);
    const narrow = useNarrow(table, kNarrow_px);
    const directory = !with_directory ? 'none' : narrow ? 'below-name' : 'column';
    const address = formatPlace({...place, file: ''});
    const row_place = useMemo(() => ({...place, file: ''}), [address]);
    const onSort = (next: string): void => go({...place, sort: next});
    const onKeyDown = (event: KeyboardEvent): void => {
        const row = rowByKey(event.target, event.key);
        if (row !== null) {
            event.preventDefault();
            focusRow(row);
            const id = row.dataset['id'] ?? '';
            setStop(id);
            if (place.file !== '') {
                go({...place, file: id}, 'replace');  // an open panel follows
            }
        } else if (event.key === 'c' && !event.ctrlKey && !event.metaKey && !event.altKey) {
            const id = event.target instanceof Element ? event.target.closest('tr')?.dataset['id'] : undefined;
            const file = files.find((f) => f.id === id);
            if (file !== undefined) {
                const path = encodedPath(file.path, file.path_base64);
                void copyText(isText(path) ? file.path : shellWord(path)).then((done) => setSaid(done ? `${T.copied}: ${shownName(file.path)}` : T.copy_failed));
            }
        }
    };
    return (
        <>
            <table class={`files ${directory === 'column' ? 'with-directory' : ''} ${stale ? 'stale' : ''}`} aria-busy={stale} ref={table}>
                <caption class="off-screen">{caption}</caption>
                <thead>
                    <tr>
                        <SortHeader label={T.results.name} class="col-name" field="name" sort={sort} onSort={onSort} />
                        {directory === 'column' && <SortHeader label={T.results.directory} class="col-directory" />}
                        <SortHeader label={T.results.size} class="col-size" field="size" sort={sort} falling_first onSort={onSort} />
                        <SortHeader label={T.results.modified} class="col-time" field="modified" sort={sort} falling_first onSort={onSort} />
                        <SortHeader label={T.results.owner} class="col-owner" />
                        <SortHeader label={T.results.last_seen} class="col-time col-seen" />
                    </tr>
                </thead>
                <tbody onKeyDown={onKeyDown}>
                    {files.map((file) => (
                        <FileRow key={file.id} file={file} place={row_place} words={words ?? kNoWords} directory={directory}
                                 open={place.file === file.id} tab_stop={file.id === stop_id} />
                    ))}
                </tbody>
            </table>
            <div class="toast" role="status">{said}</div>
        </>
    );
}
