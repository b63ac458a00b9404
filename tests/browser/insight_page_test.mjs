// Insight against the real daemon: every mark leads to the files that it counts.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, truncateSync, utimesSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, names, openPage, startBrowser, takePicture} from './support/browser.mjs';
import {scanned, startConfigured} from './support/daemon.mjs';

const kYear_s = 365 * 86_400;
let root, daemon, browser, total;

function plant(path, size_bytes, years_old) {
    mkdirSync(join(path, '..'), {recursive: true});
    writeFileSync(path, '');
    truncateSync(path, size_bytes);
    const then_s = Date.now() / 1000 - years_old * kYear_s - 60;
    utimesSync(path, then_s, then_s);
}

before(async () => {
    root = mkdtempSync(join(tmpdir(), 'tocd-insight-'));
    mkdirSync(join(root, 'state'));
    const exts = ['h5', 'csv', 'tif', 'log', 'mp4', 'pdf', 'py', 'json', 'zip', 'mat', 'npy', 'xml', ''];
    for (let i = 0; i < 400; i++) {
        const ext = exts[i % exts.length];
        plant(join(root, 'data', `p${i % 7}`, `run ${i % 5}`, `f${i}${ext === '' ? '' : '.' + ext}`), (i * i * 37) % 5_000_000, (i % 27) / 2);
    }
    plant(join(root, 'data', 'odd', '<b>\u202ex.<i>'), 10, 0);
    plant(join(root, 'other', 'big.iso'), 3 * 2 ** 30, 11);
    plant(join(root, 'other', 'small.iso'), 5, 0);
    daemon = await startConfigured(join(root, 'state'), [
        {name: 'data', path: join(root, 'data'), atime_resolution: 'exact'}, {name: 'other', path: join(root, 'other'), atime_resolution: 'off'},
    ], {projects: ['/(?P<project>p[0-9])/']});
    await scanned(daemon.url);
    ({total} = await (await fetch(`${daemon.url}/api/v1/files?limit=1&count=1`)).json());
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    rmSync(root, {recursive: true, force: true});
});

const card = (page, heading) => page.locator('.ranking').filter({has: page.getByRole('heading', {name: new RegExp(`^${heading}`)})});
const found = (page) => page.locator('main .found').innerText();
const number = (text) => Number(text.replaceAll(',', ''));

async function countOf(href) {
    const q = new URL(href, daemon.url).searchParams.get('q');
    return (await (await fetch(`${daemon.url}/api/v1/files?q=${encodeURIComponent(q)}&limit=1&count=1`)).json()).total;
}

async function opened(page, query = '') {
    await page.goto(`${daemon.url}/?view=insight${query}`);
    await card(page, 'Types').getByRole('link').first().waitFor();
}

test('every column and every row leads to the files that it counts and together they are all', async () => {
    const {page, close} = await openPage(browser, {height: 1000});
    await opened(page);
    for (const heading of ['By age', 'By size', 'By year']) {
        const columns = await card(page, heading).locator('a.column').evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.getAttribute('aria-label')]));
        let sum = 0;
        for (const [href, label] of columns) {
            const files = number(/: ([\d,]+) files?,/.exec(label)[1]);
            assert.equal((await countOf(href)).files, files, `${heading}: ${label}`);
            sum += files;
        }
        assert.equal(sum, total.files, heading);
    }
    for (const heading of ['Types', 'Owners', 'Groups', 'Projects']) {
        let sum = 0;
        for (const row of await card(page, heading).locator('tbody tr').all()) {
            const files = number(await row.locator('.col-count').innerText());
            assert.equal((await countOf(await row.getByRole('link').getAttribute('href'))).files, files, await row.innerText());
            sum += files;
        }
        assert.equal(sum, total.files, heading);
    }
    const projects = await card(page, 'Projects').locator('tbody .col-key').allInnerTexts();
    assert.deepEqual(projects.sort(), ['of no project', 'p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
    await takePicture(page, 'insight-light');
    await close();
});

test('columns are as high as their numbers and have a table beside them', async () => {
    const {page, close} = await openPage(browser);
    await opened(page, '&sort=files&share=data');
    const ages = card(page, 'By age');
    const heights = await ages.locator('.column-fill').evaluateAll((all) => all.map((bar) => bar.getBoundingClientRect().height));
    await ages.getByText('As a table').click();
    const counts = (await ages.locator('tbody td:nth-child(3)').allInnerTexts()).map(number);
    assert.equal(counts.length, heights.length);
    const scale = Math.max(...heights) / Math.max(...counts);
    counts.forEach((count, i) => assert.ok(Math.abs(heights[i] - Math.max(1, count * scale)) <= 1.5, `${count} is ${heights[i]} high`));
    await close();
});

