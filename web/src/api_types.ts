// The JSON of API v1 as the page reads it. Integers with _ns pass 2^53 and lose digits in JavaScript: the page shows the
// ISO texts. A *_base64 key exists only where the exact bytes are not UTF-8.

export interface FileInfo {
    id: string;
    name: string;
    name_base64?: string;
    directory: string;
    directory_base64?: string;
    path: string;
    path_base64?: string;
    share: string;
    project: string;
    ext: string;
    size_bytes: number;
    allocated_bytes: number;
    modified: string;
    changed: string;
    accessed: string | null;
    born: string | null;
    uid: number;
    gid: number;
    owner: string;
    group: string;
    inode: string;
    links: number;
    first_seen: string;
    last_seen: string;
    gone: boolean;
}

// What every answer from the catalogue says of itself.
export interface Freshness {
    as_of: string | null;
    complete: boolean;
}

export interface Totals {
    files: number;
    size_bytes: number;
}

export interface FilesAnswer extends Freshness {
    query: string | null;
    took_ms: number;
    total: Totals | null;
    next: string | null;
    files: FileInfo[];
}

export interface FileAnswer extends Freshness {
    file: FileInfo;
    moved_to: FileInfo | null;
}

export interface DirectoryAnswer extends Freshness {
    directory: DirectoryInfo;
    ancestors: DirectoryInfo[];
}

export interface Change {
    at: string;
    kind: 'added' | 'changed' | 'moved' | 'gone';
    type: 'file' | 'directory';
    path: string;
    path_base64?: string;
    old_path: string;
    old_path_base64?: string;
    share: string;
    id: string;
    old_id: string;
    clock: string;
}

export interface HistoryAnswer extends Freshness {
    kept_since: string | null;
    more: boolean;
    changes: Change[];
}

export type DirectoryState = 'pending' | 'listed' | 'failed' | 'staged_gone' | 'gone';

export interface DirectoryInfo {
    id: string;
    name: string;
    name_base64?: string;
    path: string;
    path_base64?: string;
    share: string;
    project: string;
    state: DirectoryState;
    error: string | null;
    failed_since: string | null;
    modified: string | null;
    owner: string;
    group: string;
    mode: string;
    first_seen: string;
    last_seen: string | null;
    entries: number;
    listing_us: number;
    files: number;
    size_bytes: number;
    total_files: number;
    total_directories: number;
    total_size_bytes: number;
    total_allocated_bytes: number;
    newest: string | null;
    failed_directories: number;
}

export interface DirectoriesAnswer extends Freshness {
    directory: DirectoryInfo | null;
    ancestors: DirectoryInfo[];
    directories: DirectoryInfo[];
    files: FileInfo[];
    more_directories: boolean;
    more_files: boolean;
}

export interface ScanError {
    path: string;
    path_base64?: string;
    errno: number;
    message: string;
    owner: string | null;
}

export type ScanOutcome = 'running' | 'complete' | 'incomplete' | 'interrupted' | 'refused';

export interface Scan {
    id: string;
    share: string;
    mode: 'full' | 'fast' | 'part';
    outcome: ScanOutcome;
    started: string;
    finished: string | null;
    duration_ms: number;
    directories: number;
    files: number;
    size_bytes: number;
    others: number;
    excluded: number;
    added: number;
    changed: number;
    gone: number;
    failed: number;
    coverage: number | null;
    skipped_mounts: number;
    unchanged: number;
    moved: number;
    held: number;
    confirmed: string | null;
    purged: number;
    scope: string | null;
    scope_base64?: string;
    failure: string | null;
    errors?: ScanError[];
}

export interface Progress {
    state: 'idle' | 'waiting' | 'running' | 'settling' | 'stuck' | 'paused';
    scan_id: string | null;
    started: string | null;
    next: string | null;
    directories_done: number;
    unchanged: number;
    directories_waiting: number;
    directories_known: number | null;
    ends: string | null;
    entries: number;
    files: number;
    failed: number;
    entries_per_second: number;
    threads: number | null;
    latency_us: number | null;
    usual_latency_us: number | null;
    paused: boolean;
    reason: string | null;
    current: string;
    levels: Level[];   // by depth, the root first
}

export interface Level {
    directories: number;
    files: number;
    waiting: number;
}

export interface ScanEvent extends Progress {
    share: string;
}

export interface ChangeEvent {
    share: string;
    clock: string;
}

export interface HeldRemovals {
    files: number;
    since: string;
    scan_id: string;
}

export interface Share {
    name: string;
    path: string;
    path_base64?: string;
    configured: boolean;
    files: number;
    size_bytes: number;
    unique_bytes: number;
    directories: number;
    gone_files: number;
    failed_directories: number;
    last_complete: string | null;
    keeps_stamps: boolean;
    stable_inodes: boolean | null;
    held: HeldRemovals | null;
    last_scan: Scan | null;
    progress: Progress | null;
    client_paths: {kind: 'posix' | 'unc' | 'drive' | 'smb'; prefix: string}[];
}

export interface SharesAnswer extends Freshness {
    shares: Share[];
}

export interface ListingsAnswer extends Freshness {
    share: string;
    known: number;
    covered: number;
    older: number;
    failed: number;
    never: number;
    coverage: number | null;
    listing_us: number;
    durations: {up_to_us: number | null; directories: number}[];
}

export interface StandoutsAnswer extends Freshness {
    directories: DirectoryInfo[];
}

export interface ScansAnswer {
    scans: Scan[];
    next: string | null;
}

export interface ScanAnswer {
    scan: Scan;
}

export interface TopRow {
    key: string;
    key_base64?: string;
    files: number;
    size_bytes: number;
}

export interface Top {
    by_files: TopRow[];
    by_size: TopRow[];
}

export interface StatsAnswer extends Freshness {
    total: Totals;
    unique_bytes: number;
    directories: number;
    gone_files: number;
    extensions: Top;
    owners: Top;
    directories_top: Top;
}

export interface FacetValue {
    value: string;
    query: string;
    files: number;
    size_bytes: number;
}

export interface Facet {
    by: string;
    distinct: number;
    values: FacetValue[];
    others: Totals;
}

export interface FacetsAnswer extends Freshness {
    query: string | null;
    total: Totals;
    facets: Facet[];
}

export interface DatasetsAnswer extends Freshness {
    query: string | null;
    directories: number;
    total: Totals;
    datasets: Dataset[];
}

export interface Dataset {
    id: string;
    path: string;
    path_base64?: string;
    share: string;
    files: number;
    size_bytes: number;
}
