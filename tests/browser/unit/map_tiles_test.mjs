import assert from 'node:assert/strict';
import {test} from 'node:test';
import {ageStep, kMostTiles, tilesOf, weightOf} from '../../../web/src/map_tiles.ts';

const directory = (i, files, bytes, more = {}) => ({
    id: `d${i}`, name: `n${i}`, path: `/r/n${i}`, state: 'listed', total_files: files, total_size_bytes: bytes, newest: null, failed_directories: 0, ...more,
});
const file = (i, bytes) => ({id: `f${i}`, name: `f${i}`, path: `/r/f${i}`, size_bytes: bytes, modified: '2020-01-01T00:00:00Z'});
const self = {path: '/r', total_files: 1000, total_size_bytes: 1e6};

test('the largest come first and what is not shown is one tile more', () => {
    const tiles = tilesOf({directory: self, directories: [directory(1, 10, 100), directory(2, 900, 5e5)], files: [file(1, 3e5), file(2, 0)]}, 'size');
    assert.deepEqual(tiles.map((t) => [t.kind, t.size_bytes, t.files]), [['directory', 5e5, 900], ['file', 3e5, 1], ['directory', 100, 10], ['others', 199_900, 89]]);
});

test('by number of files the files directly inside are one tile', () => {
    const tiles = tilesOf({directory: self, directories: [directory(1, 10, 100), directory(2, 900, 5e5)], files: [file(1, 3e5)]}, 'files');
    assert.deepEqual(tiles.map((t) => [t.kind, weightOf(t, 'files')]), [['directory', 900], ['directory', 10], ['others', 90]]);
});

test('of many children only some are tiles and the sums stay right', () => {
    const directories = Array.from({length: 200}, (_, i) => directory(i, 5, 1000 + i));
    const total = directories.reduce((sum, d) => sum + d.total_size_bytes, 0);
    const tiles = tilesOf({directory: {...self, total_files: 1000, total_size_bytes: total}, directories, files: []}, 'size');
    assert.equal(tiles.length, kMostTiles + 1);
    assert.equal(tiles.reduce((sum, t) => sum + t.size_bytes, 0), total);
    assert.equal(tiles.reduce((sum, t) => sum + t.files, 0), 1000);
});

test('the map of all shares has no total of its own', () => {
    const tiles = tilesOf({directory: null, directories: [directory(1, 1, 100), directory(2, 1, 0)], files: []}, 'size');
    assert.deepEqual(tiles.map((t) => t.id), ['d1']);
});

test('areas are told apart by how old their newest file is', () => {
    const now = Date.parse('2026-11-29T00:00:00Z');
    assert.deepEqual(['2026-11-01T00:00:00Z', '2026-05-01T00:00:00Z', '2024-05-01T00:00:00Z', '2015-01-01T00:00:00Z', '2030-01-01T00:00:00Z', null].map((t) => ageStep(t, now)),
                     ['fresh', 'year', 'years', 'old', 'fresh', 'none']);
});
