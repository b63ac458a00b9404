import assert from 'node:assert/strict';
import {test} from 'node:test';
import {growthBetween, growthLine, growthOf} from '../../../web/src/growth.ts';

const scan = (day, files, more = {}) => ({id: `s${day}`, share: 'data', mode: 'fast', outcome: 'complete', started: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(),
                                          files, size_bytes: files * 1000, ...more});

test('only scans that went over the whole share to its end tell how it grew and they come in the order of time', () => {
    const scans = [scan(4, 40), scan(3, 1, {mode: 'part'}), scan(2, 5, {outcome: 'interrupted'}), scan(1, 0, {outcome: 'refused'}), scan(0, 30, {mode: 'full'}),
                   scan(5, 35, {outcome: 'incomplete'}), scan(6, 2, {outcome: 'running'})];
    assert.deepEqual(growthOf(scans, 60).map((p) => [p.scan.id, p.files, p.at_least]), [['s0', 30, false], ['s4', 40, false], ['s5', 35, true]]);
    assert.deepEqual(growthOf([], 60), []);
});

test('of many scans those stay that lie evenly in time with the first and the last', () => {
    const scans = [scan(0, 1), ...Array.from({length: 500}, (_, i) => scan(1 + i / 1000, 2 + i)), scan(100, 900)];  // most within half a day
    const points = growthOf(scans, 10);
    assert.ok(points.length <= 11 && points.length >= 2, String(points.length));
    assert.deepEqual([points[0].files, points.at(-1).files], [1, 900]);
    const even = growthOf(Array.from({length: 365}, (_, i) => scan(i, i)), 60);
    assert.ok(even.length > 50 && even.length <= 60, String(even.length));
    assert.deepEqual([even[0].files, even.at(-1).files], [0, 364]);
});

test('growth is told between the first and the last and by the day where there was one', () => {
    const points = growthOf([scan(0, 100), scan(5, 90), scan(10, 150)], 60);
    assert.deepEqual(growthBetween(points, 'files'), {by: 50, days: 10, per_day: 5});
    assert.deepEqual(growthBetween(points, 'size_bytes'), {by: 50_000, days: 10, per_day: 5000});
    assert.equal(growthBetween(growthOf([scan(0, 100), scan(0.5, 90)], 60), 'files').per_day, null);
    assert.equal(growthBetween(growthOf([scan(0, 100)], 60), 'files'), null);
    assert.equal(growthBetween([], 'files'), null);
});

test('a line goes from the lowest number to the highest and a level one through the middle', () => {
    assert.deepEqual(growthLine(growthOf([scan(0, 100), scan(5, 50), scan(10, 150)], 60), 'files', 300, 60), {points: '0.0,30.0 150.0,60.0 300.0,0.0', low: 50, high: 150});
    assert.equal(growthLine(growthOf([scan(0, 7), scan(1, 7)], 60), 'files', 300, 60).points, '0.0,30.0 300.0,30.0');
});
