// A text field whose value is applied with the keystroke, or shortly after the last of several, and follows when it changes
// elsewhere.
import {useEffect, useLayoutEffect, useRef, useState} from 'preact/hooks';
import {typingPause} from './typing_pause.ts';

export interface Typed {
    text: string;
    type: (text: string) => void;
    flush: () => void;  // apply what was typed now
}

// `same`: whether what was applied and the value say the same, so that what is typed may stay as it is.
export function useTyped(value: string, apply: (text: string) => void, same: (a: string, b: string) => boolean = Object.is): Typed {
    const [text, setText] = useState(value);
    const timer = useRef(0);
    const known = useRef(value);   // applied last, or come from outside
    const latest = useRef(text);
    const typed_at = useRef(-Infinity);
    const apply_ref = useRef(apply);
    apply_ref.current = apply;

    useLayoutEffect(() => {  // not later: by then more may be typed and applied
        if (!same(value, known.current)) {
            known.current = value;
            latest.current = value;
            window.clearTimeout(timer.current);
            setText(value);
        }
    }, [value]);
    useEffect(() => () => window.clearTimeout(timer.current), []);

    const flush = (): void => {
        window.clearTimeout(timer.current);
        if (latest.current !== known.current) {
            known.current = latest.current;
            apply_ref.current(latest.current);
        }
    };
    const type = (typed: string): void => {
        latest.current = typed;
        setText(typed);
        const now = performance.now();
        const pause_ms = typingPause(now - typed_at.current);
        typed_at.current = now;
        if (pause_ms === 0) {
            flush();
        } else {
            window.clearTimeout(timer.current);
            timer.current = window.setTimeout(flush, pause_ms);
        }
    };
    return {text, type, flush};
}