test('what is cold is told by its last writing and its last reading', async () => {
    const {page, close} = await openPage(browser);
    await opened(page, '&share=data');
    const cold = card(page, 'Cold data');
    const row = cold.locator('tbody tr', {hasText: '5 years'});
    await eventually(() => row.getByRole('link').count(), (n) => n === 2, 'both numbers');
    const [written, read] = await row.getByRole('link').evaluateAll((all) => all.map((a) => [a.getAttribute('href'), a.getAttribute('title')]));
    for (const [href, title] of [written, read]) {
        assert.equal(`${(await countOf(href)).files} files`, title);
        assert.ok(parseInt(title, 10) > 100, title);
    }
    assert.match(read[0], /accessed/);
    await page.locator('.insight-bar select').selectOption('other');
    await cold.getByText('When these files were last read is not kept').waitFor();
    assert.match(await cold.locator('tbody tr').first().innerText(), /1 year\s+3\.0 GiB[^]*not known/);
    await page.locator('.insight-bar select').selectOption('');
    await cold.getByText('Of 2 files it is not kept').waitFor();
    await close();
});

test('insight is of one share and of a query and its address says which', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 400/});
    await opened(page, '&share=other');
    await eventually(() => found(page), (text) => text.startsWith('2 files'), 'the files of the share');
    await page.locator('.insight-bar select').selectOption('');
    await page.getByLabel('Only').fill('ext:h5,csv OR name=big.iso');
    await eventually(() => found(page), (text) => text.startsWith('63 files'), 'the files of the query');
    assert.deepEqual((await card(page, 'Types').locator('tbody .col-key').allInnerTexts()).sort(), ['csv', 'h5', 'iso']);
    await page.reload();
    await eventually(() => found(page), (text) => text.startsWith('63 files'), 'the same from its address');
    await card(page, 'Types').getByRole('link', {name: 'h5'}).click();
    await eventually(() => found(page), (text) => text.startsWith('31 files'), 'those of one type');
    await page.goBack();
    await page.getByLabel('Only').fill('sise:1G');
    await page.getByRole('alert').filter({hasText: 'there is no key sise'}).waitFor();
    await page.getByLabel('Only').fill('nothing_is_called_so');
    await page.getByText('No file to tell of.').waitFor();
    await close();
});

test('the largest files open their details and the directories that hold most are browsed', async () => {
    const {page, close} = await openPage(browser);
    await opened(page);
    const files = card(page, 'Largest files').locator('tbody tr');
    assert.match(await files.first().innerText(), /big\.iso\s+3\.0 GiB/);
    await files.first().getByRole('link').click();
    await page.getByRole('complementary', {name: 'File details'}).getByRole('heading', {name: 'big.iso'}).waitFor();
    await page.keyboard.press('Escape');
    assert.match(await page.evaluate(() => document.activeElement?.textContent), /big\.iso$/);
    await card(page, 'Directories with most directly in them').locator('tbody tr').first().getByRole('link').click();
    await page.getByRole('navigation', {name: 'Where you are'}).waitFor();
    await eventually(() => names(page), (all) => all.includes('big.iso'), 'what is in it');
    await close();
});

