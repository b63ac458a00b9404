// A scan that runs for some seconds, held back by its share's governor: what the page shows of it is the daemon's own, told
// while it happens; it is paused, goes on and ends.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, openPage, startBrowser, takePicture} from './support/browser.mjs';
import {startConfigured} from './support/daemon.mjs';

const kDirectories = 200;
const kFilesEach = 100;
const kFiles = kDirectories * kFilesEach;

let root, daemon, browser;

before(async () => {
    root = mkdtempSync(join(tmpdir(), 'tocd-live-'));
    mkdirSync(join(root, 'state'));
    for (let d = 0; d < kDirectories; d++) {
        const folder = join(root, 'data', `part ${d % 10}`, `run ${d}`);
        mkdirSync(folder, {recursive: true});
        for (let f = 0; f < kFilesEach; f++) {
            writeFileSync(join(folder, `f${f}.dat`), '');
        }
    }
    browser = await startBrowser();
    daemon = await startConfigured(join(root, 'state'), [{name: 'data', path: join(root, 'data'), max_entries_per_second: 2500, threads: 2}]);
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    rmSync(root, {recursive: true, force: true});
});

const number = (text) => Number(text.replaceAll(',', ''));

test('a real scan is followed while it runs and paused and resumed and its end is told', async () => {
    const {page, close} = await openPage(browser);
    let asked = 0;
    page.on('request', (request) => { asked += request.url().endsWith('/api/v1/shares') ? 1 : 0; });
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    const live = (what) => card.locator('.live-figures > span', {hasText: what}).first().locator('b').innerText().then(number, () => -1);
    const files = () => live('files');

    const seen = [];
    await eventually(async () => {
        const now = await files();
        if (now > (seen.at(-1) ?? 0)) {
            seen.push(now);
        }
        return seen.length;
    }, (n) => n >= 3, 'files that become more');
    assert.ok(seen.every((n) => n < kFiles), `${seen} while it runs`);
    assert.ok(await live('directories done') > 0);
    assert.match(await card.locator('.levels svg').getAttribute('aria-label'), /level 0: 1 directory done, 0 waiting, 0 files; level 1: \d+ director/);
    assert.match(await card.locator('.scan-end').innerText(), /^This is the first scan/);
    assert.equal(await card.locator('progress').getAttribute('value'), null);  // no part of what is not known
    assert.doesNotMatch(await card.locator('.progress-head').innerText(), /%/);
    await page.getByRole('img', {name: 'A scan is running'}).waitFor();  // beside the name of the view, wherever one is
    await takePicture(page, 'live-scan-light');

    await card.getByRole('button', {name: 'Pause'}).click();
    await card.locator('header .pill', {hasText: 'paused'}).waitFor();
    let before = -1;
    const held = await eventually(async () => {
        const [last, now] = [before, await files()];
        before = now;
        await page.waitForTimeout(700);
        return last === now ? now : -1;
    }, (n) => n > 0, 'files while it is paused');
    assert.ok(held < kFiles, `${held} of ${kFiles}`);
    const {shares: [share]} = await (await fetch(`${daemon.url}/api/v1/shares`)).json();
    assert.deepEqual([share.progress.state, share.progress.paused, share.progress.files], ['paused', true, held]);
    assert.doesNotMatch(await card.locator('.progress').innerText(), /entries\/s|now in/);
    await takePicture(page, 'live-paused-light');

    await card.getByRole('button', {name: 'Resume'}).click();
    await eventually(files, (n) => n > held, 'more files after it');
    await card.locator('.facts .pill', {hasText: 'complete'}).waitFor();
    assert.equal(number(await card.locator('.figure', {hasText: 'Files'}).first().locator('.figure-value').innerText()), kFiles);
    await card.locator('.progress').waitFor({state: 'detached'});
    assert.match(await card.locator('.facts').innerText(), /20,000 added, 0 changed, 0 gone/);
    assert.ok(asked < 15, `told, not asked: ${asked} times`);
    await close();
});

test('a scan that knows how much there is tells it and is stopped by its button', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    await card.getByRole('button', {name: 'Scan now'}).click();
    await card.locator('.live-figures').waitFor();
    assert.match(await card.locator('.scan-end').innerText(), /^(Done|When it ends is told)/);  // how much there is, is known from the scan before
    assert.ok(Number(await card.locator('progress').getAttribute('max')) > kDirectories);
    assert.match(await card.locator('.progress-head').innerText(), /%/);
    await card.getByRole('button', {name: 'Stop'}).click();
    await card.locator('.facts .pill', {hasText: 'interrupted'}).waitFor();
    assert.equal(number(await card.locator('.figure', {hasText: 'Gone files'}).locator('.figure-value').innerText()), 0);
    await close();
});
