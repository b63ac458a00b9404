import assert from 'node:assert/strict';
import {test} from 'node:test';
import {chosenValues, withoutFacet, withToggled} from '../../../web/src/facet_terms.ts';
import {kAgeRanges, kSizeRanges} from '../../../web/src/ranges.ts';

test('a value is added to the query and to what is chosen beside it and taken away again', () => {
    const steps = [['ext', 'h5', 'weld ext:h5'], ['ext', 'csv', 'weld ext:h5,csv'], ['owner', 'bob', 'weld ext:h5,csv owner=bob'],
                   ['ext', '', 'weld ext:h5,csv,"" owner=bob'], ['ext', 'h5', 'weld ext:csv,"" owner=bob'], ['owner', 'bob', 'weld ext:csv,""'],
                   ['ext', 'csv', 'weld ext:""'], ['ext', '', 'weld']];
    let query = 'weld';
    for (const [facet, value, expected] of steps) {
        query = withToggled(query, facet, value);
        assert.equal(query, expected);
    }
});

test('what is chosen is told whatever way it was typed', () => {
    assert.deepEqual(chosenValues('filetype:H5,"a b",""', 'ext'), ['H5', 'a b', '']);
    assert.equal(withToggled('ext=H5,csv', 'ext', 'h5'), 'ext=csv');
    assert.deepEqual(chosenValues('user="a,b",c', 'owner'), ['a,b', 'c']);
    assert.deepEqual(chosenValues('dm:2017,2018', 'year'), ['2017', '2018']);
});

test('a part of a name or a range of ones own or what is not wanted is no choice and is narrowed by one', () => {
    for (const [query, facet, value, term] of [['owner:bo', 'owner', 'bob', 'owner=bob'], ['size:1G..', 'size', '4G..64G', 'size:4G..<64G'],
                                               ['modified:2015..2017', 'year', '2016', 'modified:2016'], ['age:1y..', 'age', '1y..2y', 'age:1y..<2y'],
                                               ['-ext:h5', 'ext', 'csv', 'ext:csv'], ['NOT owner=bob', 'owner', 'eve', 'owner=eve'], ['size:', 'size', '0', 'size:0']]) {
        assert.deepEqual(chosenValues(query, facet), [], query);
        assert.equal(withToggled(query, facet, value), `${query} ${term}`);
        assert.equal(withoutFacet(`${query} ${term}`, facet), query);
    }
});

test('every class of sizes and ages can be chosen with others and is told by its own name', () => {
    for (const [facet, classes] of [['size', kSizeRanges], ['age', kAgeRanges]]) {
        const query = classes.reduce((q, value) => withToggled(q, facet, value), 'x');
        assert.deepEqual(chosenValues(query, facet), [...classes]);
        assert.equal(classes.reduce((q, value) => withToggled(q, facet, value), query), 'x');
    }
    assert.equal(withToggled('', 'size', '1..4K'), 'size:1..<4K');
    assert.equal(withToggled('size:1..<4K', 'size', '64G..'), 'size:1..<4K,64G..');
    assert.equal(withToggled('age:<1d', 'age', '1d..7d'), 'age:<1d,1d..<7d');
});

test('alternatives stay together when they are narrowed', () => {
    assert.equal(withToggled('a OR b', 'ext', 'h5'), '(a OR b) ext:h5');
    assert.equal(withToggled('(a OR b) ext:h5', 'ext', 'h5'), '(a OR b)');
});

test('values with any characters are quoted', () => {
    assert.equal(withToggled('', 'group', 'Domain Users'), 'group="Domain Users"');
    assert.equal(withToggled('', 'ext', '<b>"'), 'ext:"<b>"""');
    assert.deepEqual(chosenValues('ext:"<b>"""', 'ext'), ['<b>"']);
});
