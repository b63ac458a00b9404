// Whether an element is narrower than a number of pixels, as it is resized. For what style sheets alone could only do
// by drawing both variants of every row.
import type {RefObject} from 'preact';
import {useLayoutEffect, useState} from 'preact/hooks';

export function useNarrow(element: RefObject<HTMLElement | null>, below_px: number): boolean {
    const [narrow, setNarrow] = useState(false);
    useLayoutEffect(() => {
        if (element.current === null) {
            return;
        }
        setNarrow(element.current.clientWidth < below_px);
        const watch = new ResizeObserver((entries) => setNarrow((entries.at(-1)?.contentRect.width ?? below_px) < below_px));
        watch.observe(element.current);
        return () => watch.disconnect();
    }, [below_px]);
    return narrow;
}
