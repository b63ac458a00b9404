// What a scan saw, as a query.
import type {Scan} from './api_types.ts';
import {termText} from './query_parts.ts';

// The files that this scan saw first. Its times are cut to seconds: the end is the one behind it.
export function newOf(scan: Pick<Scan, 'share' | 'started' | 'finished'>): string {
    const second = (iso: string, plus: number): string => new Date(Math.floor(new Date(iso).getTime() / 1000 + plus) * 1000).toISOString().replace('.000Z', 'Z');
    return `${termText('share', '=', [scan.share])} first:${second(scan.started, 0)}..${second(scan.finished ?? scan.started, 1)}`;
}
