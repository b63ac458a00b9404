import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {pythonLiteral, pythonOpens, tocFile, tocFind} from '../../../web/src/commands.ts';
import {encodedPath} from '../../../web/src/path_bytes.ts';
import {kNoFilters, kStart} from '../../../web/src/place.ts';

const raw = (...bytes) => encodedPath('', Buffer.from(bytes).toString('base64'));
const python = (code) => execFileSync('python3', ['-c', code]).toString('hex');

test('python reads a literal back as the exact bytes of the path', () => {
    for (const name of ['/a/plain.csv', `/q"u'o\\te`, '/line\nbreak\ttab', '/ü 👩‍🔬 \u202e\u2028', '/del\u007f\u0085\u001b[31m', '/${x} {y} %s']) {
        assert.equal(python(`import os, sys; sys.stdout.buffer.write(os.fsencode(${pythonLiteral(encodedPath(name))}))`), Buffer.from(name).toString('hex'), JSON.stringify(name));
    }
    const bytes = raw(0x2f, 0xff, 0x22, 0x5c, 0x0a, 0x41);
    assert.equal(python(`import sys; sys.stdout.buffer.write(${pythonLiteral(bytes)})`), Buffer.from([0x2f, 0xff, 0x22, 0x5c, 0x0a, 0x41]).toString('hex'));
});

test('a literal shows no character that hides or turns the text', () => {
    assert.match(pythonLiteral(encodedPath('/a\u202eb\u0085')), /^[\x20-\x7e]*$/);
});

test('a file is opened as its type is', () => {
    assert.equal(pythonOpens(encodedPath('/a b.csv'), 'csv'), 'pd.read_csv("/a b.csv")');
    assert.equal(pythonOpens(encodedPath('/x.h5'), 'h5'), 'h5py.File("/x.h5", "r")');
    assert.equal(pythonOpens(encodedPath('/x.bin'), 'bin'), 'open("/x.bin", "rb")');
    assert.equal(pythonOpens(encodedPath('/x'), 'constructor'), 'open("/x", "rb")');
    assert.equal(pythonOpens(raw(0x2f, 0xff), 'csv'), 'pd.read_csv(os.fsdecode(b"/\\xff"))');
});

test('toc is asked for the same files in the same order', () => {
    const place = {...kStart, filters: {q: `weld 'x' size:>1G`, gone: 'any', under: raw(0x2f, 0xff)}, sort: '-size'};
    assert.equal(tocFind(place), `toc find --gone=any --sort=-size --under=$'/\\xff' --query='weld '\\''x'\\'' size:>1G'`);
    assert.equal(tocFind({...kStart, filters: {...kNoFilters, q: 'weld'}}), 'toc find --query=weld');
    assert.equal(tocFile(encodedPath('/a b')), "toc ls -l '/a b'");
});
