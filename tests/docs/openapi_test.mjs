// Whether an OpenAPI document is one, by a validator that is not ours. usage: node openapi_test.mjs WEB DOCUMENT
import {readFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {pathToFileURL} from 'node:url';

const [web, path] = process.argv.slice(2);
const found = createRequire(`${web}/`).resolve('@seriousme/openapi-schema-validator');
const {Validator} = await import(pathToFileURL(found));
const validator = new Validator();
const result = await validator.validate(JSON.parse(readFileSync(path, 'utf8')));
if (!result.valid) console.log(JSON.stringify(result.errors, null, 1));
else console.log(`OpenAPI ${validator.version}`);
process.exit(result.valid && validator.version === '3.1' ? 0 : 1);
