// Logging in: a daemon that does not know who asks has the page ask for a token, and shows then what its bearer may see.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {openPage, startBrowser, takePicture} from './support/browser.mjs';
import {binary, startConfigured} from './support/daemon.mjs';

let browser, folder, daemon;

before(async () => {
    browser = await startBrowser();
    folder = mkdtempSync(join(tmpdir(), 'tocd-login-'));
    mkdirSync(join(folder, 'data', 'secret'), {recursive: true});
    mkdirSync(join(folder, 'state'));
    writeFileSync(join(folder, 'data', 'open.h5'), 'x');
    writeFileSync(join(folder, 'data', 'secret', 'hush.h5'), 'x');
    // What a trusted proxy does not name comes from nobody in particular, from this machine too.
    daemon = await startConfigured(join(folder, 'state'), [{name: 'data', path: join(folder, 'data')}], {
        http: {listen: ['127.0.0.1:0'], anonymous: 'none', trusted_proxies: ['127.0.0.1']},
        access: [{path: join(folder, 'data', 'secret'), to: []}],
    });
    for (let tries = 0; tries < 300 && !daemon.log().includes('outcome=complete'); tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
});
after(async () => {
    await browser?.close();
    await daemon?.stop();
    rmSync(folder, {recursive: true});
});

test('the page asks for a token and shows what its bearer may see', async () => {
    const token = execFileSync(binary(), ['token', 'create', 'ann', '--config', join(folder, 'state', 'tocd.yaml')], {stdio: ['ignore', 'pipe', 'ignore']}).toString().trim();
    const {page, close} = await openPage(browser, {allowed: /status of 40[14]/});
    await page.goto(`${daemon.url}/?q=h5`);
    const dialog = page.getByRole('dialog', {name: 'Log in'});
    await dialog.getByText('Enter the token').waitFor();
    await takePicture(page, 'login-light');
    await dialog.getByLabel('Token').fill('tocd_wrong');
    await dialog.getByRole('button', {name: 'Log in'}).click();
    await dialog.getByText('this token is none').waitFor();
    await dialog.getByLabel('Token').fill(token);
    await dialog.getByRole('button', {name: 'Log in'}).click();
    await page.getByText('open.h5').first().waitFor();
    assert.equal(await dialog.count(), 0);
    assert.equal(await page.getByText('hush').count(), 0);
    const cookies = await page.context().cookies();
    assert.equal(cookies.length, 1);
    assert.equal(cookies[0].httpOnly, true);
    assert.equal(cookies[0].sameSite, 'Strict');
    assert.equal(await page.evaluate(() => document.cookie), '');
    // Of a share of which something is hidden there are no scans, and the page does without them.
    await page.goto(`${daemon.url}/?view=scans`);
    await page.getByRole('region', {name: 'data'}).waitFor();
    await page.goto(`${daemon.url}/?view=browse`);
    await page.getByText('data').first().waitFor();
    await close();
});
