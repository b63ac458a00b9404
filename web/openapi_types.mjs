// Makes TypeScript of what an OpenAPI 3.1 document says of answers. Run as: node openapi_types.mjs DOCUMENT.json OUT.ts
//   schemas['File']                    a schema by its name
//   answers['GET /api/v1/files']       the JSON of a route's good answer
// Only what tocd's own document holds is understood; anything else is refused.
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {dirname} from 'node:path';

const [document_path, out] = process.argv.slice(2);
if (!out) {
    console.error('usage: node openapi_types.mjs DOCUMENT.json OUT.ts');
    process.exit(2);
}
const document = JSON.parse(readFileSync(document_path, 'utf8'));

const kSimple = {string: 'string', integer: 'number', number: 'number', boolean: 'boolean', null: 'null'};

function typeOf(schema, indent) {
    if (schema.$ref !== undefined) {
        return `schemas[${JSON.stringify(schema.$ref.replace('#/components/schemas/', ''))}]`;
    }
    if (schema.oneOf !== undefined) {
        return schema.oneOf.map((one) => typeOf(one, indent)).join(' | ');
    }
    if (schema.enum !== undefined) {
        return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
    }
    if (Array.isArray(schema.type)) {
        return schema.type.map((type) => typeOf({...schema, type}, indent)).join(' | ');
    }
    if (schema.type === 'array') {
        const item = typeOf(schema.items ?? {}, indent);
        return /[| ]/.test(item) && !item.startsWith('{') ? `(${item})[]` : `${item}[]`;
    }
    if (schema.type === 'object') {
        return objectOf(schema, indent);
    }
    const simple = kSimple[schema.type];
    if (simple === undefined) {
        throw new Error(`a schema that is not understood: ${JSON.stringify(schema)}`);
    }
    return simple;
}

function objectOf(schema, indent) {
    const properties = Object.entries(schema.properties ?? {});
    if (properties.length === 0) {
        return 'Record<string, unknown>';
    }
    const inner = indent + '    ';
    const lines = properties.map(([key, property]) => {
        const doc = property.description === undefined ? '' : `${inner}/** ${property.description.replaceAll('*/', '* /')} */\n`;
        return `${doc}${inner}${JSON.stringify(key)}${(schema.required ?? []).includes(key) ? '' : '?'}: ${typeOf(property, inner)};\n`;
    });
    return `{\n${lines.join('')}${indent}}`;
}

function* answersOf(paths) {
    for (const [path, methods] of Object.entries(paths)) {
        for (const [method, operation] of Object.entries(methods)) {
            const [, good] = Object.entries(operation.responses).find(([status]) => status.startsWith('2')) ?? [];
            const schema = good?.content?.['application/json']?.schema;
            if (schema !== undefined) {
                yield [`${method.toUpperCase()} ${path}`, schema];
            }
        }
    }
}

const members = (entries) => entries.map(([name, schema]) => `    ${JSON.stringify(name)}: ${typeOf(schema, '    ')};\n`).join('');
mkdirSync(dirname(out), {recursive: true});
writeFileSync(out, `// Made by web/openapi_types.mjs of tocd ${document.info.version}; not to be changed by hand.\n`
    + `export interface schemas {\n${members(Object.entries(document.components.schemas))}}\n`
    + `export interface answers {\n${members([...answersOf(document.paths)])}}\n`);
