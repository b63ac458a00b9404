// The answer to one question, kept fresh: asked again when the question changes, when it is due, when the daemon was away.
import {useCallback, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {ApiError, ask, LostError} from './api.ts';
import {reportAnswer} from './connection.ts';

export interface Answer<T> {
    data: T | null;      // the last good answer, perhaps to the question before: see `stale`
    stale: boolean;      // data does not answer the present question (yet)
    pending: boolean;
    error: ApiError | null;
    again: () => void;
}

interface State<T> {
    url: string | null;
    data: T | null;
    error: ApiError | null;
}

const kNothing: State<never> = {url: null, data: null, error: null};
const kRetry_ms = [1000, 2000, 4000, 8000];

// `url` null: nothing to ask. `poll`: milliseconds until the next time, given the last answer; 0 = once. `hold`: not now:
// what is known stays, as stale, and is asked for again when it ends.
// Thread of control: one question at a time; one that is no longer wanted is aborted and its answer never arrives.
export function useAnswer<T>(url: string | null, poll?: (data: T | null) => number, hold = false): Answer<T> {
    const [state, setState] = useState<State<T>>(kNothing);
    const [pending, setPending] = useState(false);
    const [turn, setTurn] = useState(0);
    const poll_ref = useRef(poll);
    poll_ref.current = poll;
    const answered = useRef(state.url);  // the question of `state`
    answered.current = state.url;

    useLayoutEffect(() => {  // not after the next frame: the question goes out with the keystroke
        if (url === null) {
            setState(kNothing);
            setPending(false);
            return;
        }
        if (hold) {
            return;
        }
        const abort = new AbortController();
        let timer = 0;
        let failures = 0;
        const later = (ms: number): void => {
            timer = window.setTimeout(run, ms);
        };
        const run = async (): Promise<void> => {
            if (document.hidden && failures === 0 && timer !== 0) {
                later(1000);  // nobody looks: do not load the daemon
                return;
            }
            if (answered.current === url) {
                setPending(true);  // another question is pending as it is, without drawing all once more
            }
            try {
                const data = await ask<T>(url, abort.signal);
                failures = 0;
                reportAnswer(true);
                setState({url, data, error: null});
                setPending(false);
                const due_ms = poll_ref.current?.(data) ?? 0;
                if (due_ms > 0) {
                    later(due_ms);
                }
            } catch (error) {
                if (abort.signal.aborted) {
                    return;
                }
                if (error instanceof LostError) {
                    reportAnswer(false);
                    later(kRetry_ms[Math.min(failures++, kRetry_ms.length - 1)] ?? 8000);
                } else if (error instanceof ApiError) {
                    reportAnswer(true);
                    setState((before) => ({...before, url, error}));
                    setPending(false);
                    if (error.retry_after_s > 0 || poll_ref.current !== undefined) {
                        later(Math.max(1, error.retry_after_s) * 1000);
                    }
                } else {
                    throw error;
                }
            }
        };
        void run();
        return () => {
            abort.abort();
            window.clearTimeout(timer);
        };
    }, [url, turn, hold]);

    const again = useCallback(() => setTurn((n) => n + 1), []);
    // An error belongs to its question: a changed one starts clean.
    const current = state.url === url;
    return {data: state.data, stale: !current || hold || state.error !== null, pending: pending || !current, error: current ? state.error : null, again};
}
