import assert from 'node:assert/strict';
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {test} from 'node:test';
import {chosenColumns, columnsText, fieldsOf, fittingColumns, kColumns, kMostSortedByRows} from '../../../web/src/columns.ts';
import {T} from '../../../web/src/text.ts';
import {barsOf} from '../../../web/src/period_bars.ts';

const ids = (columns) => columns.map((column) => column.id);

test('columns come in the order of the table and what is unknown is left out', () => {
    assert.deepEqual(ids(chosenColumns('inode,nonsense,size')), ['size', 'inode']);
    assert.deepEqual(chosenColumns('name'), []);
    assert.deepEqual(ids(chosenColumns(columnsText(['group', 'size']))), ['size', 'group']);
    assert.equal(columnsText(ids(chosenColumns(''))), '');
    assert.deepEqual(chosenColumns(columnsText([])), []);
    for (const column of kColumns) {
        assert.ok(T.results.columns[column.label].length > 0);
    }
});

test('columns whose order is for few files know the number of the API', () => {
    const page = readFileSync(join(process.env.TOCD_SOURCE, 'packaging/docs/api.md'), 'utf8');
    assert.ok(page.includes(`of at most ${kMostSortedByRows} files`));
    assert.ok(page.includes(kColumns.filter((column) => column.by_rows).map((column) => column.sort).sort().join(', ') + ': of at most'));
});

test('columns that have no room are left out and the name keeps its own', () => {
    assert.deepEqual(fittingColumns(chosenColumns(''), 12), []);
    assert.deepEqual(ids(fittingColumns(chosenColumns('size,modified'), 22)), ['size']);
    assert.deepEqual(fittingColumns(kColumns, 1000), [...kColumns]);
});

test('what the columns show is asked for and what every row needs', () => {
    const fields = fieldsOf(chosenColumns('size,first')).split(',');
    for (const field of ['id', 'name', 'directory', 'gone', 'size_bytes', 'first_seen']) {
        assert.ok(fields.includes(field), field);
    }
    assert.ok(!fields.includes('inode'));
    assert.equal(new Set(fields).size, fields.length);
});

test('every month or year between the first and the last has a bar and those far apart only where there are files', () => {
    const bars = (...periods) => barsOf(periods.map(([period, files]) => ({period, files}))).map((b) => [b.period, b.files]);
    assert.deepEqual(bars(['2015', 3], ['2018', 1]), [['2015', 3], ['2016', 0], ['2017', 0], ['2018', 1]]);
    assert.deepEqual(bars(['2015-11', 3], ['2016-02', 1]), [['2015-11', 3], ['2015-12', 0], ['2016-01', 0], ['2016-02', 1]]);
    assert.deepEqual(bars(['1970', 3], ['2018', 1]), [['1970', 3], ['2018', 1]]);
    assert.equal(bars(...Array.from({length: 60}, (_, i) => [String(1960 + i), 1])).length, 24);
    assert.deepEqual(bars(), []);
});
