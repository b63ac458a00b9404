// A squarified treemap (Bruls, Huizing, van Wijk 2000): rectangles whose areas are as the weights, none of them thinner
// than it must be.

export interface Box {
    x: number;
    y: number;
    width: number;
    height: number;
}

// One box for each weight, in the order of the weights, which fill `frame` without gaps. A weight that is not above 0
// gets a box without area. Largest first gives the best shapes, and is what people expect: it is not sorted here.
export function squarify(weights: readonly number[], frame: Box): Box[] {
    const boxes: Box[] = weights.map(() => ({x: frame.x, y: frame.y, width: 0, height: 0}));
    const shown = weights.flatMap((weight, index) => (weight > 0 && Number.isFinite(weight) ? [{weight, index}] : []));
    const total = shown.reduce((sum, item) => sum + item.weight, 0);
    if (total <= 0 || frame.width <= 0 || frame.height <= 0) {
        return boxes;
    }
    const scale = (frame.width * frame.height) / total;
    let left: Box = {...frame};
    for (let at = 0; at < shown.length;) {
        const side = Math.min(left.width, left.height);
        let row: number[] = [];
        let worst = Infinity;
        for (let next = at; next < shown.length; next++) {
            const longer = [...row, (shown[next]?.weight ?? 0) * scale];
            const ratio = worstRatio(longer, side);
            if (ratio > worst) {
                break;
            }
            row = longer;
            worst = ratio;
        }
        const last = at + row.length === shown.length;
        left = layRow(row, left, last, (place, box) => {
            boxes[shown[at + place]?.index ?? 0] = box;
        });
        at += row.length;
    }
    return boxes;
}

// How far from a square the worst of the areas is when they share a row along `side`.
function worstRatio(areas: readonly number[], side: number): number {
    const sum = areas.reduce((all, area) => all + area, 0);
    const thick = side > 0 ? sum / side : 0;
    return areas.reduce((worst, area) => {
        const long = thick > 0 ? area / thick : 0;
        return Math.max(worst, long > 0 ? Math.max(long / thick, thick / long) : Infinity);
    }, 1);
}

// Lays the row along the shorter side of `left`; gives what is left of it. The last row takes all that is left.
function layRow(areas: readonly number[], left: Box, last: boolean, lay: (place: number, box: Box) => void): Box {
    const across = left.width >= left.height;  // the row stands at the left edge
    const side = across ? left.height : left.width;
    const sum = areas.reduce((all, area) => all + area, 0);
    const thick = last ? (across ? left.width : left.height) : sum / side;
    let along = 0;
    areas.forEach((area, place) => {
        const long = (area / sum) * side;
        lay(place, across ? {x: left.x, y: left.y + along, width: thick, height: long} : {x: left.x + along, y: left.y, width: long, height: thick});
        along += long;
    });
    return across ? {x: left.x + thick, y: left.y, width: Math.max(0, left.width - thick), height: left.height}
        : {x: left.x, y: left.y + thick, width: left.width, height: Math.max(0, left.height - thick)};
}

// The box that an arrow key leads to from box `from`: of those that begin beyond it in that direction the nearest by their
// middles, sideways counting double. -1: none, or another key.
export function boxByKey(boxes: readonly Box[], from: number, key: string): number {
    const here = boxes[from];
    const direction = {ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1]}[key];
    if (here === undefined || direction === undefined) {
        return -1;
    }
    const [dx = 0, dy = 0] = direction;
    let best = -1;
    let least = Infinity;
    boxes.forEach((box, i) => {
        if (i === from || box.width <= 0 || box.height <= 0) {
            return;
        }
        const right = box.x + box.width / 2 - here.x - here.width / 2;
        const down = box.y + box.height / 2 - here.y - here.height / 2;
        const ahead = dx * right + dy * down;
        const beyond = dx > 0 ? box.x >= here.x + here.width - 1 : dx < 0 ? box.x + box.width <= here.x + 1
            : dy > 0 ? box.y >= here.y + here.height - 1 : box.y + box.height <= here.y + 1;
        const far = ahead + 2 * Math.abs(dx * down + dy * right);
        if (beyond && ahead > 0 && far < least) {
            least = far;
            best = i;
        }
    });
    return best;
}
