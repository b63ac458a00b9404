// Scans on the page, against the real daemon in a real browser.
import assert from 'node:assert/strict';
import {mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, names, openPage, takePicture} from './support/browser.mjs';
import {startSite, stopSite} from './support/site.mjs';
import {kRuns} from './support/tree.mjs';

let tree, daemon, browser;

before(async () => {
    ({tree, daemon, browser} = await startSite());
});
after(() => stopSite({tree, daemon, browser}));

const directory = (page, name) => page.locator('table.directories tbody tr', {hasText: name}).locator('.file-link');
const found = (page) => page.locator('main .found').innerText();

test('a scan started from the page finds what is new and what is gone', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    const files = card.locator('.figure', {hasText: 'Files'}).first().locator('.figure-value');
    const count = Number((await files.innerText()).replaceAll(',', ''));
    assert.ok(count > kRuns);

    writeFileSync(join(tree.data, 'new_one.txt'), 'new');
    writeFileSync(join(tree.data, 'new_two.txt'), 'new');
    rmSync(join(tree.data, 'README.txt'));
    await card.getByRole('button', {name: 'Scan now'}).click();
    await eventually(() => files.innerText(), (text) => text === String(count + 1), 'files after the scan');
    await eventually(() => card.locator('.facts').innerText(), (text) => /2 added, 0 changed, 1 gone/.test(text), 'what the scan did');
    await card.getByText('Recent scans').click();
    await eventually(() => card.locator('.scan-list tbody tr').count(), (n) => n === 2, 'both scans');
    await takePicture(page, 'shares-light');

    await card.locator('.figure', {hasText: 'Gone files'}).getByRole('link').click();
    await eventually(() => names(page), (all) => all.length === 1 && all[0] === 'README.txt', 'the gone file');
    await page.locator('.file-link').click();
    await page.getByText('This file was gone').waitFor();
    await takePicture(page, 'gone-light');
    await close();
});

