import assert from 'node:assert/strict';
import {test} from 'node:test';
import {pathsThere} from '../../../web/src/client_paths.ts';
import {encodedPath} from '../../../web/src/path_bytes.ts';

const prefixes = [{kind: 'unc', prefix: '\\\\server\\data'}, {kind: 'drive', prefix: 'X:'}, {kind: 'posix', prefix: '/mnt/data'}, {kind: 'smb', prefix: 'smb://server/data'}];
const there = (path, root = '/srv/data', some = prefixes) => pathsThere(encodedPath(path), encodedPath(root), some);
const texts = (...of) => there(...of).map((form) => form.text);

test('a path is written as other machines write it', () => {
    assert.deepEqual(texts('/srv/data/a b/ü#1.csv'), ['\\\\server\\data\\a b\\ü#1.csv', 'X:\\a b\\ü#1.csv', '/mnt/data/a b/ü#1.csv', 'smb://server/data/a%20b/%C3%BC%231.csv']);
    assert.deepEqual(texts('/srv/data'), ['\\\\server\\data', 'X:\\', '/mnt/data', 'smb://server/data']);
});

test('prefixes may end with a separator and roots may be the whole machine', () => {
    const roots = [{kind: 'drive', prefix: 'Y:\\'}, {kind: 'posix', prefix: '/'}];
    assert.deepEqual(texts('/a/b', '/', roots), ['Y:\\a\\b', '/a/b']);
    assert.deepEqual(texts('/', '/', roots), ['Y:\\', '/']);
});

test('a name that Windows does not take is told only where it is Windows', () => {
    for (const name of ['a:b', 'what?', 'x*', 'end.', 'end ', 'con', 'NUL.txt', 'back\\slash', 'a\u0001b', 'pipe|', '"q"', '<t>']) {
        assert.deepEqual(there(`/srv/data/${name}/f`).map((form) => form.refused), [true, true, false, false], name);
    }
    assert.deepEqual(there('/srv/data/console/a.b c').map((form) => form.refused), [false, false, false, false]);
});

test('nothing is told of names that are no text and of paths outside the share', () => {
    const raw = encodedPath('', Buffer.from([0x2f, 0x61, 0x2f, 0xff]).toString('base64'));
    assert.deepEqual(pathsThere(raw, encodedPath('/a'), prefixes), []);
    assert.deepEqual(there('/srv/database/x'), []);
});
