// Browse as a map of areas, and directories that cannot be read.
import assert from 'node:assert/strict';
import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, openPage, startBrowser, takePicture} from './support/browser.mjs';
import {kNobody, scanned, startDaemon, unprivileged} from './support/daemon.mjs';

const kKiB = 1024;
let root, data, daemon, browser, address;

function plant(path, size_bytes) {
    mkdirSync(join(data, path, '..'), {recursive: true});
    writeFileSync(join(data, path), '');
    truncateSync(join(data, path), size_bytes);
}

before(async () => {
    root = mkdtempSync(join(tmpdir(), 'tocd-map-'));
    chmodSync(root, 0o755);
    data = join(root, 'data');
    for (let i = 0; i < 8; i++) {
        plant(`large/part${i}/x.h5`, 50 * kKiB);
    }
    for (let i = 0; i < 40; i++) {
        plant(`many/f${i}.csv`, kKiB);
    }
    plant('<img src=x onerror=alert(1)>/\u202ename.bin', 60 * kKiB);
    plant('alone.bin', 100 * kKiB);
    plant('closed/inner/x', 1);
    chmodSync(join(data, 'closed', 'inner'), 0o000);
    mkdirSync(join(root, 'state'));
    if (process.getuid() === 0) {
        chownSync(join(root, 'state'), kNobody, kNobody);
    }
    daemon = await startDaemon(join(root, 'state'), [data], 0, unprivileged(root));
    await scanned(daemon.url);
    address = `${daemon.url}/?view=browse&path=${encodeURIComponent(data)}`;
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    chmodSync(join(data, 'closed', 'inner'), 0o755);
    rmSync(root, {recursive: true, force: true});
});

const tiles = (page) => page.locator('.tree-map a.tile');
const labels = (page) => tiles(page).evaluateAll((all) => all.map((tile) => tile.getAttribute('aria-label')));
const areas = (page) => tiles(page).locator('rect.area').evaluateAll((all) => all.map((r) => {
    const box = r.getBoundingClientRect();
    return (box.width + 2) * (box.height + 2);
}));

test('the map shows what a directory holds in proportion and its table beside it the same', async () => {
    const {page, close} = await openPage(browser, {height: 1000});
    await page.goto(address);
    await page.getByText('Map', {exact: true}).click();
    const told = await eventually(() => labels(page), (all) => all.length === 4, 'the areas');
    assert.deepEqual(told, ['large/, 400 KiB, 8 files', 'alone.bin, 100 KiB, 1 file', '<img src=x onerror=alert(1)>/, 60.0 KiB, 1 file', 'many/, 40.0 KiB, 40 files']);
    const [large, alone, odd, many] = await areas(page);
    for (const [name, got, expected] of [['alone', large / alone, 4], ['odd', large / odd, 400 / 60], ['many', large / many, 10]]) {
        assert.ok(Math.abs(got / expected - 1) < 0.05, `${name}: ${got} and ${expected}`);
    }
    await eventually(() => page.locator('.tree-map rect.inner').count(), (n) => n >= 8, 'areas within the large one');
    assert.match(new URL(page.url()).search, /map=size/);
    assert.equal(await page.locator('main img').count(), 0);
    assert.match(await page.locator('table.directories tbody tr', {hasText: 'large/'}).innerText(), /400 KiB[^]*8/);
    await takePicture(page, 'map-light');

    await page.getByText('by number of files').click();
    await eventually(() => labels(page), (all) => all[0] === 'many/, 40.0 KiB, 40 files' && all.length === 4, 'the areas by number');
    await page.reload();
    await eventually(() => labels(page), (all) => all[0] === 'many/, 40.0 KiB, 40 files', 'the same from its address');
    await close();
});

test('the keyboard leads through the map into a directory and Back out of it', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${address}&map=size`);
    await eventually(() => tiles(page).count(), (n) => n === 4, 'the areas');
    assert.deepEqual(await tiles(page).evaluateAll((all) => all.map((tile) => tile.getAttribute('tabindex'))), ['0', '-1', '-1', '-1']);
    await tiles(page).first().focus();
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    await page.keyboard.press('ArrowRight');  // beside the large one are three: the nearest below its middle
    assert.match(await focused(), /onerror/);
    await page.keyboard.press('ArrowUp');
    assert.match(await focused(), /alone\.bin/);
    assert.match(await page.locator('.tree-map .told').innerText(), /alone\.bin, 100 KiB/);
    await page.keyboard.press('Enter');
    await page.getByRole('complementary', {name: 'File details'}).getByRole('heading', {name: 'alone.bin'}).waitFor();
    await page.keyboard.press('Escape');
    await tiles(page).nth(1).focus();
    await page.keyboard.press('ArrowLeft');
    assert.match(await focused(), /^large\//);
    await page.keyboard.press('Enter');
    await eventually(() => labels(page), (all) => all.length === 8 && all[0].startsWith('part'), 'what the large one holds');
    assert.match(new URL(page.url()).search, /large.*map=size|map=size.*large/);
    await page.goBack();
    await eventually(() => labels(page), (all) => all[0]?.startsWith('large/'), 'the map before');
    await page.getByRole('navigation', {name: 'Where you are'}).getByRole('link', {name: 'Shares'}).click();
    await eventually(() => labels(page), (all) => all.length === 1, 'the map of the shares');
    await close();
});

test('a directory that cannot be read is marked on itself and on all above it', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(address);
    const row = page.locator('table.directories tbody tr', {hasText: 'closed/'});
    await row.getByText('1 not readable').waitFor();
    assert.match(await row.locator('.col-count').first().innerText(), /≥/);
    await page.getByText('1 directory not readable: the totals are at least this').waitFor();
    assert.match(await page.locator('.freshness').innerText(), /not complete/);
    await row.locator('.file-link').click();
    const inner = page.locator('table.directories tbody tr', {hasText: 'inner/'});
    assert.match(await inner.locator('.pill').innerText(), /not readable: Permission denied/);
    await inner.locator('.file-link').click();
    await page.getByText('Could not be read: Permission denied').waitFor();
    const marks = page.getByRole('navigation', {name: 'Where you are'}).getByRole('img', {name: '1 directory not readable'});
    assert.equal(await marks.count(), 2);
    await takePicture(page, 'unreadable-light');
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    assert.match(await card.locator('.standouts', {hasText: 'Not readable'}).innerText(), /Permission denied[^]*closed\s*\/inner/);
    assert.match(await card.locator('.figure', {hasText: 'Coverage'}).locator('.figure-value').innerText(), /^9\d(\.\d)?%$/);
    await close();
});