test('results on the page follow a scan that ends', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?name=late_arrival`);
    await eventually(() => page.locator('main .found').innerText(), (text) => text.startsWith('0 files'), 'nothing yet');
    writeFileSync(join(tree.data, 'late_arrival.txt'), 'here');
    const asked = await fetch(`${daemon.url}/api/v1/shares/data/scans`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
    assert.equal(asked.status, 202);
    await eventually(() => names(page), (all) => all.length === 1, 'the new file without a touch');
    rmSync(join(tree.data, 'late_arrival.txt'));
    await close();
});

test('results follow what a scan finds before it ends but not under the hands of who types', async () => {
    const {page, close} = await openPage(browser);
    const told = page.waitForResponse(/api\/v1\/events$/);
    let first = null;
    await page.route(/api\/v1\/shares$/, async (route) => {  // for this page no scan ever ends
        first ??= await (await route.fetch()).text();
        await route.fulfill({contentType: 'application/json', body: first});
    });
    const counted = page.waitForResponse(/api\/v1\/facets.*early_bird/);  // the last that is asked of a new question
    await page.goto(`${daemon.url}/?q=early_bird`);
    await told;
    await counted;
    await eventually(() => page.locator('main .found').innerText(), (text) => text.startsWith('0 files'), 'nothing yet');
    await page.evaluate(() => {
        window.typing = setInterval(() => document.body.dispatchEvent(new Event('input', {bubbles: true})), 100);
    });
    const asked = [];
    page.on('request', (request) => asked.push(request.url()));
    writeFileSync(join(tree.data, 'early_bird.txt'), 'here');
    assert.equal((await fetch(`${daemon.url}/api/v1/shares/data/scans`, {method: 'POST'})).status, 202);
    await eventually(async () => (await (await fetch(`${daemon.url}/api/v1/files?name=early_bird`)).json()).files.length, (n) => n === 1, 'the catalogue');
    await page.waitForTimeout(3500);
    assert.equal(asked.filter((url) => url.includes('early_bird')).length, 0);
    await page.evaluate(() => clearInterval(window.typing));
    await eventually(() => names(page), (all) => all.length === 1, 'the new file');
    rmSync(join(tree.data, 'early_bird.txt'));
    await close();
});

test('a root that looks emptied is refused with its reason and nothing is gone', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    const gone = card.locator('.figure', {hasText: 'Gone files'}).locator('.figure-value');
    await card.getByRole('button', {name: 'Scan now'}).waitFor();
    const gone_before = await gone.innerText();
    renameSync(tree.data, `${tree.data}.away`);
    mkdirSync(tree.data);
    try {
        await card.getByRole('button', {name: 'Scan now'}).click();
        await card.locator('.facts .pill', {hasText: 'refused'}).waitFor();
        assert.ok((await card.locator('.note.warn').innerText()).length > 10);
        await card.getByRole('button', {name: 'Accept the new root and scan'}).click();
        await card.getByText('Accept it only if').waitFor();
        await takePicture(page, 'refused-light');
        await card.getByRole('button', {name: 'Cancel'}).click();
        assert.equal(await gone.innerText(), gone_before);
    } finally {
        rmdirSync(tree.data);
        renameSync(`${tree.data}.away`, tree.data);
    }
    await card.getByRole('button', {name: 'Scan now'}).click();
    await card.locator('.facts .pill', {hasText: 'complete'}).waitFor();
    assert.equal(await card.getByRole('button', {name: 'Accept the new root and scan'}).count(), 0);
    await close();
});

// A scan of a small tree is over before a picture can be taken: here the daemon's own answers get a running scan's numbers.
const running = (turn) => ({
    state: 'running', scan_id: 's99', started: new Date().toISOString(), next: null, directories_done: 1000 * turn, directories_waiting: 9000,
    entries: 50_000 * turn, files: 48_000 * turn, failed: 3, entries_per_second: 16_000 + 500 * turn, current: 'projects/\u202e2015',
    directories_known: 90_000, ends: new Date(Date.now() + 305_000).toISOString(), threads: 8, latency_us: 350, usual_latency_us: 300, unchanged: 0, paused: false, reason: null,
    levels: [{directories: 1, files: 2, waiting: 0}, {directories: 50, files: 10, waiting: 3}, {directories: 1000 * turn - 51, files: 48_000 * turn - 12, waiting: 8997}],
});

test('a running scan is shown live and can be stopped', async () => {
    const {page, close} = await openPage(browser);
    let turn = 0;
    const stops = [];
    await page.route(/api\/v1\/events$/, async (route) => {
        turn++;
        const events = `retry: 300\n\nevent: scan\ndata: ${JSON.stringify({share: 'data', ...running(turn)})}\n\n`;
        await route.fulfill({contentType: 'text/event-stream', body: events});  // ends: the page opens another after 300 ms
    });
    await page.route(/api\/v1\/shares$/, async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        Object.assign(answer.shares[0].progress, running(Math.max(1, turn)));
        await route.fulfill({response, json: answer});
    });
    await page.route(/api\/v1\/shares\/data\/scans$/, async (route) => {
        stops.push(route.request().method());
        await route.fulfill({status: 202, json: {share: 'data', state: 'stopping'}});
    });
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    await eventually(() => card.locator('.live-figures').innerText(), (text) => /[4-9],000\s+directories done/.test(text), 'directories done');
    assert.match(await card.locator('.progress').innerText(), /entries\/s[^]*3\s+not readable[^]*now in projects\/U\+202E2015/);
    assert.ok(Number(await card.locator('progress').getAttribute('value')) >= 4000);
    assert.match(await card.locator('.levels svg').getAttribute('aria-label'), /level 0: 1 directory done, 0 waiting, 2 files; level 1: 50 directories done, 3 waiting, 10 files; level 2: [0-9,]+ directories done, 8,997 waiting/);
    assert.equal(await card.locator('progress').getAttribute('max'), '90000');
    assert.match(await card.locator('.scan-end').innerText(), /^Done in [45] minutes, at the pace so far \(.*\)\.$/);
    assert.match(await card.locator('.live-figures').innerText(), /8 threads[^]*350 µs per call/);
    await card.locator('.levels').getByText('As a table').click();
    assert.match(await card.locator('.level-table tbody tr').nth(1).innerText(), /^1\s+50\s+3\s+10$/);
    await takePicture(page, 'scanning-light');
    await card.getByRole('button', {name: 'Stop'}).click();
    await card.getByText('The scan is being stopped.').waitFor();
    assert.deepEqual(stops, ['DELETE']);
    await close();
});

test('where nothing tells the end of a scan that is said', async () => {
    const {page, close} = await openPage(browser);
    await page.route(/api\/v1\/events$/, (route) => route.fulfill({contentType: 'text/event-stream', body: 'retry: 300\n\n'}));
    let known = null;
    await page.route(/api\/v1\/shares$/, async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        Object.assign(answer.shares[0].progress, running(5), {directories_known: known, ends: null});
        await route.fulfill({response, json: answer});
    });
    await page.goto(`${daemon.url}/?view=scans`);
    const end = page.getByRole('region', {name: 'data'}).locator('.scan-end');
    await eventually(() => end.innerText(), (text) => text.startsWith('This is the first scan'), 'a first scan');
    known = 20_000;
    await eventually(() => end.innerText(), (text) => text.startsWith('When it ends is told'), 'one that has just begun');
    await close();
});

test('a share is paused and goes on by its buttons', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=shares`);  // as the view was called
    const card = page.getByRole('region', {name: 'data'});
    await card.getByRole('button', {name: 'Pause'}).click();
    await card.getByText('Somebody paused it.').waitFor();
    assert.equal(await card.getByRole('button', {name: 'Scan now'}).count(), 0);
    assert.equal((await (await fetch(`${daemon.url}/api/v1/shares`)).json()).shares[0].progress.paused, true);
    assert.equal(await card.locator('.progress').count(), 0);
    await takePicture(page, 'paused-light');
    await card.getByRole('button', {name: 'Resume'}).click();
    await card.getByRole('button', {name: 'Scan now'}).waitFor();
    assert.equal((await (await fetch(`${daemon.url}/api/v1/shares`)).json()).shares[0].progress.paused, false);
    await close();
});

