// Runs unit/*_test.mjs: bundles each with the page's TypeScript modules that it tests, then hands them to node's test runner.
import {spawnSync} from 'node:child_process';
import {mkdtempSync, readdirSync, rmSync} from 'node:fs';
import {createRequire} from 'node:module';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const {buildSync} = createRequire(join(here, '../../web/package.json'))('esbuild');
const out = mkdtempSync(join(tmpdir(), 'tocd-web-unit-'));
const tests = readdirSync(join(here, 'unit')).filter((name) => name.endsWith('_test.mjs'));
let status = 1;
try {
    buildSync({
        entryPoints: tests.map((name) => join(here, 'unit', name)), outdir: out, outExtension: {'.js': '.mjs'},
        bundle: true, platform: 'node', format: 'esm', logLevel: 'warning',
    });
    const env = {...process.env, TOCD_SOURCE: join(here, '../..'), TZ: 'UTC', LC_ALL: 'en_US.UTF-8', LANG: 'en_US.UTF-8'};
    delete env.NODE_TEST_CONTEXT;
    status = spawnSync(process.execPath, ['--test', ...tests.map((name) => join(out, name))], {stdio: 'inherit', env}).status ?? 1;
} finally {
    rmSync(out, {recursive: true});
}
process.exit(tests.length === 0 ? 1 : status);
