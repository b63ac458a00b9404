import assert from 'node:assert/strict';
import {test} from 'node:test';
import {fieldOf, sameField, withField} from '../../../web/src/query_fields.ts';

test('every field of the filter bar reads its part of the query', () => {
    const q = 'weld type:h5,csv owner=jens share="a b" size:1M..2G modified:2015..2017 is:gone -ext:tmp';
    assert.equal(fieldOf(q, 'ext'), 'h5,csv');
    assert.equal(fieldOf(q, 'owner'), 'jens');
    assert.equal(fieldOf(q, 'share'), 'a b');
    assert.deepEqual([fieldOf(q, 'min_size'), fieldOf(q, 'max_size')], ['1M', '2G']);
    assert.deepEqual([fieldOf(q, 'after'), fieldOf(q, 'before')], ['2015', '2017']);
    assert.equal(fieldOf(q, 'gone'), 'yes');
    assert.equal(fieldOf('-ext:h5', 'ext'), '');
    assert.equal(fieldOf('ext:h5 OR x', 'ext'), '');
    assert.deepEqual([fieldOf('size:>=1M bytes:<=2M', 'min_size'), fieldOf('size:>=1M bytes:<=2M', 'max_size')], ['1M', '2M']);
    assert.equal(fieldOf('size:>1M', 'min_size'), '');  // not the same
    assert.deepEqual([fieldOf('modified:7d..30d', 'after'), fieldOf('modified:7d..30d', 'before')], ['30d', '7d']);
    assert.deepEqual([fieldOf('size:4K..<64K', 'min_size'), fieldOf('size:4K..<64K', 'max_size')], ['4K', '<64K']);
    assert.equal(fieldOf('modified:7d..<30d', 'after'), '');
    assert.deepEqual([fieldOf('modified:<=30d', 'after'), fieldOf('modified:2y..', 'before')], ['30d', '2y']);
});

test('a field is written into its place in the query and taken away again', () => {
    assert.equal(withField('weld', 'ext', ' H5, .csv'), 'weld ext:h5,csv');
    assert.equal(withField('ext:h5 weld', 'ext', 'csv'), 'ext:csv weld');
    assert.equal(withField('ext:h5 weld', 'ext', ''), 'weld');
    assert.equal(withField('', 'ext', '""'), 'ext:""');
    assert.equal(withField('', 'ext', 'h*'), 'ext:h*');
    assert.equal(withField('a OR b', 'ext', 'h5'), '(a OR b) ext:h5');
    assert.equal(withField('x', 'share', 'a b'), 'x share="a b"');
    assert.equal(withField('size:1M.. x', 'max_size', '2 GiB'), 'size:1M..2GiB x');
    assert.equal(withField('size:1M..2G x', 'min_size', ''), 'size:..2G x');
    assert.equal(withField('size:>=1M x size:<=2M', 'max_size', '3M'), 'size:1M..3M x');
    assert.equal(withField('size:4K..<64K x', 'min_size', '8K'), 'size:8K..<64K x');
    assert.equal(withField('', 'max_size', 'enor(mous'), 'size:"..enor(mous"');
    assert.equal(withField('', 'after', '30d'), 'modified:..30d');
    assert.equal(withField('modified:..30d', 'before', '7d'), 'modified:7d..30d');
    assert.equal(withField('modified:..30d', 'before', '2017'), 'modified:..30d modified:..2017');
    assert.equal(withField('', 'after', '2015-01-01T10:00'), 'modified:2015-01-01T10:00..');
    assert.equal(withField('weld size:', 'max_size', '1G'), 'weld size:..1G');
    assert.equal(withField('x is:gone', 'gone', ''), 'x');
});

test('what was written into a field is read from it again', () => {
    for (const [field, text] of [['ext', 'h5,csv'], ['owner', 'jens'], ['share', 'a,"b'], ['min_size', '1.5G'], ['max_size', 'big(x'], ['after', '30d'],
                                 ['before', '2w'], ['after', '2015'], ['before', '2017-05-03'], ['gone', 'yes']]) {
        assert.equal(fieldOf(withField('weld OR b', field, text), field), text, `${field} ${text}`);
    }
    const both = withField(withField('', 'after', '2015'), 'before', '1y');
    assert.deepEqual([fieldOf(both, 'after'), fieldOf(both, 'before')], ['2015', '1y']);
});

test('what is typed and its tidy form are the same to a field', () => {
    assert.ok(sameField('ext', 'H5, ', 'h5'));
    assert.ok(sameField('min_size', '1 G', '1G'));
    assert.ok(!sameField('ext', 'h5,c', 'h5'));
});