test('what directories hold with all below them is told level by level and every row leads to its files', async () => {
    const {page, close} = await openPage(browser, {height: 1000});
    await opened(page, '&sort=files');
    const tree = card(page, 'Directories that hold most');
    const rowsOf = async (below) => (await tree.locator('tbody tr[data-directory]').evaluateAll((all) => all.map((tr) => [
        tr.dataset.directory, Number(tr.querySelector('.col-count').textContent.replaceAll(',', '')), tr.querySelector('a').getAttribute('href')])))
        .filter(([path]) => path === below || path.startsWith(`${below}/`));
    await eventually(() => rowsOf(root), (all) => all.length === 2, 'the shares');
    assert.deepEqual((await rowsOf(root)).map(([path, files]) => [path, files]), [[join(root, 'data'), 401], [join(root, 'other'), 2]]);
    await tree.getByRole('button', {name: `What ${join(root, 'data')} holds`}).press('Enter');
    await eventually(() => rowsOf(join(root, 'data')), (all) => all.length === 9, 'what is below one');  // p0 to p6, and odd
    await tree.getByRole('button', {name: 'What p3 holds'}).click();
    const p3 = join(root, 'data', 'p3');
    const runs = await eventually(() => rowsOf(p3), (all) => all.length === 6, 'the level below');
    assert.equal(runs.slice(1).reduce((sum, [, files]) => sum + files, 0), runs[0][1]);
    for (const [path, files, href] of await rowsOf(root)) {
        assert.equal((await countOf(href)).files, files, path);
    }
    await takePicture(page, 'directory-tree-light');
    await page.locator('.insight-bar select').selectOption('other');
    await eventually(() => rowsOf(root), (all) => all.length === 2, 'of a single share what is in it too');
    assert.equal(await tree.locator('tbody tr').nth(1).locator('.col-key').innerText(), 'files directly in it');
    await close();
});

test('the history of scans leads to what each saw first', async () => {
    const {page, close} = await openPage(browser);
    writeFileSync(join(root, 'data', 'late.txt'), 'late');
    await fetch(`${daemon.url}/api/v1/shares/data/scans`, {method: 'POST'});
    await scanned(daemon.url, 1);
    await eventually(async () => (await (await fetch(`${daemon.url}/api/v1/scans?share=data`)).json()).scans.filter((s) => s.outcome === 'complete').length, (n) => n === 2, 'two scans');
    await opened(page, '&share=data');
    const history = card(page, 'Scan history');
    const marks = history.locator('.scan-chart').first().locator('a.column');
    await eventually(() => marks.count(), (n) => n === 2, 'a mark for each scan');
    assert.match(await marks.last().getAttribute('aria-label'), /data, complete: 1 added, 0 changed, 0 gone/);
    await history.getByText('As a table').click();
    assert.equal(await history.locator('tbody tr').count(), 2);
    await marks.last().click();
    await eventually(() => names(page), (all) => all.length >= 1 && all.includes('late.txt'), 'what the scan saw first');
    await close();
});

test('growth is told from the second complete scan on with a table beside its line', async () => {
    const {page, close} = await openPage(browser, {height: 1000});
    await opened(page, '&sort=files');
    const growth = card(page, 'Growth');
    const data = growth.locator('.share-growth', {hasText: 'data'});
    await data.getByText('+1 file').first().waitFor();
    assert.match(await data.innerText(), /since .*2 scans; the history is shorter than a day/);
    assert.match(await data.getByRole('img').getAttribute('aria-label'), /^data: from 401 files, .*, to 402 files, /);
    assert.match(await growth.locator('.share-growth', {hasText: 'other'}).innerText(), /One scan has come to its end so far/);
    await data.getByText('As a table').click();
    assert.deepEqual(await data.locator('tbody tr').evaluateAll((all) => all.map((tr) => [...tr.cells].slice(1, 3).map((td) => td.textContent))), [['402', '+1'], ['401', '–']]);
    await takePicture(page, 'growth-light');
    await page.locator('.insight-bar select').selectOption('data');
    await page.getByLabel('Only').fill('ext:h5');
    await growth.getByText('of the whole share').waitFor();
    assert.equal(await growth.locator('.share-growth').count(), 1);
    await data.locator('tbody tr').first().getByRole('link').click();
    await eventually(() => names(page), (all) => all.includes('late.txt'), 'what the scan saw first');
    await close();
});

test('several shares are told in one table that leads to their cards', async () => {
    const {page, close} = await openPage(browser, {height: 500});
    await page.goto(`${daemon.url}/?view=scans`);
    const row = page.locator('.share-overview tbody tr', {hasText: 'other'});
    assert.match(await row.innerText(), /other\s+idle\s+.*\s+100%\s+0\s+0\s+2\s+3\.0 GiB/);
    await takePicture(page, 'shares-overview-light');
    await row.getByRole('link').click();
    await eventually(() => page.getByRole('region', {name: 'other'}).evaluate((card) => card.getBoundingClientRect().top), (top) => top >= 0 && top < 300, 'the card in sight');
    await page.getByRole('region', {name: 'other'}).getByRole('link', {name: 'What is in it'}).click();
    await eventually(() => found(page), (text) => text.startsWith('2 files'), 'insight of the share');
    await close();
});
