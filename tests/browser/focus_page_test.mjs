// A long table and the row of it that has the focus.
import assert from 'node:assert/strict';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {clipboard, eventually, openPage, rows} from './support/browser.mjs';
import {startSite, stopSite} from './support/site.mjs';
import {kRuns} from './support/tree.mjs';

let tree, daemon, browser;

before(async () => {
    ({tree, daemon, browser} = await startSite());
});
after(() => stopSite({tree, daemon, browser}));

test('keys go through rows that are not drawn and the row in focus stays', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld_run`);
    await eventually(() => rows(page).count(), (n) => n > 20, 'rows');
    const focused = () => page.evaluate(() => document.activeElement?.textContent);
    await page.getByLabel('Search files').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('j');
    assert.equal(await focused(), 'weld_run_001.h5');
    await page.mouse.move(800, 500);
    await eventually(async () => {
        await page.mouse.wheel(0, 1000);
        return page.locator('tbody .gap').count();
    }, (n) => n === 2, 'room above and below');
    let place = -1;
    await eventually(async () => {
        const before = place;
        place = await page.evaluate(() => scrollY);
        return place - before;
    }, (px) => px === 0, 'the wheel has come to rest');
    assert.equal(await focused(), 'weld_run_001.h5');  // it is still drawn
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), 'weld_run_002.h5');
    await eventually(() => page.evaluate(() => scrollY), (y) => y < 200, 'the place of the row');
    await eventually(async () => {
        await page.keyboard.press('End');
        return focused();
    }, (name) => name === `weld_run_${kRuns - 1}.h5`, 'the last row');
    assert.equal(await page.locator('tr:focus-within').getAttribute('aria-rowindex'), String(kRuns + 1));
    await page.keyboard.press('c');
    await eventually(() => clipboard(page), (text) => text === join(tree.runs, `weld_run_${kRuns - 1}.h5`), 'the path copied');
    await page.keyboard.press('PageUp');
    assert.match(await focused(), /weld_run_2[01]\d\.h5/);
    await page.keyboard.press('Home');
    assert.equal(await focused(), 'weld_run_000.h5');
    await close();
});

test('the row in focus does not hold the page', async () => {
    const {page, close} = await openPage(browser);
    for (const key of ['ArrowDown', 'End']) {
        await page.goto(`${daemon.url}/?q=weld_run&sort=size`);
        await eventually(() => rows(page).count(), (n) => n > 20, 'rows');
        await rows(page).first().locator('.file-link').focus();
        await page.keyboard.press(key);
        const focused = await page.evaluate(() => document.activeElement?.textContent);
        for (const px of [1500, 300, 2500, 700]) {
            await page.evaluate((to) => scrollTo(0, to), px);
            await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
            assert.equal(await page.evaluate(() => scrollY), px, `${px} after ${key}`);
        }
        assert.equal(await page.evaluate(() => document.activeElement?.textContent), focused);
    }
    await close();
});
