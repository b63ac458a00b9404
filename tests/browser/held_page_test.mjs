// Removals that are held: shown on the card of their share, confirmed there, or refused with a reason.
import assert from 'node:assert/strict';
import {chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, beforeEach, test} from 'node:test';
import {eventually, openPage, startBrowser, takePicture} from './support/browser.mjs';
import {kNobody, scanned, startDaemon, unprivileged} from './support/daemon.mjs';

const kMany = 1200;  // more than hold_files, and than hold_percent of the share

let browser, folder, data;

before(async () => {
    browser = await startBrowser();
});
beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tocd-held-'));
    chmodSync(folder, 0o755);
    data = join(folder, 'data');
    mkdirSync(join(data, 'many'), {recursive: true});
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(data, 'stays.txt'), 'x');
    for (let i = 0; i < kMany; i++) {
        writeFileSync(join(data, 'many', `${i}.dat`), '');
    }
});
after(async () => {
    await browser?.close();
});

// A daemon whose share misses them all after its second scan, and the card of that share.
async function held(program) {
    const daemon = await startDaemon(join(folder, 'state'), [data], 0, program);
    await scanned(daemon.url);
    rmSync(join(data, 'many'), {recursive: true});
    const {page, close} = await openPage(browser, {allowed: /status of 403/});
    await page.goto(`${daemon.url}/?view=scans`);
    const card = page.getByRole('region', {name: 'data'});
    await card.getByRole('button', {name: 'Scan now'}).click();
    await card.getByText('1,200 files are missed').waitFor();
    const end = async () => {
        await close();
        await daemon.stop();
        rmSync(folder, {recursive: true});
    };
    return {page, card, end, gone: card.locator('.figure', {hasText: 'Gone files'}).locator('.figure-value')};
}

test('held removals are confirmed on the page', async () => {
    const {page, card, gone, end} = await held();
    assert.equal(await gone.innerText(), '0');
    await card.getByRole('button', {name: 'Confirm that they are gone'}).click();
    await card.getByText('Confirm only if').waitFor();
    await takePicture(page, 'held-light');
    await card.getByRole('button', {name: 'Cancel'}).click();
    await card.getByRole('button', {name: 'Confirm that they are gone'}).click();
    await card.getByRole('button', {name: 'Yes, mark them gone'}).click();
    await eventually(() => gone.innerText(), (text) => text === '1,200', 'gone files');
    assert.equal(await card.getByText('files are missed').count(), 0);
    await end();
});

test('who is no admin is told who may confirm', {skip: process.getuid() !== 0 && 'only root can start a daemon of another account'}, async () => {
    const program = unprivileged(folder);
    chownSync(join(folder, 'state'), kNobody, kNobody);
    const {card, gone, end} = await held(program);
    await card.getByRole('button', {name: 'Confirm that they are gone'}).click();
    await card.getByRole('button', {name: 'Yes, mark them gone'}).click();
    await card.getByText('you may not confirm removals').waitFor();
    assert.equal(await gone.innerText(), '0');
    await card.getByText('1,200 files are missed').waitFor();
    await end();
});
