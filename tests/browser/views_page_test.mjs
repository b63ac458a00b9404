// Browse, shares and insight against the real daemon in a real browser; a lost daemon; how it looks.
import assert from 'node:assert/strict';
import {mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {clipboard, eventually, names, openPage, rows, startBrowser, takePicture} from './support/browser.mjs';
import {scanned, startDaemon} from './support/daemon.mjs';
import {kRuns, makeTree} from './support/tree.mjs';

let tree, daemon, browser;

before(async () => {
    tree = makeTree();
    daemon = await startDaemon(tree.state, [tree.data]);
    await scanned(daemon.url);
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    tree?.remove();
});

const directory = (page, name) => page.locator('table.directories tbody tr', {hasText: name}).locator('.file-link');
const found = (page) => page.locator('main .found').innerText();

test('browsing goes down and up and tells what is below', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(daemon.url);
    await page.getByRole('link', {name: 'Browse'}).click();
    await page.locator('table.directories tbody tr .file-link').click();
    await directory(page, 'projects/').waitFor();
    assert.match(await page.locator('table.directories tbody tr', {hasText: 'projects/'}).innerText(), new RegExp(`${kRuns}`));
    await takePicture(page, 'browse-light');
    await directory(page, 'projects/').click();
    await directory(page, '2015/').click();
    await directory(page, 'P-11273 weld seams/').click();
    await eventually(() => page.locator('table.files').getAttribute('aria-rowcount'), (n) => n === String(kRuns + 1), 'files of the directory');
    await page.getByRole('button', {name: 'Copy path'}).click();
    await eventually(() => clipboard(page), (text) => text === tree.runs, 'the path copied');
    await page.getByRole('link', {name: 'Search below'}).click();
    await eventually(() => found(page), (text) => text.startsWith(`${kRuns} files`), 'files below');
    await page.goBack();
    await page.getByRole('navigation', {name: 'Where you are'}).getByRole('link', {name: 'projects'}).click();
    await directory(page, '2015/').waitFor();
    await close();
});

test('a directory whose name is not UTF-8 opens and its link can be sent', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=browse&path=${encodeURIComponent(tree.data)}`);
    await directory(page, 'd\\xff &').click();
    await eventually(() => names(page), (all) => all.includes('inner.dat'), 'its file');
    assert.match(page.url(), /d%FF%20%26$/);
    await page.reload();
    await eventually(() => names(page), (all) => all.includes('inner.dat'), 'its file after a reload');
    await page.getByRole('link', {name: 'Search below'}).click();
    await eventually(() => found(page), (text) => text.startsWith('1 file,'), 'its files by search');
    await close();
});

test('a directory that is not there is said so', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 404/});
    await page.goto(`${daemon.url}/?view=browse&path=/no/such/place`);
    await page.getByText('This directory is not in the catalogue.').waitFor();
    await close();
});

test('a scan started from the page finds what is new and what is gone', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=shares`);
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
    await page.goto(`${daemon.url}/?q=early_bird`);
    await told;
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
    await page.goto(`${daemon.url}/?view=shares`);
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
        Object.assign(answer.shares[0].progress, running(turn));
        await route.fulfill({response, json: answer});
    });
    await page.route(/api\/v1\/shares\/data\/scans$/, async (route) => {
        stops.push(route.request().method());
        await route.fulfill({status: 202, json: {share: 'data', state: 'stopping'}});
    });
    await page.goto(`${daemon.url}/?view=shares`);
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
    await page.goto(`${daemon.url}/?view=shares`);
    const end = page.getByRole('region', {name: 'data'}).locator('.scan-end');
    await eventually(() => end.innerText(), (text) => text.startsWith('This is the first scan'), 'a first scan');
    known = 20_000;
    await eventually(() => end.innerText(), (text) => text.startsWith('When it ends is told'), 'one that has just begun');
    await close();
});

test('a share is paused and goes on by its buttons', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=scans`);  // as the view is called
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
    await page.goto(`${daemon.url}/?view=shares`);
    const card = page.getByRole('region', {name: 'data'});
    await eventually(() => card.locator('.live-figures').innerText(), (text) => /[4-9],000\s+directories done/.test(text), 'directories done');
    await close();
});

test('the page is told that a scan has ended and does not keep asking', async () => {
    const {page, close} = await openPage(browser);
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).pathname));
    const opened = page.waitForResponse(/api\/v1\/events$/);
    await page.goto(`${daemon.url}/?view=shares`);
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
    await page.goto(`${daemon.url}/?view=shares`);
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

test('a view is found again as it was left', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?name=weld_run_22`);
    await eventually(() => rows(page).count(), (n) => n === 10, 'rows');
    const views = page.locator('nav.views');
    await views.getByRole('link', {name: 'Scans'}).click();
    await page.getByRole('region', {name: 'data'}).waitFor();
    await views.getByRole('link', {name: 'Search'}).click();
    await eventually(() => rows(page).count(), (n) => n === 10, 'the same rows');
    await page.getByRole('link', {name: 'tocd', exact: true}).click();
    await page.locator('.start').waitFor();
    await close();
});

