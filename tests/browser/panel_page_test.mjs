// The details of a file and of a directory: history, paths of other machines, commands, what lies beside.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {after, before, test} from 'node:test';
import {clipboard, eventually, openPage, startBrowser, takePicture} from './support/browser.mjs';
import {binary, scanned, startConfigured} from './support/daemon.mjs';

let root, data, daemon, browser, scans = 1;

const ask = async (target, method = 'GET') => (await fetch(daemon.url + target, {method})).json();
const scan = async () => {
    await ask('/api/v1/shares/data/scans', 'POST');
    await scanned(daemon.url, ++scans);
};
const fileOf = async (name) => (await ask(`/api/v1/files?q=${encodeURIComponent(`name=${name}`)}`)).files[0];

before(async () => {
    root = mkdtempSync(join(tmpdir(), 'tocd-panel-'));
    data = join(root, 'data');
    for (const dir of ['state', 'data/first place', 'data/second', 'data/third']) {
        mkdirSync(join(root, dir), {recursive: true});
    }
    writeFileSync(join(data, 'first place', 'run 1.csv'), 'a,b\n1,2\n');
    writeFileSync(join(data, 'third', 'run 1.csv'), 'c,d\n3,4\n');
    writeFileSync(join(data, 'third', 'what?.txt'), 'odd');
    daemon = await startConfigured(join(root, 'state'), [{name: 'data', path: data, client_paths: ['\\\\server\\data', 'X:', '/mnt/data', 'smb://server/data']}],
                                   {projects: [`^${data}/(?P<project>[^/,]+)[^/]*/`]});
    await scanned(daemon.url);
    writeFileSync(join(data, 'first place', 'run 1.csv'), 'a,b\n5,6\n');
    await scan();
    renameSync(join(data, 'first place', 'run 1.csv'), join(data, 'second', 'run 1.csv'));
    await scan();
    renameSync(join(data, 'second'), join(data, 'second, renamed'));
    await scan();
    browser = await startBrowser();
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    rmSync(root, {recursive: true, force: true});
});

const panelOf = (page) => page.getByRole('complementary', {name: 'File details'});
const copied = async (page, button, accept, what) => eventually(async () => {
    await button.click();
    return clipboard(page);
}, accept, what);

test('the history of a file tells its changes and moves and those of the directories above it', async () => {
    const {page, close} = await openPage(browser, {height: 1100});
    const {files} = await ask(`/api/v1/files?q=${encodeURIComponent('path:"second, renamed"')}`);
    await page.goto(`${daemon.url}/?q=run&file=${files[0].id}`);
    const history = panelOf(page).getByRole('list', {name: 'History'});
    const lines = await eventually(() => history.locator('li b').allInnerTexts(), (all) => all.length === 5, 'the lines of the history');
    assert.deepEqual(lines, ['last seen', 'a directory above it moved', 'moved', 'changed', 'first seen']);
    const moved = await history.locator('li').filter({has: page.locator('b', {hasText: /^moved$/})}).innerText();
    assert.ok(moved.includes(join(data, 'first place', 'run 1.csv')) && moved.includes(join(data, 'second', 'run 1.csv')), moved);
    assert.match(await history.locator('li', {hasText: 'directory above'}).innerText(), /from .*\/second\s+to .*\/second, renamed/);
    assert.match(await panelOf(page).locator('.reach').innerText(), /kept since .*; what was before is not known/);
    await takePicture(page, 'history-light');
    await close();
});

test('a path is copied as other machines write it', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=run&file=${(await fileOf('"run 1.csv" path:third')).id}`);
    const forms = panelOf(page).getByRole('list', {name: 'On other machines'}).getByRole('listitem');
    await eventually(() => forms.count(), (n) => n === 4, 'four forms');
    const expected = {
        Windows: '\\\\server\\data\\third\\run 1.csv', 'Windows drive': 'X:\\third\\run 1.csv', Linux: '/mnt/data/third/run 1.csv', macOS: 'smb://server/data/third/run%201.csv',
    };
    for (const [kind, text] of Object.entries(expected)) {
        await copied(page, forms.getByTitle(`Copy the path for ${kind}`, {exact: true}), (got) => got === text, `the path for ${kind}`);
    }
    assert.equal(await panelOf(page).getByText('Windows takes no such name').count(), 0);
    await takePicture(page, 'paths-light');
    await page.goto(`${daemon.url}/?q=what&file=${(await fileOf('"what?.txt"')).id}`);
    await eventually(() => panelOf(page).getByText('Windows takes no such name').count(), (n) => n === 2, 'a name that Windows does not take');
    await close();
});

test('a file is copied as commands that work', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=run&file=${(await fileOf('"run 1.csv" path:third')).id}`);
    const panel = panelOf(page);
    await panel.getByText('Copy as', {exact: true}).click();
    const curl = await copied(page, panel.getByRole('button', {name: 'Copy as curl'}), (text) => text.startsWith('curl'), 'curl');
    assert.equal(JSON.parse(execFileSync('bash', ['-c', curl])).file.name, 'run 1.csv');
    const python = await copied(page, panel.getByRole('button', {name: 'Copy for Python'}), (text) => text.startsWith('pd.'), 'Python');
    assert.equal(python, `pd.read_csv("${join(data, 'third', 'run 1.csv')}")`);
    const toc = await copied(page, panel.getByRole('button', {name: 'Copy for toc'}), (text) => text.startsWith('toc'), 'toc');
    const program = join(dirname(binary()), 'toc');
    const env = {...process.env, TOCD_SERVER: daemon.url, PATH: `${dirname(program)}:${process.env.PATH}`};
    assert.match(execFileSync('bash', ['-c', toc], {env}).toString(), /run 1\.csv/);
    await close();
});

