// How a share grew, as its scans counted it: each says how many files and bytes it saw.
import type {Scan, Totals} from './api_types.ts';

export interface GrowthPoint extends Totals {
    at: string;          // when the scan began
    at_least: boolean;   // it could not read everything
    scan: Scan;
}

// The scans that went over the whole share to its end, the earliest first. Of more than `most` those that lie evenly in
// time, the first and the last among them.
export function growthOf(scans: readonly Scan[], most: number): GrowthPoint[] {
    const points = scans.filter((s) => s.mode !== 'part' && (s.outcome === 'complete' || s.outcome === 'incomplete'))
        .map((s) => ({at: s.started, at_least: s.outcome === 'incomplete', files: s.files, size_bytes: s.size_bytes, scan: s}))
        .sort((a, b) => time(a) - time(b));
    const first = points[0];
    const last = points.at(-1);
    if (points.length <= most || first === undefined || last === undefined) {
        return points;
    }
    const slot = (point: GrowthPoint): number => Math.floor(((time(point) - time(first)) / Math.max(1, time(last) - time(first))) * (most - 2));
    return points.filter((point, i) => i === 0 || i === points.length - 1 || slot(point) !== slot(points[i + 1] ?? last));
}

export interface Growth {
    by: number;        // less than 0: it shrank
    days: number;
    per_day: number | null;  // null: too short a time to tell
}

const kDay_ms = 86_400_000;

// Between the first and the last. Null: there are not two.
export function growthBetween(points: readonly GrowthPoint[], of: keyof Totals): Growth | null {
    const first = points[0];
    const last = points.at(-1);
    if (first === undefined || last === undefined || first === last) {
        return null;
    }
    const by = last[of] - first[of];
    const days = (time(last) - time(first)) / kDay_ms;
    return {by, days, per_day: days >= 1 ? by / days : null};
}

export interface GrowthLine {
    points: string;    // of an SVG polyline, in a box of width and height
    low: number;
    high: number;
}

// From the lowest number to the highest: a line from zero would hide what grows.
export function growthLine(points: readonly GrowthPoint[], of: keyof Totals, width: number, height: number): GrowthLine {
    const values = points.map((p) => p[of]);
    const low = Math.min(...values);
    const high = Math.max(...values);
    const begin = time(points[0]);
    const span = Math.max(1, time(points.at(-1)) - begin);
    const x = (point: GrowthPoint): string => (((time(point) - begin) / span) * width).toFixed(1);
    const y = (point: GrowthPoint): string => (high === low ? height / 2 : height - ((point[of] - low) / (high - low)) * height).toFixed(1);
    return {points: points.map((p) => `${x(p)},${y(p)}`).join(' '), low, high};
}

function time(point: GrowthPoint | undefined): number {
    return new Date(point?.at ?? 0).getTime();
}