test('the details of a file that was moved lead to where it is', async () => {
    const old = join(tree.data, 'wanders.txt');
    const ask = async (target, method = 'GET') => (await fetch(daemon.url + target, {method})).json();
    const scan = async () => {
        const {shares: [{last_scan}]} = await ask('/api/v1/shares');
        await ask('/api/v1/shares/data/scans', 'POST');
        await scanned(daemon.url, Number(last_scan.id.slice(1)) + 1);
    };
    writeFileSync(old, 'here');
    await scan();
    const {files: [{id}]} = await ask('/api/v1/files?name=wanders');
    renameSync(old, join(tree.runs, 'wanders.txt'));
    await scan();
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?view=browse&path=${encodeURIComponent(tree.data)}&file=${id}`);
    const panel = page.getByRole('complementary', {name: 'File details'});
    await panel.getByText('It was moved to').getByRole('link').click();
    await eventually(() => panel.locator('.full-path').innerText(), (text) => text === join(tree.runs, 'wanders.txt'), 'where it is');
    assert.equal(await panel.getByText('It was moved to').count(), 0);
    rmSync(join(tree.runs, 'wanders.txt'));
    await scan();
    await close();
});

test('a lost daemon is said and the page goes on when it is back', async () => {
    const {page, close} = await openPage(browser, {allowed: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING/});
    await page.goto(`${daemon.url}/?name=weld_run`);
    await eventually(() => rows(page).count(), (n) => n > 20, 'rows');
    const {port} = daemon;
    await daemon.stop('SIGKILL');
    await page.getByLabel('Search files').fill('weld_run_22');
    await page.getByText('The tocd daemon does not answer.').waitFor();
    await takePicture(page, 'lost-light');
    daemon = await startDaemon(tree.state, [tree.data], port);
    await eventually(() => found(page), (text) => text.startsWith('10 files'), 'the answer after the daemon is back');
    await page.getByText('The tocd daemon does not answer.').waitFor({state: 'detached'});
    await close();
});

test('a page that nobody touches says that the daemon is lost and comes back by itself', async () => {
    const {page, close} = await openPage(browser, {allowed: /ERR_CONNECTION_REFUSED|ERR_CONNECTION_RESET|ERR_SOCKET_NOT_CONNECTED|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE_CHUNKED_ENCODING/});
    const told = page.waitForResponse(/api\/v1\/events$/);
    await page.goto(`${daemon.url}/?view=shares`);
    await told;
    const files = page.getByRole('region', {name: 'data'}).locator('.figure', {hasText: 'Files'}).first().locator('.figure-value');
    const count = Number((await files.innerText()).replaceAll(',', ''));
    const {port} = daemon;
    await daemon.stop('SIGKILL');
    await page.getByText('The tocd daemon does not answer.').waitFor();
    assert.equal(Number((await files.innerText()).replaceAll(',', '')), count);  // what was known stays on the page
    writeFileSync(join(tree.data, 'while_away.txt'), 'new');
    daemon = await startDaemon(tree.state, [tree.data], port);
    await page.getByText('The tocd daemon does not answer.').waitFor({state: 'detached'});
    await fetch(`${daemon.url}/api/v1/shares/data/scans`, {method: 'POST'});
    await eventually(() => files.innerText(), (text) => Number(text.replaceAll(',', '')) === count + 1, 'what came while it was away');
    rmSync(join(tree.data, 'while_away.txt'));
    await close();
});

test('the page lets no text become markup and makes no policy that would', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`${daemon.url}/?view=insight`);
    await page.locator('.histogram').first().waitFor();
    const caught = await page.evaluate(() => [
        () => window.trustedTypes.createPolicy('own', {createHTML: (text) => text}),
        () => void (document.body.innerHTML = '<b>x</b>'),
        () => void (document.createElement('script').src = 'x.js'),
    ].map((act) => {
        try {
            act();
            return 'done';
        } catch (error) {
            return error.name;
        }
    }));
    assert.deepEqual(caught, ['TypeError', 'TypeError', 'TypeError']);
    await context.close();
});

test('every view fits wide and narrow screens in light and dark', async () => {
    const views = {
        start: '', search: '?name=weld', panel: '', browse: `?view=browse&path=${encodeURIComponent(tree.data)}`,
        shares: '?view=shares', insight: '?view=insight', map: `?view=browse&map=size&path=${encodeURIComponent(tree.data)}`,
        folder: '',
    };
    const {files} = await (await fetch(`${daemon.url}/api/v1/files?name=weld&limit=5`)).json();
    views.panel = `?name=weld&file=${files[3].id}`;
    const {directories} = await (await fetch(`${daemon.url}/api/v1/directories?path=${encodeURIComponent(tree.data)}`)).json();
    views.folder = `${views.browse}&file=${directories.find((d) => d.name === 'projects').id}`;
    for (const [look, options] of Object.entries({
        dark: {dark: true}, narrow: {width: 390, height: 800}, tablet: {width: 800, height: 900},
    })) {
        const {page, close} = await openPage(browser, options);
        for (const [view, address] of Object.entries(views)) {
            await page.goto(`${daemon.url}/${address}`);
            await page.locator(view === 'panel' || view === 'folder' ? '.panel .history li' : view === 'insight' ? '.histogram' : view === 'map' ? '.tree-map .area' : '.freshness').first().waitFor();
            await takePicture(page, `${view}-${look}`);
            const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(beyond <= 0, `${view} on ${look} is ${beyond} pixels too wide`);
        }
        await close();
    }
});
