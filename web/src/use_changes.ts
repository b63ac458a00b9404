// Asks again when scans find that something changed: not while somebody types, and not too often.
import {useEffect, useRef} from 'preact/hooks';

const kCalm_ms = 2000;    // since the last key
const kSeldom_ms = 5000;  // since the last question of this kind
const kTimes = 20;        // and so many times as long as the daemon took for it

// `changes` counts up; `took_ms`: how long the daemon took for the last answer.
export function useChanges(changes: number, again: () => void, took_ms: number): void {
    const again_ref = useRef(again);
    again_ref.current = again;
    const took_ref = useRef(took_ms);
    took_ref.current = took_ms;
    const seen = useRef(changes);
    const asked_at = useRef(-Infinity);
    const typed_at = useRef(-Infinity);
    useEffect(() => {
        const note = (): void => {
            typed_at.current = performance.now();
        };
        document.addEventListener('input', note, true);
        return () => document.removeEventListener('input', note, true);
    }, []);
    useEffect(() => {
        if (changes === seen.current) {
            return;
        }
        let timer = 0;
        const look = (): void => {
            const due = Math.max(asked_at.current + Math.max(kSeldom_ms, kTimes * took_ref.current), typed_at.current + kCalm_ms);
            const wait_ms = due - performance.now();
            if (wait_ms > 0) {
                timer = window.setTimeout(look, wait_ms);
                return;
            }
            seen.current = changes;
            asked_at.current = performance.now();
            again_ref.current();
        };
        look();
        return () => window.clearTimeout(timer);
    }, [changes]);
}
