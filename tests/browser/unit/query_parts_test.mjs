import assert from 'node:assert/strict';
import {test} from 'node:test';
import {partsOf, queryOf, quoted, termText, unquoted, wordsOf} from '../../../web/src/query_parts.ts';

const texts = (query) => partsOf(query).map((part) => part.text);

test('a query falls into the parts that AND joins', () => {
    assert.deepEqual(texts(''), []);
    assert.deepEqual(texts(' weld  ext:h5,csv\tsize:>1G '), ['weld', 'ext:h5,csv', 'size:>1G']);
    assert.deepEqual(texts('"weld 7" path:"/my data","b c" -tmp'), ['"weld 7"', 'path:"/my data","b c"', '-tmp']);
    assert.deepEqual(texts('"5"" disk" a'), ['"5"" disk"', 'a']);
    assert.deepEqual(texts('a AND NOT b -(c OR "d ) e")'), ['a', 'NOT b', '-(c OR "d ) e")']);
    assert.deepEqual(texts('scan(1).txt x'), ['scan(1).txt', 'x']);
    assert.deepEqual(texts('/a"b/ /srv/x y'), ['/a"b/', '/srv/x', 'y']);
    assert.deepEqual(texts('group:/^(a,b)-/,x c'), ['group:/^(a,b)-/,x', 'c']);
    assert.deepEqual(texts('a OR b c'), ['a OR b c']);
    assert.equal(partsOf('a OR b')[0].any, true);
});

test('what cannot be read stays as it stands', () => {
    for (const query of ['(a', 'a )', '"open', 'a NOT', 'sise:1 x', 'x AND', ')))', 'ext:', 'ext:a,', '- a', 'a"b c"']) {
        assert.equal(queryOf(partsOf(query)).replaceAll(/ |AND/g, ''), query.replaceAll(/ |AND/g, ''), query);
    }
});

test('a part tells its key and values by whatever name and sign', () => {
    const part = (query) => { const {key, op, values, negated} = partsOf(query)[0]; return [key, op, values.join('|'), negated]; };
    assert.deepEqual(part('type:h5,"a,b"'), ['ext', ':', 'h5|"a,b"', false]);
    assert.deepEqual(part('MTIME>=2017'), ['modified', ':', '>=2017', false]);
    assert.deepEqual(part('-owner=bob'), ['owner', '=', 'bob', true]);
    assert.deepEqual(part('NOT -is:gone'), ['is', ':', 'gone', false]);
    assert.deepEqual(part('a:b'), ['', ':', 'a:b', false]);
});

test('parts joined again are the query and an OR is put into parentheses', () => {
    assert.equal(queryOf([...partsOf('a OR b'), ...partsOf('ext:h5')]), '(a OR b) ext:h5');
    assert.equal(queryOf(partsOf('a OR b')), 'a OR b');
});

test('texts are quoted where something in them has a meaning', () => {
    assert.equal(quoted('h5'), 'h5');
    assert.equal(quoted('größe_1.x'), 'größe_1.x');
    for (const text of ['a b', 'a,b', '"', '-x', '(a', 'a*', '', '<1', 'a)']) {
        assert.equal(quoted(text), `"${text.replaceAll('"', '""')}"`);
        assert.equal(unquoted(quoted(text)), text);
    }
    assert.equal(termText('share', '=', ['a b', 'c']), 'share="a b",c');
});

test('the words that are looked for are known and those that are not wanted are not', () => {
    assert.deepEqual(wordsOf('weld "a b" -tmp NOT x ext:h5 name:run*_v,q (c OR -d) /re.x/ raw/*.h5'), ['weld', 'a b', 'run', '_v', 'q', 'c', '.h5']);
    assert.deepEqual(wordsOf('a OR b'), ['a', 'b']);
    assert.deepEqual(wordsOf('-(a b) "'), ['"']);
});
