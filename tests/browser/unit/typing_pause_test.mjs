import assert from 'node:assert/strict';
import {test} from 'node:test';
import {typingPause} from '../../../web/src/typing_pause.ts';

test('a key after a rest is applied at once and those of a burst or of a held key go together', () => {
    assert.equal(typingPause(Infinity), 0);
    assert.equal(typingPause(180), 0);
    const gaps_ms = [Infinity, 33, 33, 33, 50, 33];
    const applied = gaps_ms.filter((gap, i) => typingPause(gap) < (gaps_ms[i + 1] ?? Infinity));
    assert.deepEqual(applied, [Infinity, 33, 33], 'the first, where the pause was long enough, and the last');
});