test('a running scan is followed by asking where the stream of events is refused', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 503/});
    let turn = 0;
    await page.route(/api\/v1\/events$/, (route) => route.fulfill({status: 503, json: {}}));
    await page.route(/api\/v1\/shares$/, async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        Object.assign(answer.shares[0].progress, running(++turn));
        await route.fulfill({response, json: answer});
    });
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    await eventually(() => card.locator('.live-figures').innerText(), (text) => /[4-9],000\s+directories done/.test(text), 'directories done');
    await close();
});

test('the page is told that a scan has ended and does not keep asking', async () => {
    const {page, close} = await openPage(browser);
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const opened = page.waitForResponse(/api\/v1\/events$/);
    await page.goto(`${daemon.url}/?view=scans`);
    await opened;
    const card = page.getByRole('region', {name: 'data'});
    const files = card.locator('.figure', {hasText: 'Files'}).first().locator('.figure-value');
    const count = Number((await files.innerText()).replaceAll(',', ''));
    writeFileSync(join(tree.data, 'told.txt'), 'told');
    await fetch(`${daemon.url}/api/v1/shares/data/scans`, {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{}'});
    await eventually(() => files.innerText(), (text) => Number(text.replaceAll(',', '')) === count + 1, 'files after the scan');
    rmSync(join(tree.data, 'told.txt'));
    // Once at the start, when the view came, when the stream opened, when the scan ended; never by the second.
    assert.ok(asked.filter((path) => path === '/api/v1/shares').length <= 5, asked.join('\n'));
    await close();
});

test('a page that nobody sees holds no stream', async () => {
    const streams = async () => /^tocd_http_streams (\d+)$/m.exec(await (await fetch(`${daemon.url}/metrics`)).text())[1];
    const {page, close} = await openPage(browser);
    const show = (hidden) => page.evaluate((value) => {
        Object.defineProperty(document, 'hidden', {value, configurable: true});
        document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
    await page.goto(daemon.url);
    await eventually(streams, (n) => n === '1', 'the stream of the page');
    await show(true);
    await eventually(streams, (n) => n === '0', 'no stream of a hidden page');
    await show(false);
    await eventually(streams, (n) => n === '1', 'the stream of the page that is back');
    await close();
});

test('a share shows how it was read and leads to its slowest and largest directories', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    await card.getByText('How it was read').click();
    await card.getByText(/^100% of the known directories were read: (\d+) of \1$/).waitFor();
    const counts = await card.locator('.durations td:nth-child(2)').allInnerTexts();
    const {shares} = await (await fetch(`${daemon.url}/api/v1/shares`)).json();
    assert.equal(counts.reduce((sum, n) => sum + Number(n), 0), shares[0].directories);
    await takePicture(page, 'read-light');
    const largest = card.locator('.standouts', {hasText: 'Most entries'}).locator('tbody tr').first();
    assert.equal(await largest.locator('td').first().innerText(), String(kRuns));
    await largest.getByRole('link').click();
    await page.getByRole('navigation', {name: 'Where you are'}).getByText('P-11273 weld seams').waitFor();
    await close();
});
