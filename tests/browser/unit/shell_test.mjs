import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import {test} from 'node:test';
import {encodedPath} from '../../../web/src/path_bytes.ts';
import {curlCommand, shellWord} from '../../../web/src/shell.ts';

// What bash makes of the word, as bytes.
const inBash = (word) => execFileSync('bash', ['-c', `printf %s ${word}`], {env: {...process.env, LC_ALL: 'C'}});

test('a shell reads every path back exactly', () => {
    const paths = [
        '/plain/path-1_2.h5', '/a b', "/it's", '/$HOME `id` $(id) "x" \\ !', '/line\nbreak', '/tab\t', '/ü👩‍🔬', '/x\u202egpj',
        '/\\x41', '/a\n1', '/a\u001b[31m', '/*?[a]{b,c}~',
    ];
    for (const path of paths) {
        assert.deepEqual(inBash(shellWord(encodedPath(path))), Buffer.from(path), path);
    }
    const raw = Buffer.from([0x2f, 0xff, 0x61, 0x27, 0xe9, 0x66, 0x5c, 0x0a]);
    assert.deepEqual(inBash(shellWord(encodedPath('', raw.toString('base64')))), raw);
});

test('a word to paste holds no control and no direction character', () => {
    assert.doesNotMatch(shellWord(encodedPath('/a\n\u001b\u202e\u0085b')), /[\p{Cc}\p{Bidi_Control}]/u);
});

test('a curl command stays one word for its address', () => {
    assert.equal(curlCommand("http://h/?name=it's"), "curl -s 'http://h/?name=it%27s'");
});
