// The keys of the query language, as packaging/docs/query.md has them (a test compares the two), with what completion
// offers behind each.

export interface QueryKey {
    name: string;
    also: readonly string[];
    about: string;
    values: readonly (readonly [value: string, means: string])[];
}

const kSizes = [['1M..', 'at least 1 MiB'], ['100M..', 'at least 100 MiB'], ['1G..', 'at least 1 GiB'], ['100G..', 'at least 100 GiB'],
                ['..1M', 'at most 1 MiB'], ['0', 'empty']] as const;
const kAges = [['..1d', 'the last day'], ['..7d', 'the last 7 days'], ['..30d', 'the last 30 days'], ['..1y', 'the last year'],
               ['1y..', 'longer ago than a year'], ['5y..', 'longer ago than 5 years']] as const;
const kTimes = [['today', ''], ['yesterday', ''], ...kAges] as const;
const kWords = [['gone', 'not there any more'], ['new', 'first seen by the last scan'], ['empty', 'of 0 bytes'], ['hidden', 'the name begins with a dot']] as const;

export const kQueryKeys: readonly QueryKey[] = [
    {name: 'name', also: ['filename', 'file'], about: 'the file’s own name', values: []},
    {name: 'path', also: ['under', 'below'], about: 'the whole path; from / on: all below that directory', values: []},
    {name: 'dir', also: ['directory', 'folder', 'parent'], about: 'the directory that holds the file', values: []},
    {name: 'ext', also: ['extension', 'filetype', 'type'], about: 'the extension: h5,csv', values: []},
    {name: 'size', also: ['bytes'], about: '10M, 1G.., 1M..2M, >1.5G', values: kSizes},
    {name: 'modified', also: ['mtime', 'dm'], about: '2017-05, 2015..2017, ..30d', values: kTimes},
    {name: 'accessed', also: ['atime', 'da'], about: 'when it was last read', values: kTimes},
    {name: 'changed', also: ['ctime'], about: 'when content, owner, mode or name last changed', values: kTimes},
    {name: 'seen', also: ['last_seen', 'lastseen'], about: 'when a scan last saw it', values: kTimes},
    {name: 'first', also: ['first_seen', 'firstseen'], about: 'when a scan first saw it', values: kTimes},
    {name: 'age', also: [], about: 'time since it was modified: 1y..2y', values: kAges},
    {name: 'owner', also: ['user', 'uid'], about: 'user name or uid', values: []},
    {name: 'group', also: ['gid'], about: 'group name or gid', values: []},
    {name: 'share', also: ['root'], about: 'the share’s name', values: []},
    {name: 'project', also: [], about: 'the project', values: []},
    {name: 'depth', also: ['level'], about: 'directories between the share’s root and the file', values: []},
    {name: 'links', also: ['nlink'], about: 'hard links: >1', values: []},
    {name: 'is', also: [], about: 'gone, new, empty or hidden', values: kWords},
];

// By name or alias, in any case; undefined: none.
export function findKey(name: string): QueryKey | undefined {
    const lower = name.toLowerCase();
    return kQueryKeys.find((key) => key.name === lower || key.also.includes(lower));
}