test('a file tells where else its name and size are', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=run&file=${(await fileOf('"run 1.csv" path:third')).id}`);
    await panelOf(page).getByRole('link', {name: '2 files'}).waitFor();  // of its directory
    await panelOf(page).getByRole('link', {name: '1 other file'}).click();
    await eventually(() => page.locator('main .found').innerText(), (text) => text.startsWith('2 files'), 'both');
    await close();
});

test('the details of a file tell its project and lead to all of it', async () => {
    const {page, close} = await openPage(browser, {height: 1000});
    const file = (await ask(`/api/v1/files?q=${encodeURIComponent('path:"second, renamed"')}`)).files[0];
    await page.goto(`${daemon.url}/?q=run&file=${file.id}`);
    assert.match(await panelOf(page).locator('.facts').first().innerText(), /Project\s+second\n/);
    await panelOf(page).getByRole('link', {name: 'second', exact: true}).click();
    await eventually(() => page.getByLabel('Search files').inputValue(), (text) => text === 'project=second', 'the project is searched');
    await eventually(() => page.locator('main .found').innerText(), (text) => text.startsWith('1 file'), 'the file of the project');
    await close();
});

test('a directory has details too and they close to where they were opened', async () => {
    const {page, close} = await openPage(browser, {height: 1000});
    await page.goto(`${daemon.url}/?view=browse&path=${encodeURIComponent(data)}`);
    const row = page.locator('table.directories tbody tr', {hasText: 'second, renamed/'});
    await row.locator('.file-link').focus();
    await row.getByRole('link', {name: 'Details of second, renamed'}).click();
    const panel = page.getByRole('complementary', {name: 'Directory details'});
    await panel.getByRole('heading', {name: 'second, renamed/'}).waitFor();
    assert.match(await panel.locator('.facts').first().innerText(), /Below\s+1 file, 8 B[^]*Directly in it\s+1 file[^]*Project\s+second\n/);
    const history = panel.getByRole('list', {name: 'History'});
    assert.deepEqual(await eventually(() => history.locator('li b').allInnerTexts(), (all) => all.length === 3, 'its history'), ['last seen', 'moved', 'first seen']);
    await panel.getByRole('link', {name: '1 file'}).first().waitFor();
    await copied(page, panel.getByTitle('Copy the path for Windows drive'), (text) => text === 'X:\\second, renamed', 'the path for Windows');
    await takePicture(page, 'directory-panel-light');
    await page.reload();
    await panel.getByRole('heading', {name: 'second, renamed/'}).waitFor();
    await panel.getByRole('button', {name: 'Close'}).press('Escape');
    await panel.waitFor({state: 'detached'});
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'second, renamed/');
    await page.getByRole('link', {name: 'Details', exact: true}).click();
    await panel.getByRole('heading', {name: 'data/'}).waitFor();
    await panel.getByText('Types below').waitFor();
    await close();
});

test('what is gone says so in its history', async () => {
    const {id} = await fileOf('"what?.txt"');
    rmSync(join(data, 'third', 'what?.txt'));
    await scan();
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=is:gone&file=${id}`);
    const lines = panelOf(page).getByRole('list', {name: 'History'}).locator('li b');
    assert.deepEqual(await eventually(() => lines.allInnerTexts(), (all) => all.length === 2, 'its history'), ['was gone', 'first seen']);
    await close();
});

test('the files found are taken away with their number said first and asked for by commands that work', async () => {
    const {page, close} = await openPage(browser);
    await page.goto(`${daemon.url}/?q=${encodeURIComponent('-nothing ext:csv run')}&sort=-size`);
    await eventually(() => page.locator('main .found').innerText(), (text) => text.startsWith('2 files'), 'both files');
    await page.getByText('Use these results').click();
    const menu = page.locator('.menu-box', {hasText: 'Download CSV'});
    assert.match(await menu.innerText(), /^All 2 files, 16 B:/);
    const download = page.waitForEvent('download');
    await menu.getByRole('link', {name: 'Download paths'}).click();
    const paths = readFileSync(await (await download).path()).toString().split('\0');
    assert.deepEqual([paths.length, paths[2]], [3, '']);
    const toc = await copied(page, menu.getByRole('button', {name: 'Copy for toc'}), (text) => text.startsWith('toc'), 'toc');
    const env = {...process.env, TOCD_SERVER: daemon.url, PATH: `${dirname(binary())}:${process.env.PATH}`};
    assert.deepEqual(execFileSync('bash', ['-c', toc], {env}).toString().trim().split('\n').sort(), paths.slice(0, 2).sort());
    const python = await copied(page, menu.getByRole('button', {name: 'Copy for Python'}), (text) => text.startsWith('json.'), 'Python');
    assert.equal(execFileSync('python3', ['-c', `import json, urllib.request; print(len(${python}["files"]))`]).toString(), '2\n');
    await close();
});
