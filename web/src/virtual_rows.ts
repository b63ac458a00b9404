// Which rows of a long table are drawn: those in sight and some beyond, and the one that the keyboard stands on. Room is
// left for the others.

export interface Piece {
    from: number;    // rows [from, to) are drawn
    to: number;
    before: number;  // rows left out above them
}

export interface DrawnRows {
    pieces: Piece[];
    after: number;   // rows left out below the last piece
}

const kBeyond = 8;
const kStep = 8;  // rows: not every pixel of scrolling draws anew

// `top_px`: where the first row lies in the window; `kept`: a row that is always drawn, -1: none.
export function drawnRows(count: number, row_px: number, top_px: number, window_px: number, kept: number): DrawnRows {
    const begin = Math.floor((-top_px / row_px - kBeyond) / kStep) * kStep;
    const end = begin + Math.ceil((window_px / row_px + 2 * kBeyond) / kStep + 1) * kStep;  // always as many: see slotOf
    const from = Math.max(0, Math.min(count, begin));
    const to = Math.max(from, Math.min(count, end));
    const ranges: [number, number][] = [[from, to]];
    if (kept >= 0 && kept < count && (kept < from || kept >= to)) {
        ranges.splice(kept < from ? 0 : 1, 0, [kept, kept + 1]);
    }
    const pieces: Piece[] = [];
    let at = 0;
    for (const [first, last] of ranges.filter(([f, l]) => l > f)) {
        pieces.push({from: first, to: last, before: first - at});
        at = last;
    }
    return {pieces, after: count - at};
}

// A number that a row that comes into sight shares with the one that goes out: what is drawn of the one is made into the
// other, which is cheaper than to draw it anew.
export function slotOf(row: number, piece: Piece): number {
    return row % Math.max(1, piece.to - piece.from);
}

export function sameRows(a: DrawnRows, b: DrawnRows): boolean {
    return a.after === b.after && a.pieces.length === b.pieces.length
        && a.pieces.every((piece, i) => piece.from === b.pieces[i]?.from && piece.to === b.pieces[i]?.to);
}

// The row that a key leads to; null: another key, or there already.
export function rowByKey(at: number, count: number, key: string, page_rows: number): number | null {
    const steps: Record<string, number> = {
        ArrowDown: at + 1, j: at + 1, ArrowUp: at - 1, k: at - 1, PageDown: at + page_rows, PageUp: at - page_rows, Home: 0, End: count - 1,
    };
    const to = steps[key];
    if (to === undefined || count === 0) {
        return null;
    }
    const bound = Math.max(0, Math.min(count - 1, to));
    return bound === at ? null : bound;
}
