// Every example of packaging/docs/query.md finds on a small tree what it says, by the API, by toc and on the page alike.
// What it says stands here in JavaScript, over what lstat() tells of the files.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {accessSync, chownSync, constants, linkSync, lstatSync, mkdirSync, readFileSync, rmSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {userInfo} from 'node:os';
import {basename, dirname, extname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {eventually, names, openPage, startBrowser} from './support/browser.mjs';
import {binary, scanned, startDaemon} from './support/daemon.mjs';

const kDay_s = 86_400;
const kNow_s = Date.now() / 1000;
const kBefore_s = (days) => kNow_s - days * kDay_s;
const at = (text) => Date.parse(text + 'Z') / 1000;
// No word of an example stands in the path of the tree: /tmp would.
const kRoot = join(['/dev/shm', '/run'].find(isWritable) ?? '/mnt', String(process.pid));
const kFiles = {
    'weld_calib.csv': {}, 'projects/weld/calib.h5': {size: 3 * 2 ** 29, time_s: at('2016-07-01T00:00:00')}, 'projects/weld/raw/run_0001.h5': {},
    'projects/raw.txt': {}, 'weld 7.txt': {}, 'weld 7 tmp.txt': {}, 'run_1234.csv': {}, 'run_12345.csv': {}, 'raw/x/inner.H5': {}, 'raw.h5': {},
    'scan(1).txt': {}, 'scan *.txt': {}, 'scan 2.txt': {}, '5" disk.img': {size: 2 ** 28, time_s: kBefore_s(1000)}, 'run 12 final.txt': {},
    'a/1.dat': {uid: 1000}, 'b/2.dat': {}, 'c/3.dat': {}, 'a, b.txt': {}, 'year=2017.txt': {time_s: at('2017-05-03T10:30:00')}, 'README.md': {},
    'sub/readme.md': {time_s: at('2017-05-31T23:59:59')}, 'my data/m.csv': {time_s: at('2017-06-01T00:00:00')}, 'noext': {}, '.hidden': {},
    'results.csv': {time_s: at('2017-04-30T23:59:59')}, 'deep/1/2/3/end.txt': {time_s: kBefore_s(400)}, 'deep/1/2/end.txt': {time_s: kBefore_s(800)},
    'links/one': {time_s: kBefore_s(10)}, 'gone/results.csv': {gone: true}, 'gone/other.csv': {gone: true}, 'come.txt': {fresh: true}, '.come': {fresh: true},
};

const has = (f, text) => f.path.toLowerCase().includes(text);
const below = (f, path) => f.path.startsWith(join(kRoot, path) + '/');
const kSays = {
    'weld calib': (f) => has(f, 'weld') && has(f, 'calib'),
    '"weld 7" -tmp': (f) => has(f, 'weld 7') && !has(f, 'tmp'),
    'weld (raw OR calib)': (f) => has(f, 'weld') && (has(f, 'raw') || has(f, 'calib')),
    '*.h5': (f) => /\.h5$/i.test(f.name),
    'run_????.csv': (f) => /^run_.{4}\.csv$/.test(f.name),
    'raw/*.h5': (f) => /\/raw\/.*\.h5$/i.test(f.path),
    '/run_\\d+/': (f) => /run_\d+/.test(f.path),
    'ext:h5,csv size:1G.. modified:2015..2017': (f) => ['.h5', '.csv'].includes(f.ext) && f.size >= 2 ** 30 && f.time_s >= at('2015-01-01T00:00') && f.time_s < at('2018-01-01T00:00'),
    'project:weld': () => false,  // a configuration without rules gives no file a project
    'path:/srv/projects/weld owner:bob': (f) => below(f, 'projects/weld') && f.owner.includes('bob'),
    'age:>2y size>100M': (f) => f.time_s < kBefore_s(730) && f.size > 100 * 2 ** 20,
    'modified:..30d': (f) => f.time_s >= kBefore_s(30),
    'is:gone name=results.csv': (f) => f.gone && f.name === 'results.csv',
    'a b OR c': (f) => (has(f, 'a') && has(f, 'b')) || has(f, 'c'),
    '-(a OR b)': (f) => !has(f, 'a') && !has(f, 'b'),
    'scan(1).txt': (f) => has(f, 'scan(1).txt'),
    '"scan *"': (f) => has(f, 'scan *'),
    '"5"" disk"': (f) => has(f, '5" disk'),
    're:"run \\d+ final"': (f) => /run \d+ final/.test(f.path),
    '/^\\/srv\\/(a|b)/': (f) => /^(a|b)/i.test(f.path.slice(kRoot.length + 1)),
    '/srv/projects': (f) => below(f, 'projects'),
    'name:run*,"a, b"': (f) => f.name.startsWith('run') || f.name.includes('a, b'),
    '"year=2017"': (f) => has(f, 'year=2017'),
    'name=README.md': (f) => f.name === 'README.md',
    'path:"/srv/my data"': (f) => below(f, 'my data'),
    'dir:/srv/projects': (f) => dirname(f.path) === join(kRoot, 'projects'),
    'dir:raw': (f) => dirname(f.path).includes('raw'),
    'ext:""': (f) => f.ext === '',
    'owner:1000,bob': (f) => f.uid === 1000 || f.owner.includes('bob'),
    'group:/^img-/': (f) => f.group.startsWith('img-'),
    'links>1': (f) => f.links > 1,
    'depth:..2': (f) => f.path.slice(kRoot.length + 1).split('/').length <= 3,
    'is:new -is:hidden': (f) => f.fresh && !f.name.startsWith('.'),
    'modified:2017-05': (f) => f.time_s >= at('2017-05-01T00:00') && f.time_s < at('2017-06-01T00:00'),
    'modified:"2017-05-03 10:30.."': (f) => f.time_s >= at('2017-05-03T10:30'),
    'accessed:>1y': (f) => f.read_s < kBefore_s(365),
    'first:today': () => true,
    'seen:..yesterday is:gone': () => false,
    'age:1y..2y': (f) => f.time_s <= kBefore_s(365) && f.time_s >= kBefore_s(730),
};
const kFindNothing = ['path:/srv/projects/weld owner:bob', 'project:weld', 'group:/^img-/', 'seen:..yesterday is:gone', ...(process.getuid() === 0 ? [] : ['owner:1000,bob'])];

function isWritable(directory) {
    try {
        accessSync(directory, constants.W_OK);
        return true;
    } catch {
        return false;
    }
}

// The first cells of all rows of the tables of examples.
function examples() {
    const page = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../packaging/docs/query.md'), 'utf8');
    const tables = [...page.matchAll(/^\| query \| (?:finds|is) \|\n\|---\|---\|\n((?:\|.*\n)+)/gm)];
    return tables.flatMap(([, rows]) => rows.trim().split('\n').map((row) => /^\| `(.+?)` \| /.exec(row)[1].replaceAll('\\|', '|')));
}

function add(path, {size = 1, time_s = kBefore_s(1), uid = null}) {
    const file = join(kRoot, path);
    mkdirSync(dirname(file), {recursive: true});
    writeFileSync(file, '');
    truncateSync(file, size);  // holes: no memory is used
    utimesSync(file, time_s, time_s);
    if (uid !== null && process.getuid() === 0) {
        chownSync(file, uid, process.getgid());
    }
}

function factsOf(path, {gone = false, fresh = false} = {}) {
    const file = join(kRoot, path);
    const stat = lstatSync(file);
    const mine = stat.uid === process.getuid();
    const group = spawnSync('stat', ['-c', '%G', file]).stdout.toString().trim();
    return {path: file, name: basename(file), ext: extname(file).toLowerCase(), size: stat.size, time_s: stat.mtimeMs / 1000, read_s: stat.atimeMs / 1000,
            uid: stat.uid, owner: mine ? userInfo().username : '', group, links: stat.nlink, gone, fresh};
}

let state, daemon, browser, facts, day;

before(async () => {
    state = kRoot + '-state';
    const added = Object.entries(kFiles).filter(([, f]) => !f.fresh);
    added.forEach(([path, file]) => add(path, file));
    linkSync(join(kRoot, 'links/one'), join(kRoot, 'links/two'));
    day = new Date().toISOString().slice(0, 10);
    mkdirSync(state);
    daemon = await startDaemon(state, [kRoot]);
    await scanned(daemon.url);
    facts = added.map(([path, file]) => factsOf(path, file));
    added.filter(([, f]) => f.gone).forEach(([path]) => rmSync(join(kRoot, path)));
    const late = Object.entries(kFiles).filter(([, f]) => f.fresh);
    late.forEach(([path, file]) => add(path, file));
    facts.push(...late.map(([path, file]) => factsOf(path, file)), factsOf('links/two'));
    await fetch(`${daemon.url}/api/v1/shares/${basename(kRoot)}/scans`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
    await scanned(daemon.url, 2);
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    rmSync(kRoot, {recursive: true, force: true});
    rmSync(state, {recursive: true, force: true});
});

test('every example of the documentation has what it says written down here', () => {
    assert.deepEqual(examples().sort(), Object.keys(kSays).sort());
});

test('every example finds what it says by the API and by toc and on the page', async () => {
    const {page, close} = await openPage(browser);
    for (const [example, says] of Object.entries(kSays)) {
        const query = example.replaceAll('\\/srv', kRoot.replaceAll('/', '\\/')).replaceAll('/srv', kRoot);
        const expected = facts.filter((f) => (example.includes('is:gone') || !f.gone) && says(f)).map((f) => f.path).sort();
        assert.equal(expected.length === 0, kFindNothing.includes(example), `the tree has files for ${example}`);

        const answer = await fetch(`${daemon.url}/api/v1/files?limit=1000&q=${encodeURIComponent(query)}`);
        const {files, error} = await answer.json();
        const today = new Date().toISOString().slice(0, 10);
        if (example === 'first:today' && today !== day) {
            continue;  // midnight has passed
        }
        assert.equal(error, undefined, `${query}: ${error?.message}`);
        assert.deepEqual(files.map((f) => f.path).sort(), expected, `the API for ${query}`);

        const toc = spawnSync(join(dirname(binary()), 'toc'), ['find', '-0', '-q', '--server', daemon.url, '--query', query]);
        assert.equal(toc.stderr.toString(), '', query);
        assert.equal(toc.status, expected.length === 0 ? 1 : 0, query);
        assert.deepEqual(toc.stdout.toString().split('\0').filter((path) => path !== '').sort(), expected, `toc for ${query}`);

        await page.goto(`${daemon.url}/?q=${encodeURIComponent(query)}`);
        assert.equal(await page.getByLabel('Search files').inputValue(), query);
        await page.locator('main .found').waitFor();
        const shown = expected.map((path) => basename(path)).sort();
        await eventually(async () => (await names(page)).sort(), (all) => JSON.stringify(all) === JSON.stringify(shown), `the page for ${query}`);
    }
    await close();
});
