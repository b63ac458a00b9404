// The search page against the real daemon in a real browser: typing, sorting, filters, details, keys, odd names.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {clipboard, eventually, names, openPage, rows, takePicture} from './support/browser.mjs';
import {startSite, stopSite} from './support/site.mjs';
import {kOddNames, kRuns} from './support/tree.mjs';

let tree, daemon, browser;

before(async () => {
    ({tree, daemon, browser} = await startSite());
});
after(() => stopSite({tree, daemon, browser}));

const box = (page) => page.getByLabel('Search files');
const found = (page) => page.locator('main .found').innerText();

test('typing shows rows with the match marked and the count and leaves a link that opens the same', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(daemon.url);
    await page.locator('.start').waitFor();
    await box(page).blur();
    await page.keyboard.press('/');
    await page.keyboard.type('weld run_01');

    await eventually(() => found(page), (text) => text.startsWith('10 files,'), 'the count');
    assert.equal(await rows(page).count(), 10);
    assert.deepEqual(await rows(page).first().locator('mark').allTextContents(), ['weld', 'run_01', 'weld']);  // of the name, then of the directory
    assert.match(await page.locator('.status-line').innerText(), /ms.*as of/s);
    assert.equal(new URL(page.url()).search, '?q=weld%20run_01');
    await takePicture(page, 'search-light');

    const other = await openPage(browser);
    await other.page.goto(page.url());
    assert.equal(await box(other.page).inputValue(), 'weld run_01');
    await eventually(() => rows(other.page).count(), (n) => n === 10, 'rows of the link');
    await other.close();
    await close();
});

test('a letter after a rest is asked for with its keystroke and letters of a burst together', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld`);
    await rows(page).first().waitFor();
    const asked = await page.evaluate(async () => {
        const input = document.querySelector('.search-box input');
        const questions = [];
        const {fetch} = window;
        window.fetch = (url, options) => {
            const q = new URL(url, location.href).searchParams.get('q');
            if (url.includes('/files?')) {
                questions.push(q);
                options.signal.addEventListener('abort', () => questions.push(`not ${q}`));
            }
            return fetch(url, options);
        };
        const type = (q) => {
            input.value = q;
            input.dispatchEvent(new InputEvent('input', {bubbles: true}));
        };
        type('weld_r');
        for (let i = 0; i < 20; i++) {
            await Promise.resolve();  // no timer, no frame
        }
        const at_once = [...questions];
        type('weld_ru');
        type('weld_run');
        type('weld_run_00');
        await new Promise((resolve) => setTimeout(resolve, 1000));
        return {at_once, in_all: questions.filter((q) => !q.startsWith('not '))};
    });
    assert.deepEqual(asked, {at_once: ['weld_r'], in_all: ['weld_r', 'weld_run_00']});
    await eventually(() => page.locator('main .found').innerText(), (text) => text.startsWith('10 files'), 'the rows of the last');
    await close();
});

test('an answer that comes late is never shown for a newer question', async () => {
    const {page, close} = await openPage(browser);
    await page.route(/q=weld&/, async (route) => {
        await new Promise((resolve) => setTimeout(resolve, 1200));
        await route.continue().catch(() => {});  // aborted meanwhile
    });
    await page.goto(daemon.url);
    const asked = page.waitForRequest(/q=weld&/);
    await box(page).pressSequentially('weld');
    await asked;
    await box(page).pressSequentially('_run_229');
    await eventually(() => names(page), (all) => all.length === 1, 'rows of the last question');
    await page.waitForTimeout(1500);
    assert.deepEqual(await names(page), ['weld_run_229.h5']);
    await close();
});

test('headings sort and Back undoes it', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?name=weld`);
    await eventually(() => names(page), (all) => all[0] === 'weld_run_000.h5', 'the first by name');
    const size = page.getByRole('columnheader', {name: 'Size'});
    assert.equal(await size.getAttribute('aria-sort'), 'none');
    await size.getByRole('button').click();
    await eventually(() => names(page), (all) => all[0] === 'weld_run_229.h5', 'the largest first');
    assert.equal(await size.getAttribute('aria-sort'), 'descending');
    await size.getByRole('button').click();
    await eventually(() => names(page), (all) => all[0] === 'weld_run_000.h5', 'the smallest first');
    await page.goBack();
    await eventually(() => names(page), (all) => all[0] === 'weld_run_229.h5', 'the order before');
    await close();
});

