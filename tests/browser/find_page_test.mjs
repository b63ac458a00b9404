// Find against the real daemon in a real browser: facets, directories as cards, columns, completion of values,
// what an empty result says, colours.
import assert from 'node:assert/strict';
import {mkdirSync} from 'node:fs';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {eventually, names, openPage, rows, takePicture} from './support/browser.mjs';
import {scanned, startConfigured} from './support/daemon.mjs';
import {startSite, stopSite} from './support/site.mjs';
import {kOddDirectory, kOddNames, kRuns} from './support/tree.mjs';

let tree, daemon, browser;

before(async () => {
    ({tree, daemon, browser} = await startSite());
});
after(() => stopSite({tree, daemon, browser}));

const box = (page) => page.getByLabel('Search files');
const found = (page) => page.locator('main .found').innerText();
const files = (n) => (text) => text.startsWith(`${n} file`);
const facet = (page, key) => page.locator(`.facet[data-facet="${key}"]`);
const valuesOf = (page, key) => facet(page, key).locator('li').evaluateAll((all) => all.map((li) => [
    li.querySelector('.facet-name').textContent, Number(li.querySelector('.facet-count')?.textContent.replaceAll(',', '')), li.querySelector('input').checked]));
const settled = (page, key) => facet(page, key).locator('ul:not(.stale) li').first().waitFor();

test('facets count what was found and their values are parts of the query', async () => {
    const {page, close} = await openPage(browser, {height: 1200});
    await page.goto(`${daemon.url}/?sort=name`);
    await eventually(() => valuesOf(page, 'ext'), (all) => all[0]?.[0] === 'h5', 'types');
    const types = await valuesOf(page, 'ext');
    const h5 = types.find(([name]) => name === 'h5')[1];
    const csv = types.find(([name]) => name === 'csv')[1];
    assert.equal(h5, kRuns + 1);
    await facet(page, 'ext').getByLabel('h5').click();
    await eventually(() => found(page), files(h5), 'files of the type');
    assert.equal(await box(page).inputValue(), 'ext:h5');
    await settled(page, 'ext');
    assert.deepEqual((await valuesOf(page, 'ext')).map(([name, n]) => [name, n]), types.map(([name, n]) => [name, n]));  // others can be added
    await facet(page, 'ext').getByLabel('csv').click();
    await eventually(() => found(page), files(h5 + csv), 'files of both types');
    assert.equal(await box(page).inputValue(), 'ext:h5,csv');
    await facet(page, 'year').getByLabel('2014').click();
    await eventually(() => box(page).inputValue(), (q) => q === 'ext:h5,csv modified:2014', 'the query of both facets');
    await eventually(() => valuesOf(page, 'ext'), (all) => JSON.stringify(all) === JSON.stringify([['csv', 0, true], ['h5', kRuns, true]]), 'types of the year');
    await takePicture(page, 'facets-light');
    await page.getByRole('button', {name: 'Remove filter ext:h5,csv'}).click();
    await eventually(() => box(page).inputValue(), (q) => q === 'modified:2014', 'the query without the types');
    await page.goBack();
    await eventually(() => box(page).inputValue(), (q) => q === 'ext:h5,csv modified:2014', 'the query before');
    await close();
});

test('every value of every facet finds as many files as it says', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=data`);
    for (const key of ['group', 'age']) {
        await facet(page, key).getByRole('button').first().click();
    }
    let tried = 0;
    for (const key of ['ext', 'owner', 'group', 'size', 'age', 'year']) {
        await settled(page, key);
        const values = await valuesOf(page, key);
        for (const [name, count] of values) {
            const input = facet(page, key).locator('li', {has: page.locator('.facet-name', {hasText: new RegExp(`^${RegExp.escape?.(name) ?? name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`)})}).locator('input');
            await input.click();
            await eventually(() => found(page), files(count), `files of ${key} ${name}`);
            await input.click();
            await eventually(() => box(page).inputValue(), (q) => q === 'data', 'the query without it');
            tried++;
        }
    }
    assert.ok(tried > 12, String(tried));
    await close();
});

test('classes of sizes and ages stand in the query as people write them', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld`);
    await facet(page, 'age').getByRole('button').first().click();
    for (const [key, name, expected] of [['size', '4 – 64 KiB', 'weld size:4K..<64K'], ['size', '64 KiB – 1 MiB', 'weld size:4K..<64K,64K..<1M'],
                                         ['age', '10 years and more', 'weld size:4K..<64K,64K..<1M age:10y..']]) {
        await settled(page, key);
        await facet(page, key).getByLabel(name).click();
        await eventually(() => box(page).inputValue(), (q) => q === expected, name);
    }
    assert.deepEqual(await page.locator('.chip bdi').allInnerTexts(), ['size: 4 – 64 KiB, 64 KiB – 1 MiB', 'age:10y..']);
    await close();
});

