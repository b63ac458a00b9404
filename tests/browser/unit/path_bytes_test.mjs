import assert from 'node:assert/strict';
import {test} from 'node:test';
import {bytesOfEncoded, encodedPath, encodedPathOfQuery, isText, shownPath, textOfBytes} from '../../../web/src/path_bytes.ts';

test('a path that is not UTF-8 keeps its exact bytes from an answer to the next question', () => {
    const bytes = Buffer.from([0x2f, 0x63, 0xe9, 0x20, 0x2b, 0x25, 0xff]);
    const path = encodedPath('shown only', bytes.toString('base64'));
    assert.equal(path, '/c%E9%20%2B%25%FF');
    assert.deepEqual(Buffer.from(bytesOfEncoded(path)), bytes);
    assert.equal(encodedPathOfQuery(path), path);
    assert.equal(shownPath(path), '/c\\xe9 +%\\xff');
    assert.equal(isText(path), false);
});

test('a path of text keeps every character that a URL would take for something else', () => {
    const text = "/a b/100%/x+y/?&=#;'\"<>/ü/👩‍🔬/\n\u202e";
    const path = encodedPath(text);
    assert.match(path, /^[A-Za-z0-9%/._~!'()*-]+$/);
    assert.equal(shownPath(path), text);
    assert.equal(shownPath(encodedPathOfQuery(path)), text);
    assert.equal(isText(path), true);
});

test('a hand-written address is understood', () => {
    assert.equal(shownPath(encodedPathOfQuery('/mnt/a+b/100%/grün')), '/mnt/a b/100%/grün');
});

test('broken UTF-8 is shown byte by byte and whole characters around it stay', () => {
    assert.deepEqual(textOfBytes(Uint8Array.from([0xc3, 0xbc, 0xc3, 0x61])), {text: 'ü\\xc3a', exact: false});
    assert.deepEqual(textOfBytes(Uint8Array.from([0xed, 0xa0, 0x80])), {text: '\\xed\\xa0\\x80', exact: false});
    assert.deepEqual(textOfBytes(Uint8Array.from([0xf0, 0x9f, 0x9a])), {text: '\\xf0\\x9f\\x9a', exact: false});
    assert.deepEqual(textOfBytes(Uint8Array.from([0xef, 0xbb, 0xbf, 0x61])), {text: '\ufeffa', exact: true});
});
