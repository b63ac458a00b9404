// The rows of a long table that are drawn, as the window scrolls; and how high a row is, as it was drawn.
import type {RefObject} from 'preact';
import {useLayoutEffect, useRef, useState} from 'preact/hooks';
import {type DrawnRows, drawnRows, sameRows} from './virtual_rows.ts';

const kGuess_px = 34;  // until a row was drawn

export interface TableRows extends DrawnRows {
    row_px: number;
    page_rows: number;  // that fit into the window
}

// `look_of_rows`: what the height of a row hangs on. As long as it and the others stay nothing is measured, but when the
// window scrolls or changes: to measure is to lay out.
export function useDrawnRows(body: RefObject<HTMLTableSectionElement | null>, count: number, kept: number, look_of_rows: string): TableRows {
    const row_px = useRef(kGuess_px);
    const look = (): DrawnRows => {
        const top_px = body.current?.getBoundingClientRect().top ?? 0;
        return drawnRows(count, row_px.current, top_px, window.innerHeight, kept);
    };
    const [drawn, setDrawn] = useState<DrawnRows>(() => drawnRows(count, kGuess_px, 0, window.innerHeight, kept));
    const look_ref = useRef(look);
    look_ref.current = look;
    const held_px = useRef<number | null>(null);
    held_px.current = body.current?.contains(document.activeElement) === true ? window.scrollY : null;
    const update = (): void => setDrawn((before) => {
        const now = look_ref.current();
        return sameRows(before, now) ? before : now;
    });
    const measure = (): void => {
        const row = body.current?.querySelector<HTMLElement>('tr[data-id]');
        const high = row?.getBoundingClientRect().height ?? 0;
        if (high > 0) {
            row_px.current = high;
        }
        update();
    };
    useLayoutEffect(() => {  // Chromium scrolls to the row with the focus when it is moved among the others: nobody could scroll away
        if (held_px.current !== null && window.scrollY !== held_px.current) {
            window.scrollTo(0, held_px.current);
        }
    }, [drawn]);
    useLayoutEffect(measure, [count, kept, look_of_rows]);
    useLayoutEffect(() => {
        window.addEventListener('scroll', update, {passive: true});
        window.addEventListener('resize', measure);
        return () => {
            window.removeEventListener('scroll', update);
            window.removeEventListener('resize', measure);
        };
    }, []);
    // What was drawn for another number of rows must not reach beyond these.
    const fits = drawn.pieces.every((piece) => piece.to <= count);
    return {...(fits ? drawn : look()), row_px: row_px.current, page_rows: Math.max(1, Math.floor(window.innerHeight / row_px.current) - 4)};
}