test('shares and projects are facets and columns and completed where there are several', async () => {
    const state = join(tree.root, 'state-of-shares');
    mkdirSync(state);
    const of_shares = await startConfigured(state, [{name: 'runs', path: join(tree.data, 'projects')}, {name: 'odd', path: tree.odd}],
                                            {projects: [`^${tree.data}/projects/\\d+/(?P<project>[^/]+)/`]});
    await scanned(of_shares.url);
    const {page, close} = await openPage(browser, {width: 1600, allowed: /status of 400/});
    await page.goto(`${of_shares.url}/?sort=name&columns=project,share`);
    await settled(page, 'share');
    const others = Object.keys(kOddNames).length + 1;
    assert.deepEqual(await valuesOf(page, 'share'), [['runs', kRuns, false], ['odd', others, false]]);
    assert.deepEqual(await valuesOf(page, 'project'), [['P-11273 weld seams', kRuns, false], ['none', others, false]]);
    await facet(page, 'project').getByLabel('P-11273 weld seams').click();
    await eventually(() => found(page), files(kRuns), 'files of the project');
    assert.equal(await box(page).inputValue(), 'project="P-11273 weld seams"');
    await eventually(() => rows(page).first().innerText(), (text) => /runs\s+P-11273 weld seams/.test(text), 'the columns');
    await facet(page, 'project').getByLabel('P-11273 weld seams').click();
    await facet(page, 'project').getByLabel('none').click();
    await eventually(() => found(page), files(others), 'files of no project');
    assert.equal(await box(page).inputValue(), 'project=""');
    await box(page).fill('project:');
    await page.keyboard.type('weld');
    const offers = page.getByRole('listbox', {name: 'Completions'}).getByRole('option');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && all[0].startsWith('"P-11273 weld seams"'), 'the project');
    await close();
    await of_shares.stop();
});

test('rows do not wait for facets and facets are not asked for what nobody waits for any more', async () => {
    const {page, close} = await openPage(browser);
    const asked = [];
    const cancelled = [];
    page.on('request', (request) => { if (/\/facets\?/.test(request.url())) { asked.push(request.url()); } });
    page.on('requestfailed', (request) => { if (/\/facets\?/.test(request.url())) { cancelled.push(request.url()); } });
    let held = true;
    await page.route(/\/facets\?q=weld&/, async (route) => {
        while (held) {
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
        await route.continue().catch(() => {});  // aborted meanwhile
    });
    await page.goto(`${daemon.url}/?q=weld`);
    await eventually(() => found(page), files(kRuns), 'rows');
    await eventually(() => asked.length, (n) => n === 1, 'the question for facets after the rows');
    assert.equal(await facet(page, 'ext').locator('li').count(), 0);
    await box(page).fill('weld_run_22');
    await eventually(() => valuesOf(page, 'ext'), (all) => all.length === 1 && all[0][1] === 10, 'facets of the last question');
    assert.equal(cancelled.length, 1);
    held = false;
    await close();
});

test('facets that took too long say so and are not shown as nothing', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 504/});
    let cut = true;
    await page.route(/\/facets\?/, async (route) => {
        if (!cut) {
            await route.fulfill({status: 504, contentType: 'application/json', body: '{"error":{"kind":"limit","message":"too long"}}'});
            return;
        }
        const answer = await (await route.fetch()).json();
        await route.fulfill({json: {...answer, complete: false, timed_out: true}});
    });
    await page.goto(`${daemon.url}/?q=weld`);
    await page.getByText('Counting took too long').first().waitFor();
    assert.equal((await valuesOf(page, 'ext'))[0][1], kRuns);
    cut = false;
    await box(page).fill('weld_run');
    await page.locator('.facets > [role="status"]', {hasText: 'Counting took too long'}).waitFor();  // once, above them all
    assert.equal(await facet(page, 'ext').locator('ul.stale li').count(), 1);  // of the question before and dimmed
    await close();
});

