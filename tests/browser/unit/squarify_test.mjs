import assert from 'node:assert/strict';
import {test} from 'node:test';
import {boxByKey, squarify} from '../../../web/src/squarify.ts';

const frame = {x: 10, y: 20, width: 600, height: 400};
const area = (box) => box.width * box.height;
const near = (a, b, what) => assert.ok(Math.abs(a - b) <= 1e-6 * Math.max(1, Math.abs(a), Math.abs(b)), `${what}: ${a} and ${b}`);

// The same numbers in every run.
function* numbers(seed) {
    for (let x = seed; ; ) {
        x = (x * 1103515245 + 12345) % 2147483648;
        yield x / 2147483648;
    }
}

function check(weights, boxes) {
    const total = weights.reduce((sum, w) => sum + (w > 0 ? w : 0), 0);
    boxes.forEach((box, i) => {
        near(area(box), ((weights[i] > 0 ? weights[i] : 0) / total) * area(frame), `area ${i} of ${JSON.stringify(weights)}`);
        assert.ok(box.x >= frame.x - 1e-6 && box.y >= frame.y - 1e-6, 'begins in the frame');
        assert.ok(box.x + box.width <= frame.x + frame.width + 1e-6 && box.y + box.height <= frame.y + frame.height + 1e-6, 'ends in the frame');
    });
    for (let i = 0; i < boxes.length; i++) {
        for (let j = i + 1; j < boxes.length; j++) {
            const [a, b] = [boxes[i], boxes[j]];
            const wide = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
            const high = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
            assert.ok(wide <= 1e-6 || high <= 1e-6, `${i} and ${j} overlap`);
        }
    }
}

test('areas are as the weights and fill the frame without overlaps', () => {
    const random = numbers(11);
    for (let round = 0; round < 200; round++) {
        const weights = Array.from({length: 1 + Math.floor(random.next().value * 40)}, () => Math.floor(random.next().value ** 4 * 1e12) + 1);
        check(weights, squarify(weights, frame));
        const sorted = [...weights].sort((a, b) => b - a);
        check(sorted, squarify(sorted, frame));
    }
});

test('the example of the paper comes out as it does there', () => {
    const boxes = squarify([6, 6, 4, 3, 2, 2, 1], {x: 0, y: 0, width: 6, height: 4});
    const round = (n) => Math.round(n * 100) / 100;
    assert.deepEqual(boxes.slice(0, 4).map((b) => [b.x, b.y, b.width, b.height].map(round)),
                     [[0, 0, 3, 2], [0, 2, 3, 2], [3, 0, 1.71, 2.33], [4.71, 0, 1.29, 2.33]]);
});

test('weights of equal size give shapes near to squares', () => {
    for (const box of squarify(Array(24).fill(7), frame)) {
        assert.ok(Math.max(box.width / box.height, box.height / box.width) < 2, JSON.stringify(box));
    }
});

test('what has no weight has no area and nothing breaks on it', () => {
    const boxes = squarify([0, 5, -3, NaN, 5, Infinity], frame);
    assert.deepEqual(boxes.map((b) => Math.round(area(b))), [0, 120_000, 0, 0, 120_000, 0]);
    assert.deepEqual(squarify([], frame), []);
    assert.deepEqual(squarify([1, 2], {...frame, width: 0}).map(area), [0, 0]);
    assert.equal(squarify([Number.MAX_SAFE_INTEGER, 1], frame).length, 2);
});

test('arrow keys lead to the neighbour on that side', () => {
    const grid = [{x: 0, y: 0, width: 10, height: 10}, {x: 10, y: 0, width: 10, height: 10}, {x: 0, y: 10, width: 10, height: 10}, {x: 10, y: 10, width: 10, height: 10}];
    assert.equal(boxByKey(grid, 0, 'ArrowRight'), 1);
    assert.equal(boxByKey(grid, 0, 'ArrowDown'), 2);
    assert.equal(boxByKey(grid, 3, 'ArrowUp'), 1);
    assert.equal(boxByKey(grid, 3, 'ArrowLeft'), 2);
    assert.equal(boxByKey(grid, 0, 'ArrowLeft'), -1);
    assert.equal(boxByKey(grid, 0, 'Enter'), -1);
    assert.equal(boxByKey([], 0, 'ArrowUp'), -1);
});
