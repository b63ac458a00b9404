import assert from 'node:assert/strict';
import {test} from 'node:test';
import {filled, kAgeRanges, kSizeRanges, rangeLabel, yearColumns} from '../../../web/src/ranges.ts';

const year = (value, files) => ({value: String(value), query: `modified:${value}`, files, size_bytes: files * 10});
const shown = (values, now = 2026) => yearColumns(values, (q) => q, now).map((c) => [c.label, c.files, c.to]);

test('ranges read as people say them', () => {
    assert.deepEqual(['..1d', '1d..7d', '64G..', '0'].map(rangeLabel), ['< 1d', '1d – 7d', '≥ 64G', '0']);
});

test('ranges without files have their place and nothing is lost', () => {
    const value = (v, n) => ({value: v, query: `q${v}`, files: n, size_bytes: n});
    const all = filled([value('1d..7d', 5), value('20y..', 3)], kAgeRanges, 'age');
    assert.deepEqual(all.map((v) => [v.value, v.files]), [...kAgeRanges.map((range) => [range, range === '1d..7d' ? 5 : 0]), ['20y..', 3]]);
    assert.deepEqual([all[0].query, all[1].query, all[2].query, all[8].query], ['age:<1d', 'q1d..7d', 'age:7d..<30d', 'age:10y..']);
    assert.deepEqual(filled([], kSizeRanges, 'size').slice(0, 2).map((v) => v.query), ['size:0', 'size:1..<4K']);
});

test('years without files have a column between those that have some', () => {
    assert.deepEqual(shown([year(2023, 5), year(2025, 7)]), [['2023', 5, 'modified:2023'], ['2024', 0, 'modified:2024'], ['2025', 7, 'modified:2025']]);
    assert.deepEqual(shown([]), [['2026', 0, 'modified:2026']]);
});

test('years of long ago and years to come are one column each and no file is lost', () => {
    const values = [year(1970, 1), year(1999, 2), year(2010, 3), year(2011, 4), year(2026, 5), year(2027, 6), year(2099, 7)];
    const columns = shown(values);
    assert.deepEqual(columns[0], ['≤2010', 6, 'modified:..2010']);
    assert.deepEqual(columns.at(-1), ['≥2027', 13, 'modified:2027..']);
    assert.equal(columns.length, 18);
    assert.equal(columns.reduce((sum, c) => sum + c[1], 0), 28);
});