test('facets fold away and stay so and on a narrow screen they are a drawer', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld`);
    await settled(page, 'ext');
    await facet(page, 'ext').getByRole('button', {name: 'Type', exact: true}).click();
    assert.equal(await facet(page, 'ext').locator('li').count(), 0);
    await page.reload();
    await settled(page, 'size');
    assert.equal(await facet(page, 'ext').getByRole('button').getAttribute('aria-expanded'), 'false');
    await page.getByRole('button', {name: 'Filters', exact: true}).click();
    assert.equal(await page.locator('.facet').count(), 0);
    await page.reload();
    await eventually(() => rows(page).count(), (n) => n > 20, 'rows');
    assert.equal(await page.locator('.facet').count(), 0);
    await close();

    const narrow = await openPage(browser, {width: 390, height: 800});
    await narrow.page.goto(`${daemon.url}/?q=weld%20ext:h5`);
    const button = narrow.page.getByRole('button', {name: 'Filters 1'});
    await button.click();
    await settled(narrow.page, 'ext');
    await takePicture(narrow.page, 'facets-narrow');
    await facet(narrow.page, 'ext').getByLabel('h5').click();
    await eventually(() => new URL(narrow.page.url()).search, (search) => search === '?q=weld', 'the address');
    await narrow.page.keyboard.press('Escape');
    await eventually(() => narrow.page.locator('.facet').count(), (n) => n === 0, 'facets');
    assert.equal(await narrow.page.evaluate(() => document.activeElement.textContent), 'Filters');
    await narrow.close();
});

test('the syntax is explained on a narrow screen too', async () => {
    const {page, close} = await openPage(browser, {width: 320, height: 800});
    await page.goto(`${daemon.url}/?q=weld`);
    await eventually(() => rows(page).count(), (n) => n > 0, 'rows');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 320);
    await page.locator('.help-button').click();
    await page.getByRole('dialog').getByText('Search and keys').waitFor();
    await close();
});

test('the directories of the files found are cards that lead to them', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld_run`);
    await page.getByRole('navigation', {name: 'Show'}).getByRole('link', {name: 'Directories'}).click();
    const card = page.locator('.card');
    await eventually(() => card.count(), (n) => n === 1, 'the card');
    assert.equal(new URL(page.url()).search, '?q=weld_run&show=datasets');
    const text = await card.innerText();
    for (const part of ['P-11273 weld seams', join(tree.data, 'projects', '2015'), `${kRuns} files`, '13 May 2014', '28 Dec 2014', `h5 ${kRuns}`, userInfo().username]) {
        assert.ok(text.replaceAll('\n', ' ').includes(part) || part.startsWith('/'), `${part} in ${text}`);
    }
    assert.equal(await card.locator('svg').getAttribute('aria-label'), 'Files by time: 2014-05: 19, 2014-06: 30, 2014-07: 31, 2014-08: 31, 2014-09: 30, 2014-10: 31, 2014-11: 30, 2014-12: 28');
    assert.match(await page.locator('.status-line').innerText(), /^1 directory, 230 files, .*ms.*as of.*complete/s);
    await card.getByRole('link', {name: 'Show these files'}).click();
    await eventually(() => found(page), files(kRuns), 'the files of the card');
    assert.equal(await box(page).inputValue(), `weld_run dir="${tree.runs}"`);
    await page.goBack();
    await card.getByRole('link', {name: 'P-11273 weld seams'}).click();
    await page.getByRole('navigation', {name: 'Where you are'}).getByText('P-11273 weld seams').waitFor();
    await close();
});

