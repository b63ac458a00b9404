// The width of an element in whole pixels, as it is resized; 0 before it is drawn.
import type {RefObject} from 'preact';
import {useLayoutEffect, useState} from 'preact/hooks';

export function useSize(element: RefObject<HTMLElement | null>): number {
    const [width, setWidth] = useState(0);
    useLayoutEffect(() => {
        if (element.current === null) {
            return;
        }
        setWidth(Math.floor(element.current.clientWidth));
        const watch = new ResizeObserver((entries) => setWidth(Math.floor(entries.at(-1)?.contentRect.width ?? 0)));
        watch.observe(element.current);
        return () => watch.disconnect();
    }, []);
    return width;
}
