import assert from 'node:assert/strict';
import {test} from 'node:test';
import {formatAge, formatCount, formatDuration, formatMicroseconds, formatPercent, formatSize, formatTime} from '../../../web/src/format.ts';

test('sizes have at most three or four digits and the unit that goes with 1024', () => {
    assert.equal(formatSize(0), '0 B');
    assert.equal(formatSize(1023), '1,023 B');
    assert.equal(formatSize(1024), '1.0 KiB');
    assert.equal(formatSize(1536), '1.5 KiB');
    assert.equal(formatSize(1024 ** 2 - 1), '1.0 MiB');
    assert.equal(formatSize(99.96 * 1024 ** 3), '100 GiB');
    assert.equal(formatSize(437.11 * 1024 ** 4), '437 TiB');
    assert.equal(formatSize(2 ** 63), '8.0 EiB');
});

test('counts are grouped and parts of nothing are nothing', () => {
    assert.equal(formatCount(16063935), '16,063,935');
    assert.equal(formatPercent(1, 4), '25%');
    assert.equal(formatPercent(1, 3), '33.3%');
    assert.equal(formatPercent(0, 0), '0%');
});

test('times are shown to the minute and a strange one as it came', () => {
    assert.match(formatTime('2026-11-22T20:17:05.123456789Z'), /Nov 22, 2026.*20:17/);
    assert.equal(formatTime('+292277-01-01'), '+292277-01-01');
});

test('ages use the largest unit that fits', () => {
    const now = Date.UTC(2026, 10, 22, 12);
    assert.equal(formatAge('2026-11-22T11:55:00Z', now), '5 minutes ago');
    assert.equal(formatAge('2026-11-21T11:00:00Z', now), 'yesterday');
    assert.equal(formatAge('2023-01-01T00:00:00Z', now), '3 years ago');
    assert.equal(formatAge('2026-11-22T14:00:00Z', now), 'in 2 hours');
    assert.equal(formatAge('never', now), '');
});

test('durations use two units at most', () => {
    assert.equal(formatDuration(85), '85 ms');
    assert.equal(formatDuration(4200), '4.2 s');
    assert.equal(formatDuration(3_243_810), '54 min 3 s');
    assert.equal(formatDuration(7_500_000), '2 h 5 min');
});

test('microseconds get the unit that fits', () => {
    assert.equal(formatMicroseconds(350), '350 µs');
    assert.equal(formatMicroseconds(1500), '1.5 ms');
    assert.equal(formatMicroseconds(12_000), '12 ms');
    assert.equal(formatMicroseconds(4_200_000), '4.2 s');
});
