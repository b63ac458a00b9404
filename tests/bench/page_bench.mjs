// How the page of a running daemon feels: first load, from a keystroke to the painted rows, scrolling.
// Run as: node tests/bench/page_bench.mjs URL [WORDS…]
import {openPage, startBrowser} from '../browser/support/browser.mjs';

const [url, ...words] = process.argv.slice(2);
if (!url) {
    console.error('usage: page_bench.mjs URL [WORDS…]');
    process.exit(2);
}
const kWords = ['weld', 'calib 2017', 'run_0231', 'detector frames', '*.h5', 'size:1G.. ext:h5', 'xyz'];
const kBetweenKeys_ms = 180;
const kScrolls = 200;

const figure = (values, part) => [...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * part))] ?? NaN;
const line = (what, values, more = '') => console.log(`${what.padEnd(34)} ${values.length.toString().padStart(5)} times  p50 ${figure(values, 0.5).toFixed(0).padStart(4)}`
    + `  p95 ${figure(values, 0.95).toFixed(0).padStart(4)}  max ${figure(values, 1).toFixed(0).padStart(4)} ms ${more}`);

const browser = await startBrowser();

const loads = [];
for (let i = 0; i < 5; i++) {
    const {page, close} = await openPage(browser);  // each with an empty cache
    const began = performance.now();
    await page.goto(url);
    await page.locator('.start .freshness').waitFor();
    loads.push(performance.now() - began);
    await close().catch(() => {});
}
line('first load with an empty cache', loads);

const {page} = await openPage(browser);
await page.goto(url);
await page.locator('.start .freshness').waitFor();
await page.waitForTimeout(2000);

// From the input event until the frame behind the one in which the rows of just this query are in the table.
await page.evaluate(() => {
    const box = document.querySelector('.search-box input');
    let typed = null;
    window.keys = [];
    performance.setResourceTimingBufferSize(100_000);
    document.addEventListener('input', () => { typed = {q: box.value, at: performance.now()}; }, true);  // before the page: it asks at once
    const look = () => {
        if (typed !== null && typed.q.trim() !== '') {
            const asked = `q=${encodeURIComponent(typed.q)}&`;
            const answer = performance.getEntriesByType('resource').find((e) => e.startTime >= typed.at && e.name.includes('/files?') && e.name.includes(asked));
            if (answer !== undefined && document.querySelector('table.files, .nothing') !== null && document.querySelector('.results .stale') === null) {
                const {at} = typed;
                typed = null;
                requestAnimationFrame((now) => window.keys.push([now - at, answer.responseEnd - answer.startTime]));
            }
        }
        requestAnimationFrame(look);
    };
    look();
});
for (const word of words.length > 0 ? words : kWords) {
    await page.locator('.search-box input').fill('');
    await page.waitForTimeout(400);
    await page.locator('.search-box input').pressSequentially(word, {delay: kBetweenKeys_ms});
    await page.waitForTimeout(600);
}
const keys = await page.evaluate(() => window.keys);
line('keystroke to painted rows', keys.map(([all]) => all));
line('  of that the daemon and the way', keys.map(([, answer]) => answer));

await page.goto(`${url}/?sort=name`);
await page.locator('table.files tbody tr[data-id]').first().waitFor();
await page.waitForTimeout(2000);
await page.evaluate(() => {
    window.frames_ms = [];
    let last = performance.now();
    const frame = (now) => {
        window.frames_ms.push(now - last);
        last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
});
await page.mouse.move(800, 500);
for (let i = 0; i < kScrolls; i++) {
    await page.mouse.wheel(0, 300 + (i % 9) * 400);
    await page.waitForTimeout(16);
}
const {frames, rows} = await page.evaluate(() => ({frames: window.frames_ms.slice(1), rows: document.documentElement.scrollHeight / document.querySelector('tr[data-id]').getBoundingClientRect().height}));
line('frames while scrolling', frames, `(${frames.filter((ms) => ms > 50).length} over 50 ms; ${Math.floor(rows)} rows loaded)`);
await browser.close();
