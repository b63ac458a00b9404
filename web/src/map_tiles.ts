// What a map of a directory shows: its largest children as tiles, and one for all the others.
import type {DirectoriesAnswer} from './api_types.ts';
import {encodedPath, type EncodedPath} from './path_bytes.ts';
import type {MapOf} from './place.ts';

export interface Tile {
    kind: 'directory' | 'file' | 'others';
    id: string;
    name: string;
    raw: boolean;
    path: EncodedPath;
    files: number;
    size_bytes: number;
    newest: string | null;   // when the newest file in it was modified
    failed: number;          // directories in it that cannot be read
    unread: boolean;         // it was never listed
}

export const kMostTiles = 60;

// Largest first, the others last. Above the shares nothing is left out but what the limit cut.
export function tilesOf(answer: DirectoriesAnswer, by: Exclude<MapOf, ''>): Tile[] {
    const directories: Tile[] = answer.directories.map((d) => ({
        kind: 'directory', id: d.id, name: d.name, raw: d.name_base64 !== undefined, path: encodedPath(d.path, d.path_base64),
        files: d.total_files, size_bytes: d.total_size_bytes, newest: d.newest, failed: d.failed_directories, unread: d.state === 'pending',
    }));
    // By number one file is like the other.
    const files: Tile[] = by === 'files' ? [] : answer.files.map((f) => ({
        kind: 'file', id: f.id, name: f.name, raw: f.name_base64 !== undefined, path: encodedPath(f.path, f.path_base64),
        files: 1, size_bytes: f.size_bytes, newest: f.modified, failed: 0, unread: false,
    }));
    const all = [...directories, ...files].filter((tile) => weightOf(tile, by) > 0).sort((a, b) => weightOf(b, by) - weightOf(a, by));
    const shown = all.slice(0, kMostTiles);
    const self = answer.directory;
    const sum = (of: (tile: Tile) => number): number => shown.reduce((total, tile) => total + of(tile), 0);
    const whole = self ?? {total_files: all.reduce((n, tile) => n + tile.files, 0), total_size_bytes: all.reduce((n, tile) => n + tile.size_bytes, 0)};
    const others: Tile = {
        kind: 'others', id: 'others', name: '', raw: false, path: self === null ? encodedPath('') : encodedPath(self.path, self.path_base64),
        files: Math.max(0, whole.total_files - sum((t) => t.files)), size_bytes: Math.max(0, whole.total_size_bytes - sum((t) => t.size_bytes)),
        newest: null, failed: 0, unread: false,
    };
    return weightOf(others, by) > 0 ? [...shown, others] : shown;
}

export function weightOf(tile: Tile, by: Exclude<MapOf, ''>): number {
    return by === 'size' ? tile.size_bytes : tile.files;
}

export const kAgeSteps = ['fresh', 'year', 'years', 'old'] as const;
export type AgeStep = (typeof kAgeSteps)[number] | 'none';

// Up to 90 days, a year, three years, longer.
export function ageStep(newest: string | null, now_ms: number): AgeStep {
    const days = newest === null ? NaN : (now_ms - new Date(newest).getTime()) / 86_400_000;
    return Number.isNaN(days) ? 'none' : days < 90 ? 'fresh' : days < 365 ? 'year' : days < 3 * 365 ? 'years' : 'old';
}