test('values that are all known are narrowed by what is typed without asking again', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 400/});
    await page.goto(daemon.url);
    const asked = [];
    page.on('request', (request) => { if (/facets.*limit=200/.test(request.url())) { asked.push(new URL(request.url()).search); } });
    const offers = page.getByRole('listbox', {name: 'Completions'}).getByRole('option');
    await box(page).pressSequentially('run ext:');
    await eventually(() => offers.allInnerTexts(), (all) => all.some((text) => text.startsWith('h5')), 'types of what is found');
    assert.equal(asked.length, 1);
    await box(page).pressSequentially('h5', {delay: 200});
    await box(page).press('Backspace');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && all[0].startsWith('h5'), 'those that begin so');
    await page.waitForTimeout(500);
    assert.equal(asked.length, 1, asked.join(' '));
    await box(page).fill('weld ext:');  // of another question
    await eventually(() => asked.length, (n) => n === 2, 'asked again');
    await close();
});

test('scrolling brings all rows while few are drawn', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld_run`);
    await eventually(() => rows(page).count(), (n) => n > 20, 'rows');
    const seen = new Map();
    const look = async () => {
        const drawn = await rows(page).evaluateAll((all) => all.map((row) => [Number(row.getAttribute('aria-rowindex')), row.querySelector('.file-link').textContent]));
        assert.ok(drawn.length < 100, `${drawn.length} rows are drawn`);
        for (const [index, name] of drawn) {
            assert.equal(seen.get(index) ?? name, name);
            seen.set(index, name);
        }
        await page.mouse.move(640, 400);
        await page.mouse.wheel(0, 400);
        return seen.size;
    };
    await eventually(look, (n) => n === kRuns, 'rows seen');
    assert.equal(await page.locator('table.files').getAttribute('aria-rowcount'), String(kRuns + 1));
    const all = [...seen].sort(([a], [b]) => a - b);
    assert.deepEqual(all.map(([index]) => index), Array.from({length: kRuns}, (_, i) => i + 2));
    assert.deepEqual(all.map(([, name]) => name), all.map(([, name]) => name).sort());
    await page.getByText('All are shown.').waitFor();
    await close();
});

test('filters are parts of the query and chips take them away', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=weld_run`);
    await page.getByLabel('Smallest size').fill('200k');
    await eventually(() => found(page), (text) => text.startsWith('31 files'), 'files of 200 KiB and more');
    assert.equal(await box(page).inputValue(), 'weld_run size:200k..');
    await page.getByLabel('Modified after').fill('2014-12-20');
    await eventually(() => found(page), (text) => text.startsWith('9 files'), 'the newer of them');
    await takePicture(page, 'filters-light');
    await page.getByRole('button', {name: 'Remove filter size:200k..'}).click();
    await eventually(() => box(page).inputValue(), (text) => text === 'weld_run modified:2014-12-20..', 'the query without the size');
    await eventually(() => found(page), (text) => text.startsWith('9 files'), 'without the size');
    assert.equal(await page.getByLabel('Smallest size').inputValue(), '');
    await box(page).fill('weld_run modified:2014-12-20.. ext:csv');
    await page.getByText('No file matches.').waitFor();
    assert.equal(await page.getByRole('textbox', {name: 'Type'}).inputValue(), 'csv');
    await takePicture(page, 'nothing-light');
    await page.getByLabel('Filters').getByRole('button', {name: 'Clear all'}).click();
    await eventually(() => found(page), (text) => text.startsWith(`${kRuns} files`), 'all again');
    assert.equal(new URL(page.url()).search, '?q=weld_run');
    await page.getByRole('textbox', {name: 'Type'}).pressSequentially('h5, ', {delay: 60});
    await page.waitForTimeout(400);
    assert.equal(await page.getByRole('textbox', {name: 'Type'}).inputValue(), 'h5, ');  // what is typed stays as it is
    await page.getByRole('textbox', {name: 'Type'}).pressSequentially('csv');
    await eventually(() => box(page).inputValue(), (text) => text === 'weld_run ext:h5,csv', 'the query of both');
    await close();
});

test('the whole language is understood in the box', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(daemon.url);
    await box(page).fill('(ext:h5 name:22?.) OR name=README.txt OR re:"two  blanks"');
    await eventually(() => found(page), (text) => text.startsWith('2 files'), 'two of the three');
    await box(page).fill('name:weld_run_22?.h5 -size:>=228k path:"P-11273 weld"');
    await eventually(() => names(page), (all) => all.length === 7 && all[0] === 'weld_run_220.h5', 'seven runs');
    assert.deepEqual(await page.locator('.chip bdi').allInnerTexts(), ['name:weld_run_22?.h5', '-size:>=228k', 'path:"P-11273 weld"']);
    await close();
});