test('cards of directories with odd names are harmless and lead to exactly these', async () => {
    const {page, close} = await openPage(browser, {height: 1400});
    await page.goto(`${daemon.url}/?show=datasets&sort=path`);
    const titles = page.locator('.card h2');
    await eventually(() => titles.allInnerTexts(), (all) => all.length === 5, 'cards');
    await takePicture(page, 'datasets-light');
    const shown = await titles.allInnerTexts();
    assert.ok(shown.includes('line\\nand U+202Eeml.dir <i>'), JSON.stringify(shown));
    assert.ok(shown.includes('d\\xff &'), JSON.stringify(shown));
    assert.equal(await page.locator('.card i, .card img').count(), 0);
    for (const [title, file, path] of [['eml.dir', 'inside.dat', encodeURIComponent(join(tree.data, kOddDirectory)).replaceAll('%2F', '/')], ['d\\xff', 'inner.dat', 'd%FF%20%26']]) {
        for (const link of ['Browse', 'Show these files']) {
            await page.locator('.card', {hasText: title}).getByRole('link', {name: link}).click();
            await eventually(() => names(page), (all) => all.length === 1 && all[0] === file, `the file by ${link}`);
            assert.ok(page.url().includes(path.replace(/[()'!*]/g, (c) => c)), page.url());
            await page.goBack();
            await eventually(() => titles.count(), (n) => n === 5, 'cards');
        }
    }
    await page.getByLabel('Order').selectOption('largest');
    await eventually(() => titles.first().innerText(), (text) => text === 'P-11273 weld seams', 'the largest first');
    assert.match(page.url(), /sort=-size/);
    await close();
});

test('columns are chosen and stay and can be sent', async () => {
    const {page, close} = await openPage(browser, {width: 1600});
    await page.goto(`${daemon.url}/?q=weld_run_22`);
    await page.locator('summary', {hasText: 'Columns'}).click();
    for (const label of ['Inode', 'Group', 'Status changed', 'Last seen', 'Directory']) {
        await page.locator('.choices').getByLabel(label, {exact: true}).click();
    }
    await eventually(() => page.getByRole('columnheader').allInnerTexts(), (all) => all.join() === 'Name,Size,Modified,Status changed,Owner,Group,Inode', 'headings');
    const {files: [first]} = await (await fetch(`${daemon.url}/api/v1/files?q=weld_run_220&limit=1`)).json();
    await eventually(() => rows(page).first().innerText(), (text) => text.replaceAll(',', '').includes(first.inode) && text.includes(first.group), 'what the columns show');
    assert.match(page.url(), /columns=size,modified,changed,owner,group,inode/);
    await page.getByLabel('Dense rows').click();
    await page.locator('table.files.dense').waitFor();
    await takePicture(page, 'columns-light');
    await page.keyboard.press('Escape');
    await page.getByRole('columnheader', {name: 'Status changed'}).getByRole('button').click();
    await eventually(() => page.url(), (url) => /sort=-changed/.test(url), 'the order');
    const headings = await page.getByRole('columnheader').evaluateAll((all) => all.map((th) => [th.textContent.trim(), th.getAttribute('aria-sort'), th.querySelector('button') !== null, th.title]));
    assert.deepEqual(headings.slice(3), [['Status changed▼', 'descending', true, ''], ['Owner', 'none', true, ''], ['Group', 'none', true, ''], ['Inode', 'none', true, '']]);
    await page.goto(`${daemon.url}/?q=README`);
    await eventually(() => page.getByRole('columnheader').count(), (n) => n === 7, 'columns of this browser');
    const other = await openPage(browser, {width: 1600});
    await other.page.goto(`${daemon.url}/?q=README&columns=size,links`);
    await eventually(() => other.page.getByRole('columnheader').allInnerTexts(), (all) => all.join() === 'Name,Size,Links', 'columns of the link');
    await other.close();
    await close();
});

test('values are completed from what the rest of the query finds', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 400/});
    await page.goto(daemon.url);
    const offers = page.getByRole('listbox', {name: 'Completions'}).getByRole('option');
    const user = userInfo().username;
    await box(page).pressSequentially('README owner:');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && new RegExp(`^${user}\\s+1 file$`).test(all[0]), 'the owner');
    await box(page).pressSequentially(user.slice(1, 3));
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && all[0].startsWith(user), 'the owner by a part');
    await page.keyboard.press('Tab');
    assert.equal(await box(page).inputValue(), `README owner:${user}`);
    await box(page).fill('ext:h5,');
    await page.keyboard.type('cs');
    await eventually(() => offers.allInnerTexts(), (all) => all.some((text) => text.startsWith('csv')), 'the next type of a list');
    await page.keyboard.press('Escape');
    await box(page).fill('(README OR weld) share:');
    await page.keyboard.type('d');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && all[0].startsWith('data'), 'the share');
    await close();
});

