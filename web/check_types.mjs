// Checks the types of the page against the API of a built tocd. Run as: node check_types.mjs TOCD
import {execFileSync, spawnSync} from 'node:child_process';
import {mkdirSync, writeFileSync} from 'node:fs';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const [tocd] = process.argv.slice(2);
if (!tocd) {
    console.error('usage: node check_types.mjs TOCD');
    process.exit(2);
}
const document = join(here, 'generated/openapi.json');
mkdirSync(dirname(document), {recursive: true});
writeFileSync(document, execFileSync(tocd, ['--reference', 'openapi'], {maxBuffer: 1 << 26}));
execFileSync(process.execPath, [join(here, 'openapi_types.mjs'), document, join(here, 'generated/openapi.ts')], {stdio: 'inherit'});
process.exit(spawnSync(process.execPath, [join(here, 'node_modules/typescript/bin/tsc'), '--project', here], {stdio: 'inherit'}).status ?? 1);