test('old links with a parameter for each filter ask the same as before', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?name=WELD+run_22&ext=h5&min_size=225K&under=${encodeURIComponent(tree.runs)}&sort=-size`);
    await eventually(() => names(page), (all) => all.length === 6 && all[0] === 'weld_run_229.h5', 'six runs');
    assert.match(await box(page).inputValue(), /^name:WELD name:run_22 ext:h5 size:>=225K path:".*P-11273 weld seams"$/);
    await page.goto(`${daemon.url}/?ext=&name=run`);
    await page.getByText('No file matches.').waitFor();
    await close();
});

test('a query that cannot be read is told below the box with the wrong part marked', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 400/});
    await page.goto(`${daemon.url}/?q=weld_run_22`);
    await eventually(() => rows(page).count(), (n) => n === 10, 'rows');
    await box(page).fill('größe 👩‍🔬 sise:1G weld');
    const note = page.getByRole('alert').filter({hasText: 'there is no key sise; did you mean size?'});
    await note.waitFor();
    assert.equal(await note.locator('mark').innerText(), 'sise');
    assert.equal(await note.locator('code').innerText(), 'größe 👩‍🔬 sise:1G weld');
    assert.equal(await box(page).getAttribute('aria-invalid'), 'true');
    assert.equal(await rows(page).count(), 10);  // dimmed: of the query before
    await takePicture(page, 'wrong-query-light');
    await note.getByRole('button', {name: 'How to search'}).click();
    await page.getByRole('dialog').getByText('a regular expression, anywhere in the path').waitFor();
    await page.keyboard.press('Escape');
    await box(page).fill('weld size:');
    await page.getByRole('alert').filter({hasText: 'size: is without a value'}).waitFor();
    await page.getByLabel('Largest size').fill('enormous');
    await page.getByRole('alert').locator('mark', {hasText: 'enormous'}).waitFor();
    await box(page).fill('weld_run_229');
    await note.waitFor({state: 'detached'});
    await eventually(() => rows(page).count(), (n) => n === 1, 'the row');
    assert.equal(await box(page).getAttribute('aria-invalid'), 'false');
    await close();
});

test('keys and values are completed while typing', async () => {
    const {page, close} = await openPage(browser, {allowed: /status of 400/});  // a key without its value yet
    await page.goto(daemon.url);
    const offers = page.getByRole('listbox', {name: 'Completions'}).getByRole('option');
    await box(page).pressSequentially('weld_run ex');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && all[0].startsWith('ext:'), 'the key');
    await page.keyboard.press('Tab');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1 && /^h5\s+230 files$/.test(all[0]), 'types of the files of the rest of the query');
    await takePicture(page, 'completion-light');
    await page.keyboard.press('h');
    await eventually(() => offers.allInnerTexts(), (all) => all.length === 1, 'the types that begin so');
    await page.keyboard.press('ArrowDown');
    assert.equal(await box(page).getAttribute('aria-activedescendant'), 'query-offer-0');
    await page.keyboard.press('Enter');
    assert.equal(await box(page).inputValue(), 'weld_run ext:h5');
    assert.equal(await offers.count(), 0);
    await eventually(() => found(page), (text) => text.startsWith(`${kRuns} files`), 'the files');
    await page.keyboard.type(' is:');
    await offers.filter({hasText: 'hidden'}).click();
    assert.equal(await box(page).inputValue(), 'weld_run ext:h5 is:hidden');
    await page.keyboard.type(' mod');
    await offers.first().waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await offers.count(), 0);
    assert.equal(await box(page).inputValue(), 'weld_run ext:h5 is:hidden mod');
    await close();
});

test('keys lead through the results into the details and back', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?name=weld_run`);
    await eventually(() => rows(page).count(), (n) => n > 20, 'rows');
    await page.keyboard.press('/');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    const panel = page.getByRole('complementary', {name: 'File details'});
    await panel.getByText('weld_run_001.h5').first().waitFor();
    assert.match(new URL(page.url()).search, /file=f[0-9a-f]+/);
    await page.keyboard.press('ArrowDown');
    await panel.getByRole('heading', {name: 'weld_run_002.h5'}).waitFor();
    assert.match(await panel.innerText(), /3,072 bytes/);
    assert.match(await panel.innerText(), /Inode\s+\d+/);
    await takePicture(page, 'panel-light');
    await page.keyboard.press('Escape');
    await panel.waitFor({state: 'detached'});
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'weld_run_002.h5');
    await page.keyboard.press('c');
    await page.getByText('Copied: ').waitFor();
    assert.equal(await clipboard(page), join(tree.runs, 'weld_run_002.h5'));
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Search and keys').waitFor();
    await takePicture(page, 'help-light');
    await page.keyboard.press('Escape');
    await box(page).fill('');
    await box(page).press('?');
    await page.getByRole('dialog').getByText('Search and keys').waitFor();
    await page.keyboard.press('Escape');
    await box(page).fill('weld_run_00');
    await box(page).press('?');
    assert.equal(await box(page).inputValue(), 'weld_run_00?');  // a pattern
    assert.equal(await page.getByRole('dialog').count(), 0);
    await close();
});

