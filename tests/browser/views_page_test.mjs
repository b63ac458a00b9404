// Browse and the frame of the page against the real daemon in a real browser; a lost daemon; how it looks.
import assert from 'node:assert/strict';
import {renameSync, rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {clipboard, eventually, names, openPage, rows, takePicture} from './support/browser.mjs';
import {scanned, startDaemon} from './support/daemon.mjs';
import {startSite, stopSite} from './support/site.mjs';
import {kRuns} from './support/tree.mjs';

let tree, daemon, browser;

before(async () => {
    ({tree, daemon, browser} = await startSite());
});
after(() => stopSite({tree, daemon, browser}));

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

test('a directory whose name is not UTF-8 opens in the tree of those that hold most', async () => {
    const {page, close} = await openPage(browser, {width: 1600});
    await page.goto(`${daemon.url}/?view=insight`);
    const below = page.locator('.directory-tree tbody tr[data-directory]').filter({hasText: 'd\\xff &'});
    await below.getByRole('button', {name: 'What d\\xff & holds'}).click();
    await eventually(() => page.locator('.directory-tree tbody tr[data-directory]').evaluateAll((all) => all.map((tr) => [tr.dataset.directory, tr.querySelector('.col-key').textContent, tr.querySelector('.col-count').textContent])),
        (all) => all.some(([path, name, files]) => path.endsWith('/d\\xff &') && name === 'files directly in it' && files === '1'), 'what is in it');
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
    await page.goto(`${daemon.url}/?view=scans`);
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
        scans: '?view=scans', insight: '?view=insight', map: `?view=browse&map=size&path=${encodeURIComponent(tree.data)}`,
        folder: '', long: `?q=${'z'.repeat(300)}%20ext:h5%20-name:${'y'.repeat(300)}`, wrong: `?q=ext:h5%20${'z'.repeat(300)}:1`,
    };
    const {files} = await (await fetch(`${daemon.url}/api/v1/files?name=weld&limit=5`)).json();
    views.panel = `?name=weld&file=${files[3].id}`;
    const {directories} = await (await fetch(`${daemon.url}/api/v1/directories?path=${encodeURIComponent(tree.data)}`)).json();
    views.folder = `${views.browse}&file=${directories.find((d) => d.name === 'projects').id}`;
    for (const [look, options] of Object.entries({
        dark: {dark: true}, narrow: {width: 390, height: 800}, tablet: {width: 800, height: 900},
    })) {
        const {page, close} = await openPage(browser, {...options, allowed: /status of 400/});
        for (const [view, address] of Object.entries(views)) {
            await page.goto(`${daemon.url}/${address}`);
            await page.locator(view === 'panel' || view === 'folder' ? '.panel .history li' : view === 'insight' ? '.histogram' : view === 'map' ? '.tree-map .area' : view === 'long' ? '.drops li' : view === 'wrong' ? '.query-problem' : '.freshness').first().waitFor();
            await takePicture(page, `${view}-${look}`);
            const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(beyond <= 0, `${view} on ${look} is ${beyond} pixels too wide`);
        }
        await close();
    }
});
