import assert from 'node:assert/strict';
import {test} from 'node:test';
import {drawnRows, rowByKey, slotOf} from '../../../web/src/virtual_rows.ts';

const kRow_px = 30, kWindow_px = 900;

test('what is in sight is drawn wherever the table is scrolled to and the room of all rows is kept', () => {
    for (const count of [0, 1, 7, 40, 1000, 400_000]) {
        for (let top = 500; top > -count * kRow_px - 2000; top -= Math.max(137, (count * kRow_px) / 97)) {
            for (const kept of [-1, 0, 5, count - 1, count]) {
                const {pieces, after} = drawnRows(count, kRow_px, top, kWindow_px, kept);
                const rows = pieces.reduce((n, p) => n + p.before + p.to - p.from, after);
                assert.equal(rows, count);
                const drawn = (row) => pieces.some((p) => row >= p.from && row < p.to);
                for (let row = Math.max(0, Math.floor(-top / kRow_px)); row < Math.min(count, Math.ceil((kWindow_px - top) / kRow_px)); row++) {
                    assert.ok(drawn(row), `row ${row} of ${count} at ${top}`);
                }
                assert.ok(kept < 0 || kept >= count || drawn(kept), `the kept row ${kept} of ${count} at ${top}`);
                assert.ok(pieces.reduce((n, p) => n + p.to - p.from, 0) < 80);
            }
        }
    }
});

test('rows that are drawn together have slots of their own and scrolling reuses them', () => {
    const slots = (top) => {
        const {pieces: [piece]} = drawnRows(10_000, kRow_px, top, kWindow_px, -1);
        return new Set(Array.from({length: piece.to - piece.from}, (_, i) => slotOf(piece.from + i, piece)));
    };
    const first = slots(-30_000);
    for (const top of [-30_010, -30_300, -41_234, -77_777]) {
        assert.deepEqual([...slots(top)].sort(), [...first].sort());
    }
});

test('keys lead to rows within the table', () => {
    assert.equal(rowByKey(3, 10, 'ArrowDown', 5), 4);
    assert.equal(rowByKey(3, 10, 'k', 5), 2);
    assert.equal(rowByKey(3, 10, 'PageDown', 5), 8);
    assert.equal(rowByKey(8, 10, 'PageDown', 5), 9);
    assert.equal(rowByKey(9, 10, 'ArrowDown', 5), null);
    assert.equal(rowByKey(0, 10, 'ArrowUp', 5), null);
    assert.equal(rowByKey(4, 10, 'Home', 5), 0);
    assert.equal(rowByKey(4, 10, 'End', 5), 9);
    assert.equal(rowByKey(4, 10, 'x', 5), null);
    assert.equal(rowByKey(0, 0, 'End', 5), null);
});
