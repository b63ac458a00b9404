// Debian's Chromium, driven by playwright-core; every page is watched for what must never happen.
import assert from 'node:assert/strict';
import {existsSync, mkdirSync} from 'node:fs';
import {createRequire} from 'node:module';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const {chromium} = createRequire(join(here, '../../../web/package.json'))('playwright-core');
const kChromium = '/usr/bin/chromium';

export async function startBrowser() {
    assert.ok(existsSync(kChromium), `${kChromium} is missing: apt install chromium`);
    return chromium.launch({
        executablePath: kChromium,
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
               '--disable-component-update', '--disable-sync'],
    });
}

// A page that records console errors, exceptions, dialogs and violations of the content security policy.
// `allowed`: a RegExp of console errors that this test provokes.
export async function openPage(browser, {width = 1280, height = 800, dark = false, locale = 'en-GB', allowed = null} = {}) {
    const context = await browser.newContext({
        viewport: {width, height}, colorScheme: dark ? 'dark' : 'light', locale, timezoneId: 'UTC',
        permissions: ['clipboard-read', 'clipboard-write'],
    });
    const wrong = [];
    await context.exposeBinding('tocdViolation', (_source, text) => void wrong.push(`policy violation: ${text}`));
    await context.addInitScript(() => document.addEventListener('securitypolicyviolation', (event) =>
        window.tocdViolation(`${event.violatedDirective} ${event.blockedURI} ${event.sample}`)));
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('console', (message) => {
        if (['error', 'warning'].includes(message.type()) && !allowed?.test(message.text())) {
            wrong.push(`console ${message.type()}: ${message.text()}`);
        }
    });
    page.on('pageerror', (error) => wrong.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
        wrong.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
    });
    return {
        page,
        // Ends the page; fails when something happened that must not.
        close: async () => {
            await page.unrouteAll({behavior: 'ignoreErrors'});
            await context.close();
            assert.deepEqual(wrong, []);
        },
    };
}

// Pictures for people to look at.
export async function takePicture(page, name) {
    const dir = process.env.TOCD_SCREENSHOTS || 'screenshots';
    mkdirSync(dir, {recursive: true});
    await page.screenshot({path: join(dir, `${name}.png`)});
}

export const rows = (page) => page.locator('table.files tbody tr[data-id]');
export const names = (page) => page.locator('table.files tbody tr .file-link .name').allTextContents();
export const clipboard = (page) => page.evaluate(() => navigator.clipboard.readText());

// Waits until `read` gives a value that `accept` takes; says what it was otherwise.
export async function eventually(read, accept, what) {
    let value;
    for (let tries = 0; tries < 150; tries++) {
        value = await read();
        if (accept(value)) {
            return value;
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(`${what}: it stays ${JSON.stringify(value)}`);
}
