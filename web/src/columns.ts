// The columns that a table of files can have, which of them are shown, and what is asked of the API for them.
import type {FileInfo} from './api_types.ts';

// What every row has; the rest as the columns need it.
export type FileRowInfo = Pick<FileInfo, 'id' | 'name' | 'name_base64' | 'directory' | 'directory_base64' | 'gone'> & Partial<FileInfo>;

export interface Column {
    id: string;                // in the address
    label: keyof typeof kLabels;
    field: keyof FileInfo;
    kind: 'directory' | 'text' | 'size' | 'time' | 'count';
    sort: string;              // the API's key
    by_rows?: true;            // the order is for at most kMostSortedByRows files
    width_rem: number;
}

// What the daemon sorts by reading the row of each file: more it refuses.
export const kMostSortedByRows = 100_000;

// Keys of T.results.columns.
const kLabels = {
    directory: 0, ext: 0, size: 0, allocated: 0, modified: 0, changed: 0, accessed: 0, born: 0, owner: 0, group: 0, share: 0, project: 0, links: 0, inode: 0,
    first_seen: 0, last_seen: 0,
};

// In the order of the table.
export const kColumns: readonly Column[] = [
    {id: 'directory', label: 'directory', field: 'directory', kind: 'directory', sort: 'path', width_rem: 16},
    {id: 'share', label: 'share', field: 'share', kind: 'text', sort: 'share', width_rem: 7},
    {id: 'project', label: 'project', field: 'project', kind: 'text', sort: 'project', width_rem: 8},
    {id: 'ext', label: 'ext', field: 'ext', kind: 'text', sort: 'ext', width_rem: 5},
    {id: 'size', label: 'size', field: 'size_bytes', kind: 'size', sort: 'size', width_rem: 6},
    {id: 'allocated', label: 'allocated', field: 'allocated_bytes', kind: 'size', sort: 'allocated', by_rows: true, width_rem: 6},
    {id: 'modified', label: 'modified', field: 'modified', kind: 'time', sort: 'modified', width_rem: 10.5},
    {id: 'changed', label: 'changed', field: 'changed', kind: 'time', sort: 'changed', width_rem: 10.5},
    {id: 'accessed', label: 'accessed', field: 'accessed', kind: 'time', sort: 'accessed', width_rem: 10.5},
    {id: 'born', label: 'born', field: 'born', kind: 'time', sort: 'born', by_rows: true, width_rem: 10.5},
    {id: 'owner', label: 'owner', field: 'owner', kind: 'text', sort: 'owner', width_rem: 7},
    {id: 'group', label: 'group', field: 'group', kind: 'text', sort: 'group', width_rem: 7},
    {id: 'links', label: 'links', field: 'links', kind: 'count', sort: 'links', width_rem: 5},
    {id: 'inode', label: 'inode', field: 'inode', kind: 'count', sort: 'inode', by_rows: true, width_rem: 9},
    {id: 'first', label: 'first_seen', field: 'first_seen', kind: 'time', sort: 'first', width_rem: 10.5},
    {id: 'seen', label: 'last_seen', field: 'last_seen', kind: 'time', sort: 'seen', width_rem: 10.5},
];
const kUsual = ['directory', 'size', 'modified', 'owner', 'seen'];
const kNameWidth_rem = 14;

// `chosen`: ids with commas, '' = the usual ones. What is unknown is left out: an old link still opens.
export function chosenColumns(chosen: string): Column[] {
    const ids = chosen === '' ? kUsual : chosen.split(',');
    return kColumns.filter((column) => ids.includes(column.id));
}

// The address's text of these; '' = the usual ones. Without any the table is of names alone.
export function columnsText(ids: readonly string[]): string {
    const text = kColumns.map((c) => c.id).filter((id) => ids.includes(id)).join(',');
    return text === kUsual.join(',') ? '' : text === '' ? 'name' : text;
}

// Those that fit beside the name, the first first.
export function fittingColumns(columns: readonly Column[], width_rem: number): Column[] {
    let left = width_rem - kNameWidth_rem;
    return columns.filter((column) => {
        left -= column.width_rem;
        return left >= 0;
    });
}

// For the API's `fields`.
export function fieldsOf(columns: readonly Column[]): string {
    return [...new Set(['id', 'name', 'directory', 'gone', 'owner', 'group', ...columns.map((c) => c.field)])].join(',');
}
