// Where there is nothing to show: no share, no scan yet, no file, no index yet, no daemon. Each says what it is, once.
import assert from 'node:assert/strict';
import {mkdirSync, mkdtempSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, openPage, startBrowser, takePicture} from './support/browser.mjs';
import {scanned, startConfigured} from './support/daemon.mjs';
import {startSite, stopSite} from './support/site.mjs';

let root, browser;
const daemons = [];

before(async () => {
    root = mkdtempSync(join(tmpdir(), 'tocd-empty-'));
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await Promise.all(daemons.map((daemon) => daemon.stop()));
    rmSync(root, {recursive: true, force: true});
});

async function daemonOf(name, shares) {
    const state = join(root, name);
    mkdirSync(state);
    const daemon = await startConfigured(state, shares);
    daemons.push(daemon);
    return daemon;
}

const start = (page) => page.locator('.start .big').innerText();

test('a catalogue without files says whether there is no share or no scan yet or no file', async () => {
    mkdirSync(join(root, 'data'));
    const {page, close} = await openPage(browser);
    const none = await daemonOf('none', []);
    await page.goto(none.url);
    await eventually(() => start(page).catch(() => ''), (text) => text.startsWith('No share is configured.'), 'without a share');
    await page.goto(`${none.url}/?view=scans`);
    await page.getByText('No share is configured.').waitFor();

    const empty = await daemonOf('empty', [{name: 'data', path: join(root, 'data')}]);
    await scanned(empty.url);
    await page.goto(empty.url);
    await eventually(() => start(page).catch(() => ''), (text) => text.startsWith('The last scan found no file on the shares.'), 'without a file');
    await takePicture(page, 'empty-start-light');
    await page.locator('.start').getByRole('link', {name: 'Scans'}).click();
    await page.getByRole('region', {name: 'data'}).waitFor();
    await page.goto(`${empty.url}/?show=datasets`);
    await page.getByText('There is none in the catalogue.').waitFor();
    await page.goto(`${empty.url}/?view=insight`);
    await page.getByText('No file to tell of.').waitFor();
    await takePicture(page, 'empty-insight-light');
    let hidden = null;
    await page.route(/api\/v1\/shares$/, async (route) => {  // as it is before the first scan has ended
        const response = await route.fetch();
        hidden = await response.json();
        hidden.shares[0].last_complete = null;
        await route.fulfill({response, json: hidden});
    });
    await page.goto(empty.url);
    await eventually(() => start(page).catch(() => ''), (text) => text.startsWith('Nothing is in the catalogue yet.'), 'before a scan has ended');
    await close();
});

test('while the index is loaded rows are there and what needs it says so once and comes by itself', async () => {
    const site = await startSite();
    const {page, close} = await openPage(site.browser, {allowed: /status of 503/});
    let loading = true;
    await page.route(/api\/v1\/(facets|datasets)/, async (route) => {
        if (!loading) {
            await route.continue();
            return;
        }
        await route.fulfill({status: 503, headers: {'Retry-After': '1'}, json: {error: {kind: 'busy', message: 'the index is being loaded'}}});
    });
    await page.goto(`${site.daemon.url}/?q=weld`);
    await page.locator('table.files tbody tr[data-id]').first().waitFor();
    await page.getByText('Counted when the index is loaded').first().waitFor();
    assert.equal(await page.getByText('Counted when the index is loaded').count(), 1);
    await takePicture(page, 'loading-light');
    loading = false;
    await page.locator('.facet ul:not(.stale) li').first().waitFor();
    assert.equal(await page.getByText('Counted when the index is loaded').count(), 0);
    await close();
    await stopSite(site);
});

test('a page whose daemon is lost before it has answered says so in every view and fills itself when it is back', async () => {
    const site = await startSite();
    const {page, close} = await openPage(site.browser, {allowed: /ERR_FAILED/});
    for (const [view, there] of [['', '.start .freshness'], ['?q=weld', 'table.files tbody tr[data-id]'], ['?view=browse', 'table.directories tbody tr'],
                                 ['?view=insight', '.rankings .ranking'], ['?view=scans', '.share']]) {
        await page.route(/\/api\//, (route) => route.abort());
        await page.goto(`${site.daemon.url}/${view}`);
        await page.getByText('The tocd daemon does not answer').waitFor();
        assert.equal(await page.getByRole('alert').count(), 1, view);
        assert.equal(await page.locator('.ranking, .share, table').count(), 0, `${view} shows what it does not know`);
        await page.unroute(/\/api\//);
        await page.locator(there).first().waitFor();
        await eventually(() => page.getByRole('alert').count(), (n) => n === 0, 'no banner any more');
    }
    await close();
    await stopSite(site);
});