test('odd names are shown harmless and copied exactly', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?under=${encodeURIComponent(tree.odd)}&sort=name`);
    const expected = Object.keys(kOddNames).length + 1;
    await eventually(() => rows(page).count(), (n) => n === expected, 'rows of odd names');
    await takePicture(page, 'odd-names-light');
    assert.equal(await page.locator('main img, main script').count(), 0);
    const shown = await names(page);
    for (const text of ['<img src=x onerror=alert(1)>.csv', 'evilU+202Efdp.exe', 'line\\nbreak.txt', 'esc\\e[31mred.txt', 'caf\\xe9.csv', '  two  blanks .txt']) {
        assert.ok(shown.includes(text), `${text} in ${JSON.stringify(shown)}`);
    }

    const panel = page.getByRole('complementary', {name: 'File details'});
    for (const name of Object.values(kOddNames)) {
        const response = await fetch(`${daemon.url}/api/v1/files?under=${encodeURIComponent(tree.odd)}&limit=1000`);
        const file = (await response.json()).files.find((f) => f.name === name);
        await page.locator(`tr[data-id="${file.id}"] .file-link`).click();
        await eventually(() => panel.locator('h2').innerText(), (text) => text.length > 0, 'the heading');
        await page.waitForURL(new RegExp(`file=${file.id}$`));
        await panel.locator('.full-path').waitFor();
        await eventually(async () => {
            await panel.getByRole('button', {name: 'Copy path'}).click();
            return clipboard(page);
        }, (text) => text === join(tree.odd, name), `the path copied of ${JSON.stringify(name)}`);
    }

    await page.locator('tr', {hasText: 'caf\\xe9.csv'}).locator('.file-link').click();
    await panel.getByText('bytes that are not UTF-8').waitFor();
    assert.equal(await panel.getByRole('button', {name: 'Copy path'}).count(), 0);
    await panel.getByRole('button', {name: 'Copy for shell'}).click();
    const word = await eventually(() => clipboard(page), (text) => text.includes('\\xe9'), 'the shell word');
    assert.equal(execFileSync('bash', ['-c', `cat ${word}`]).toString(), 'raw');
    await takePicture(page, 'raw-name-light');
    await close();
});

test('copying works where the browser has no clipboard API as on plain http', async () => {
    const {page, close} = await openPage(browser);
    await page.addInitScript(() => Object.defineProperty(window, 'isSecureContext', {value: false}));
    await page.goto(`${daemon.url}/?name=carriage`);
    await eventually(() => rows(page).count(), (n) => n === 1, 'the row');
    await page.locator('.file-link').click();
    await page.getByRole('button', {name: 'Copy path'}).click();
    await eventually(() => clipboard(page), (text) => text === join(tree.odd, kOddNames.carriage), 'the path copied');
    await close();
});

test('results go on as a download and as commands', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?name=weld_run_22&sort=-size`);
    await eventually(() => rows(page).count(), (n) => n === 10, 'rows');
    await page.getByText('Use these results').click();
    const download = page.waitForEvent('download');
    await page.getByRole('link', {name: 'Download CSV'}).click();
    const lines = execFileSync('cat', [await (await download).path()]).toString().trim().split('\r\n');
    assert.equal(lines.length, 11);
    assert.match(lines[1], /weld_run_229\.h5/);
    await page.getByRole('button', {name: 'Copy as curl'}).click();
    const command = await eventually(() => clipboard(page), (text) => text.startsWith('curl'), 'the command');
    assert.equal(JSON.parse(execFileSync('bash', ['-c', command])).files.length, 10);
    await close();
});
