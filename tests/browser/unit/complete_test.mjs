import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {completionAt, valueTyped} from '../../../web/src/complete.ts';
import {kQueryKeys} from '../../../web/src/query_keys.ts';

const known = {ext: ['h5', 'hdf5', 'csv', '"a b"'], share: ['data', 'date', 'update']};
const valuesAt = (query, caret) => (known[valueTyped(query, caret)?.key] ?? []).map((text) => ({text, about: ''}));
const offered = (query, caret = query.length) => completionAt(query, caret, valuesAt(query, caret))?.offers.map((o) => o.text) ?? [];

test('keys are offered from their second letter on and only where a word ends', () => {
    assert.deepEqual(offered('si'), ['size:']);
    assert.deepEqual(offered('weld -(sh'), ['share:']);
    assert.deepEqual(offered('s'), []);
    assert.deepEqual(offered('weld'), []);
    assert.deepEqual(offered('size weld', 2), []);
    assert.deepEqual(offered('"a si'), []);
    assert.equal(completionAt('weld si', 7, []).from, 5);
});

test('values are offered from what the catalogue has and a list goes on', () => {
    assert.deepEqual(offered('ext:h'), ['h5', 'hdf5']);
    assert.deepEqual(offered('x type:'), ['h5', 'hdf5', 'csv', '"a b"']);
    assert.deepEqual(offered('ext:csv,H'), ['h5', 'hdf5']);
    assert.deepEqual(offered('ext:h5'), []);
    assert.deepEqual(offered('share=da'), ['data', 'date', 'update']);  // what begins so comes first
    assert.deepEqual(offered('ext:a'), ['"a b"']);
    assert.deepEqual(offered('is:g'), ['gone']);
    assert.deepEqual(offered('nokey:a'), []);
});

test('the value that is typed is told with the query without it', () => {
    assert.deepEqual(valueTyped('weld filetype:csv,H size>1G', 19), {key: 'ext', begun: 'H', rest: 'weld  size>1G'});
    assert.deepEqual(valueTyped('(a OR -owner=bo', 15), {key: 'owner', begun: 'bo', rest: '(a OR'});
    assert.deepEqual(valueTyped('owner:', 6), {key: 'owner', begun: '', rest: ''});
    assert.equal(valueTyped('x h', 3), null);
    assert.equal(valueTyped('owner:bob', 7), null);
    assert.equal(valueTyped('owner:"bo', 9), null);
});

test('the keys of the page are those of the documentation and completed values can be read', () => {
    const page = readFileSync(join(process.env.TOCD_SOURCE, 'packaging/docs/query.md'), 'utf8');
    const table = (name) => page.slice(page.indexOf(`<!-- ${name}:`), page.indexOf(`<!-- /${name} -->`)).split('\n').filter((line) => line.startsWith('| `'))
        .map((line) => line.split('|').slice(1, 3).map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((m) => m[1])));
    assert.deepEqual(kQueryKeys.map((key) => [[key.name], [...key.also]]), table('keys'));
    assert.deepEqual(kQueryKeys.find((key) => key.name === 'is').values.map(([word]) => `is:${word}`), table('words').map(([[word]]) => word));
});
