// Asks again when a scan has ended since the answer came: nobody should look at yesterday's rows without knowing.
import {useEffect, useRef} from 'preact/hooks';
import type {SharesAnswer} from './api_types.ts';

export function useScanEnds(shares: SharesAnswer | null, again: () => void): void {
    const ends = shares === null ? null : shares.shares.map((share) => share.last_scan?.finished ?? '').join();
    const seen = useRef<string | null>(null);
    useEffect(() => {
        if (ends === null) {
            return;
        }
        if (seen.current !== null && seen.current !== ends) {
            again();
        }
        seen.current = ends;
    }, [ends]);
}
