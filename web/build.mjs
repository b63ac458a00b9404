// Bundles web/src into DIR: index.html app.js app.css favicon.svg licenses.txt. Run as: node build.mjs DIR
// Fails when the page, compressed, weighs more than the budget: it is meant to open at once on a slow link.
import {copyFile, mkdir, readFile, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {gzipSync} from 'node:zlib';
import {build} from 'esbuild';

const budget_bytes = 150_000;
const here = dirname(fileURLToPath(import.meta.url));
const out = process.argv[2];
if (!out) {
    console.error('usage: node build.mjs DIR');
    process.exit(2);
}

await mkdir(out, {recursive: true});
await build({
    absWorkingDir: here,
    entryPoints: {app: 'src/main.tsx'},
    outdir: out,
    bundle: true,
    minify: true,
    format: 'iife',
    target: ['es2022', 'chrome109', 'firefox115', 'safari16'],
    legalComments: 'none',  // licenses.txt carries them
    logLevel: 'warning',
});
for (const file of ['index.html', 'favicon.svg']) {
    await copyFile(join(here, 'src', file), join(out, file));
}
const preact = await readFile(join(here, 'node_modules/preact/LICENSE'), 'utf8');
const tocd = await readFile(join(here, '../LICENSE'), 'utf8');
await writeFile(join(out, 'licenses.txt'), `tocd\n\n${tocd}\n\n---\n\nPreact, part of the page\n\n${preact}`);

let compressed_bytes = 0;
for (const file of ['index.html', 'app.js', 'app.css', 'favicon.svg']) {
    compressed_bytes += gzipSync(await readFile(join(out, file)), {level: 9}).length;
}
console.log(`web page: ${compressed_bytes} bytes compressed, budget ${budget_bytes}`);
if (compressed_bytes > budget_bytes) {
    process.exit(1);
}
