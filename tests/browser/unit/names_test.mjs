import assert from 'node:assert/strict';
import {test} from 'node:test';
import {markedWords, matchesIn, segmentsOf, shownName} from '../../../web/src/names.ts';

const odd = (text, raw = false) => segmentsOf(text, raw).filter((s) => s.odd).map((s) => s.text);

test('characters that hide or turn the text are replaced by visible names', () => {
    assert.deepEqual(odd('a\nb\tc\u001b[31m\u0000\u007f'), ['\\n', '\\t', '\\e', '\\x00', '\\x7f']);
    assert.deepEqual(odd('x\u202egpj.exe\u2066\u200f\u0085'), ['U+202E', 'U+2066', 'U+200F', 'U+0085']);
    assert.deepEqual(odd('\u200b\ufeff\u00ad\u2028\u{e0041}'), ['U+200B', 'U+FEFF', 'U+00AD', 'U+2028', 'U+E0041']);
});

test('no control or direction character is ever left in what is shown', () => {
    for (let code = 0; code < 0x2100; code++) {
        const shown = shownName('a' + String.fromCodePoint(code) + 'b');
        assert.doesNotMatch(shown, /[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u, code.toString(16));
    }
});

test('emoji with joiners and other scripts stay as they are', () => {
    assert.deepEqual(odd('👩‍🔬 مرحبا שלום données.h5'), []);
    assert.equal(shownName('👩‍🔬 données.h5'), '👩‍🔬 données.h5');
});

test('escaped bytes are marked only where the API says that there are some', () => {
    assert.deepEqual(odd('caf\\xe9', true), ['\\xe9']);
    assert.deepEqual(odd('caf\\xe9', false), []);
});

test('the segments together are the name and the matched ones hold the words', () => {
    const segments = segmentsOf('Weld_seam_WELD.h5', false, markedWords('weld *.h5'));
    assert.equal(segments.map((s) => s.text).join(''), 'Weld_seam_WELD.h5');
    assert.deepEqual(segments.filter((s) => s.matched).map((s) => s.text), ['Weld', 'WELD.h5']);
});

test('overlapping words are marked once', () => {
    assert.deepEqual(matchesIn('abcabc', ['ab', 'bca']), [[0, 5]]);
    assert.deepEqual(matchesIn('İweld', ['weld']), [[1, 5]]);
    assert.deepEqual(matchesIn('abc', []), []);
});
