// How wide an element is, in rem, as it is resized. For what style sheets alone could only do by drawing both variants of
// every row.
import type {RefObject} from 'preact';
import {useLayoutEffect, useState} from 'preact/hooks';

let last_rem = 60;  // of the element before: the best guess for the next one

export function useWidth(element: RefObject<HTMLElement | null>): number {
    const [width_rem, setWidth] = useState(last_rem);
    useLayoutEffect(() => {
        if (element.current === null) {
            return;
        }
        const rem_px = parseFloat(getComputedStyle(document.documentElement).fontSize);
        // It tells the width at once too, when the frame is laid out: to ask for it here would lay out once more.
        const watch = new ResizeObserver((entries) => {
            const px = entries.at(-1)?.contentRect.width;
            if (px !== undefined) {
                last_rem = Math.floor(px / rem_px);
                setWidth(last_rem);
            }
        });
        watch.observe(element.current);
        return () => watch.disconnect();
    }, []);
    return width_rem;
}
