// How wide an element is, in rem, as it is resized. For what style sheets alone could only do by drawing both variants of
// every row.
import type {RefObject} from 'preact';
import {useLayoutEffect, useState} from 'preact/hooks';

const kGuess_rem = 60;

export function useWidth(element: RefObject<HTMLElement | null>): number {
    const [width_rem, setWidth] = useState(kGuess_rem);
    useLayoutEffect(() => {
        if (element.current === null) {
            return;
        }
        const rem_px = parseFloat(getComputedStyle(document.documentElement).fontSize);
        const set = (px: number): void => setWidth(Math.floor(px / rem_px));
        set(element.current.clientWidth);
        const watch = new ResizeObserver((entries) => {
            const px = entries.at(-1)?.contentRect.width;
            if (px !== undefined) {
                set(px);
            }
        });
        watch.observe(element.current);
        return () => watch.disconnect();
    }, []);
    return width_rem;
}
