// The order of tables of files, by the headings of their columns.
import assert from 'node:assert/strict';
import {linkSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, names, openPage, rows} from './support/browser.mjs';
import {scanned} from './support/daemon.mjs';
import {startSite, stopSite} from './support/site.mjs';

let tree, daemon, browser;

before(async () => {
    ({tree, daemon, browser} = await startSite());
    linkSync(join(tree.runs, 'weld_run_007.h5'), join(tree.runs, 'linked.h5'));
    await fetch(`${daemon.url}/api/v1/shares/data/scans`, {method: 'POST'});
    await scanned(daemon.url, 2);
});
after(() => stopSite({tree, daemon, browser}));

test('every column sorts by a click on its heading and the other way round by the next', async () => {
    const {page, close} = await openPage(browser, {width: 2600});
    const keys = {
        directory: (f) => `${f.directory}/${f.name}`, share: (f) => f.share, project: (f) => f.project, ext: (f) => f.ext, size: (f) => f.size_bytes, allocated: (f) => f.allocated_bytes,
        modified: (f) => f.modified_ns, changed: (f) => f.changed_ns, accessed: (f) => f.accessed_ns ?? -1, born: (f) => f.born_ns ?? -1, owner: (f) => f.owner, group: (f) => f.group,
        links: (f) => f.links, inode: (f) => BigInt(f.inode), first: (f) => f.first_seen_ns, seen: (f) => f.last_seen_ns,
    };
    const {files} = await (await fetch(`${daemon.url}/api/v1/files?q=h5&limit=1000`)).json();
    const by_id = new Map(files.map((file) => [file.id, file]));
    for (const [column, key] of Object.entries(keys)) {
        await page.goto(`${daemon.url}/?q=h5&columns=${column}`);
        const heading = page.getByRole('columnheader').nth(1);
        assert.equal(await heading.getAttribute('aria-sort'), 'none');
        for (let click = 0; click < 2; click++) {
            const before = await heading.getAttribute('aria-sort');
            await heading.getByRole('button').click();
            await eventually(() => heading.getAttribute('aria-sort'), (now) => now !== 'none' && now !== before, `${column} is sorted`);
            await page.locator('table.files[aria-busy=false]').waitFor();
            const way = await heading.getAttribute('aria-sort') === 'ascending' ? 1 : -1;
            const in_order = (shown) => shown.every((value, i) => i === 0 || value === shown[i - 1] || (value > shown[i - 1] ? 1 : -1) === way);
            const ends = files.map(key).reduce((end, value) => ((way > 0 ? value < end : value > end) ? value : end), key(files[0]));
            await eventually(async () => (await rows(page).evaluateAll((all) => all.slice(0, 8).map((tr) => tr.dataset.id))).map((id) => key(by_id.get(id))),
                (shown) => shown.length === 8 && shown[0] === ends && in_order(shown), `${column} ${click}`);
        }
    }
    await close();
});

test('a column whose order is for few files says so where more are found', async () => {
    const {page, close} = await openPage(browser, {width: 1600});
    await page.route('**/api/v1/files?*', async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        await route.fulfill({response, json: {...answer, total: {...answer.total, files: 100_001}}});
    });
    await page.goto(`${daemon.url}/?q=weld&columns=born,group`);
    await eventually(() => page.getByRole('columnheader').evaluateAll((all) => all.map((th) => [th.querySelector('button') !== null, th.title])), (all) => JSON.stringify(all) === JSON.stringify(
        [[true, ''], [false, 'Created: at most 100,000 files can be sorted by this; narrow the search'], [true, '']]), 'which can be sorted');
    await close();
});

test('files of a directory are sorted by what its directories have too and other headings say why not', async () => {
    const {page, close} = await openPage(browser, {width: 1600});
    await page.goto(`${daemon.url}/?view=browse&columns=size,owner&path=${encodeURIComponent(tree.runs)}`);
    const heading = (name) => page.getByRole('columnheader', {name});
    await heading('Size').getByRole('button').click();
    await eventually(() => names(page), (all) => all[0] === 'weld_run_229.h5', 'the largest first');
    assert.equal(await heading('Owner').getByRole('button').count(), 0);
    assert.equal(await heading('Owner').getAttribute('title'), 'Owner: only what a search finds can be sorted by this');
    await close();
});
