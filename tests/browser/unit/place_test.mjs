import assert from 'node:assert/strict';
import {test} from 'node:test';
import {encodedPath} from '../../../web/src/path_bytes.ts';
import {asksForFiles, belowPlace, formatPlace, insidePlace, kNoFilters, kStart, parsePlace, searchPlace} from '../../../web/src/place.ts';

const raw = encodedPath('', Buffer.from([0x2f, 0xff, 0x26]).toString('base64'));
const full = {
    ...kStart, show: 'datasets', columns: 'size,group', sort: '-size', file: 'f1a',
    filters: {q: ' 100% weld+seam & *.h5 #ü size:>1G "a b" ', gone: 'any', under: raw},
};

test('a place comes back from its address exactly', () => {
    assert.deepEqual(parsePlace(formatPlace(full)), full);
    const browse = {...kStart, view: 'browse', path: encodedPath('/mnt/a&b=c'), sort: '-files', map: 'files', file: 'd1a'};
    assert.deepEqual(parsePlace(formatPlace(browse)), browse);
    const insight = {...kStart, view: 'insight', share: 'a b', sort: 'files', filters: {...kNoFilters, q: 'ext:h5 weld'}};
    assert.deepEqual(parsePlace(formatPlace(insight)), insight);
});

test('the start page has an empty address and an empty address is the start page', () => {
    assert.equal(formatPlace(kStart), '?');
    assert.deepEqual(parsePlace(''), kStart);
    assert.deepEqual(parsePlace('?'), kStart);
});

test('an address from elsewhere opens with what can be understood of it', () => {
    const place = parsePlace('?view=nonsense&utm_source=mail&q=a+b&name2=x&=&min_size=%zz&ext');
    assert.deepEqual(place, searchPlace('a b'));
});

test('an old link with a parameter for each filter asks the same in the query language', () => {
    const q = (search) => parsePlace(search).filters.q;
    assert.equal(q('?name=weld+2017'), 'name:weld name:2017');
    assert.equal(q('?name=*.h5'), 'name:*.h5');
    assert.equal(q('?name=a%22b+-x+(1)+a:b'), 'name:"a""b" name:"-x" name:"(1)" name:a:b');
    assert.equal(q('?name=a,(*'), 'name:a??*');
    assert.equal(q('?ext=H5,.csv&share=a+b,c&owner=jens,1000'), 'ext:h5,csv share="a b",c owner=jens,1000');
    assert.equal(q('?ext=&ext=h5'), 'ext:"",h5');
    assert.equal(q('?min_size=10M&max_size=1.5+GiB'), 'size:>=10M size:<=1.5GiB');
    assert.equal(q('?modified_after=2015-01-01T10:00:00Z&modified_before=2017'), 'modified:>=2015-01-01T10:00:00Z modified:<2017');
    assert.equal(q('?modified_after=30d&modified_before=7d'), 'modified:<=30d modified:>7d');
    assert.equal(q('?gone=yes'), 'is:gone');
    assert.equal(q('?q=weld&ext=h5&under=/srv/my%20data'), 'weld ext:h5 path:"/srv/my data"');
    assert.deepEqual(parsePlace('?gone=any').filters, {...kNoFilters, gone: 'any'});
    assert.equal(parsePlace('?view=insight&share=data').share, 'data');
});

test('the view of scans has its name in the address and its old one still opens it', () => {
    assert.equal(formatPlace({...kStart, view: 'scans'}), '?view=scans');
    assert.deepEqual(parsePlace('?view=scans'), {...kStart, view: 'scans'});
    assert.deepEqual(parsePlace('?view=shares'), {...kStart, view: 'scans'});
});

test('a directory is part of the query unless its name is no text that can be typed', () => {
    assert.deepEqual(belowPlace(encodedPath('/srv/a*b "c"'), 'name'), searchPlace('path:"/srv/a*b ""c"""', 'name'));
    assert.deepEqual(belowPlace(raw).filters, {...kNoFilters, under: raw});
    assert.deepEqual(belowPlace(encodedPath('/a\nb')).filters, {...kNoFilters, under: '/a%0Ab'});
});

test('the files of a question that lie in one directory are a question of their own', () => {
    assert.equal(insidePlace({...kNoFilters, q: 'weld ext:h5'}, encodedPath('/srv/a b')).filters.q, 'weld ext:h5 dir="/srv/a b"');
    assert.equal(insidePlace({...kNoFilters, q: 'a OR b'}, encodedPath('/srv/x')).filters.q, '(a OR b) dir=/srv/x');
    assert.deepEqual(insidePlace({...kNoFilters, q: 'weld'}, raw).filters, {...kNoFilters, q: 'weld', under: raw});
    assert.equal(insidePlace({...kNoFilters, gone: 'any'}, encodedPath('/x')).filters.gone, 'any');
});

test('only a place with a question asks for files', () => {
    assert.equal(asksForFiles(kStart), false);
    assert.equal(asksForFiles({...kStart, file: 'f1'}), false);
    assert.equal(asksForFiles(searchPlace('  ')), false);
    assert.equal(asksForFiles(searchPlace('x')), true);
    assert.equal(asksForFiles(parsePlace('?gone=any')), true);
    assert.equal(asksForFiles(belowPlace(raw)), true);
    assert.equal(asksForFiles(searchPlace('', '-size')), true);
    assert.equal(asksForFiles(parsePlace('?show=datasets')), true);
});