test('an empty result says which part of the question to drop', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld_run%20ext:csv%20size:..1G`);
    await page.getByText('No file matches.').waitFor();
    const drops = page.locator('.drops li');
    await eventually(() => drops.allInnerTexts(), (all) => all.length === 2, 'what would help');
    assert.deepEqual(await drops.allInnerTexts(), [`Without ext:csv: ${kRuns} files`, 'Without weld_run: 2 files']);
    assert.match(await page.locator('.status-line').innerText(), /^0 files, 0 B.*ms.*as of.*complete/s);
    await takePicture(page, 'nothing-light');
    await drops.first().getByRole('link').click();
    await eventually(() => found(page), files(kRuns), 'the files without it');
    await box(page).fill('nosuchword ext:nosuchtype');
    await page.getByText('No single part of the question is to blame').waitFor();
    await box(page).fill('weld_run ext:nosuchtype size:1T..');
    await eventually(() => drops.allInnerTexts(), (all) => all.join('; ') === `Only weld_run: ${kRuns} files; Only ext:nosuchtype: 0 files; Only size:1T..: 0 files`, 'what each part finds by itself');
    await drops.first().getByRole('link').click();
    await eventually(() => found(page), files(kRuns), 'the files of that part');
    await close();
});

test('a type that looks like markup is a value like others', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=${encodeURIComponent('"of type"')}`);
    await eventually(() => rows(page).count(), (n) => n === 1, 'the row');
    await settled(page, 'ext');
    const [[name]] = await valuesOf(page, 'ext');
    assert.ok(kOddNames.type.endsWith(name), name);
    await facet(page, 'ext').locator('input[type=checkbox]').click();
    await eventually(() => box(page).inputValue(), (q) => q === `"of type" ext:"${name}"`, 'the query');
    await eventually(() => found(page), files(1), 'the file');
    assert.equal(await page.locator('main b[onload]').count(), 0);
    await close();
});

test('numbers and dates are written as the language of the browser has them', async () => {
    const {page, close} = await openPage(browser, {locale: 'de-DE'});
    await page.goto(`${daemon.url}/?q=weld_run_000`);
    await eventually(() => rows(page).first().innerText(), (text) => /1,0 KiB\s+13\. Mai 2014, 16:53/.test(text), 'the row');
    await page.goto(`${daemon.url}/?q=weld_run&show=datasets`);
    await eventually(() => page.locator('.card').innerText(), (text) => text.includes('25,9 MiB') && text.includes('13. Mai 2014 – 28. Dez. 2014'), 'the card');
    await close();
});

test('light and dark are as the system says until somebody chooses', async () => {
    const {page, close} = await openPage(browser, {dark: true});
    await page.goto(daemon.url);
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const dark = await ground();
    const button = page.getByRole('button', {name: /^Colours/});
    await button.click();
    await eventually(ground, (colour) => colour !== dark, 'the light ground');
    const light = await ground();
    await page.reload();
    await button.waitFor();
    assert.equal(await ground(), light);
    assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'light');
    await button.click();
    await eventually(ground, (colour) => colour === dark, 'the dark ground');
    await page.emulateMedia({colorScheme: 'light'});
    assert.equal(await ground(), dark);
    await button.click();
    await eventually(ground, (colour) => colour === light, 'the ground of the system');
    await close();
});
