// Whether something has been false for a moment: what costs the daemon much waits until nobody types.
import {useEffect, useState} from 'preact/hooks';

const kCalm_ms = 350;  // longer than between two letters: a count begun is a count that the next rows wait for

export function useCalm(busy: boolean): boolean {
    const [calm, setCalm] = useState(!busy);
    useEffect(() => {
        if (busy) {
            setCalm(false);
            return;
        }
        const timer = window.setTimeout(() => setCalm(true), kCalm_ms);
        return () => window.clearTimeout(timer);
    }, [busy]);
    return calm && !busy;
}
