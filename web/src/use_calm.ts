// Whether something has been false for a moment: what costs the daemon much waits until nobody types.
import {useEffect, useRef, useState} from 'preact/hooks';

const kCalm_ms = 350;  // longer than between two letters: a count begun is a count that the next rows wait for

export function useCalm(busy: boolean): boolean {
    const turn = useRef(0);  // counts the times that it became busy
    const was_busy = useRef(false);
    const [calm_in, setCalm] = useState(busy ? -1 : 0);
    if (busy && !was_busy.current) {
        turn.current++;
    }
    was_busy.current = busy;
    useEffect(() => {
        if (busy) {
            return;
        }
        const timer = window.setTimeout(() => setCalm(turn.current), kCalm_ms);
        return () => window.clearTimeout(timer);
    }, [busy]);
    return !busy && calm_in === turn.current;
}
