// Every view is checked by axe-core, light and dark, wide and narrow: no violation of its rules.
import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {fileURLToPath} from 'node:url';
import {openPage, takePicture} from './support/browser.mjs';
import {startSite, stopSite} from './support/site.mjs';

const kAxe = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../web/node_modules/axe-core/axe.min.js'), 'utf8');
const kLooks = {
    'light-wide': {}, 'dark-wide': {dark: true}, 'light-narrow': {width: 390, height: 800}, 'dark-narrow': {width: 390, height: 800, dark: true},
};

let tree, daemon, browser, views;

before(async () => {
    ({tree, daemon, browser} = await startSite());
    const {files} = await (await fetch(`${daemon.url}/api/v1/files?q=weld&limit=5`)).json();
    const {directories} = await (await fetch(`${daemon.url}/api/v1/directories?path=${encodeURIComponent(tree.data)}`)).json();
    const box = (page) => page.getByLabel('Search files');
    const rows = (page) => page.locator('table.files tbody tr[data-id]').first().waitFor();
    // The address, and what is done until the view is there.
    views = {
        start: ['', (page) => page.locator('.start .freshness').waitFor()],
        search: ['?q=weld', async (page) => {
            await rows(page);
            await page.locator('.facet li, .filter-toggle[aria-expanded="false"]').first().waitFor();
        }],
        filters: ['?q=weld%20ext:h5%20size:4K..%3C64K', async (page) => {
            await rows(page);
            if (await page.locator('.facet').count() === 0) {
                await page.getByRole('button', {name: /^Filters/}).click();
            }
            await page.locator('.facet ul:not(.stale) li').first().waitFor();
        }],
        columns: ['?q=weld', async (page) => {
            await rows(page);
            await page.locator('summary', {hasText: 'Columns'}).click();
        }],
        offers: ['?q=weld', async (page) => {
            await box(page).focus();
            await page.keyboard.type(' si');
            await page.getByRole('listbox').waitFor();
        }],
        wrong: ['?q=weld%20sise:1', (page) => page.locator('.query-problem').waitFor()],
        nothing: ['?q=weld%20ext:csv', (page) => page.locator('.drops li').first().waitFor()],
        help: ['?q=weld', async (page) => {
            await rows(page);
            await page.locator('body').press('?');
            await page.locator('dialog.help[open]').waitFor();
        }],
        panel: [`?q=weld&file=${files[2].id}`, (page) => page.locator('.panel .facts').first().waitFor()],
        datasets: ['?show=datasets', (page) => page.locator('.card').first().waitFor()],
        browse: [`?view=browse&path=${encodeURIComponent(tree.data)}`, (page) => page.locator('table.files tbody tr').first().waitFor()],
        map: [`?view=browse&path=${encodeURIComponent(tree.data)}&map=size`, (page) => page.locator('.status-line').waitFor()],
        directory: [`?view=browse&path=${encodeURIComponent(tree.data)}&file=${directories[0].id}`, (page) => page.locator('.panel .facts').first().waitFor()],
        scans: ['?view=scans', (page) => page.locator('.share').first().waitFor()],
        insight: ['?view=insight', (page) => page.locator('.rankings .ranking').first().waitFor()],
    };
});
after(() => stopSite({tree, daemon, browser}));

for (const [look, options] of Object.entries(kLooks)) {
    test(`axe finds nothing wrong in any view that is ${look.replace('-', ' and ')}`, async () => {
        const wrong = [];
        const {page, close} = await openPage(browser, {...options, allowed: /status of 400/});
        await page.emulateMedia({reducedMotion: 'reduce'});  // colours are looked at when they have come to rest
        for (const [view, [address, open]] of Object.entries(views)) {
            await page.goto(`${daemon.url}/${address}`);
            await open(page);
            await page.evaluate(kAxe);
            const {violations, passes} = await page.evaluate(() => window.axe.run(document, {resultTypes: ['violations']}));
            assert.ok(passes.length > 10, `${view}: axe has looked at nothing`);
            for (const {id, help, nodes} of violations) {
                wrong.push(`${view}: ${id}: ${help}: ${nodes.map((n) => `${n.target} ${n.any.map((c) => c.message).join(' ')}`).slice(0, 4).join(' | ')}`);
            }
            await takePicture(page, `${view}-${look}`);
            const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
            assert.ok(beyond <= 0, `${view} is ${beyond} pixels too wide`);
        }
        await close();
        assert.deepEqual(wrong, []);
    });
}
