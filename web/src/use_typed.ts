// A text field whose value is applied shortly after the last keystroke, and follows when it changes elsewhere.
import {useEffect, useRef, useState} from 'preact/hooks';

const kPause_ms = 40;  // with what the daemon takes, who types sees the rows with the letter

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
    const apply_ref = useRef(apply);
    apply_ref.current = apply;

    useEffect(() => {
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
        window.clearTimeout(timer.current);
        timer.current = window.setTimeout(flush, kPause_ms);
    };
    return {text, type, flush};
}
