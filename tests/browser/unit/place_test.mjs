import assert from 'node:assert/strict';
import {test} from 'node:test';
import {encodedPath} from '../../../web/src/path_bytes.ts';
import {activeFilters, asksForFiles, formatPlace, kNoFilters, kStart, parsePlace, searchPlace, without} from '../../../web/src/place.ts';

const full = {
    view: 'search', sort: '-size', file: 'f1a', path: '',
    filters: {
        name: '100% weld+seam & *.h5 #ü', ext: 'h5,csv', share: 'a b', owner: 'jens', min_size: '10M', max_size: '1T',
        modified_after: '2015-01-01T10:00:00Z', modified_before: '30d', gone: 'any', no_ext: true,
        under: encodedPath('', Buffer.from([0x2f, 0xff, 0x26]).toString('base64')),
    },
};

test('a place comes back from its address exactly', () => {
    assert.deepEqual(parsePlace(formatPlace(full)), full);
    const browse = {...kStart, view: 'browse', path: encodedPath('/mnt/a&b=c'), sort: '-files'};
    assert.deepEqual(parsePlace(formatPlace(browse)), browse);
});

test('the start page has an empty address and an empty address is the start page', () => {
    assert.equal(formatPlace(kStart), '?');
    assert.deepEqual(parsePlace(''), kStart);
    assert.deepEqual(parsePlace('?'), kStart);
});

test('an address from elsewhere opens with what can be understood of it', () => {
    const place = parsePlace('?view=nonsense&utm_source=mail&name=a+b&name2=x&=&min_size=%zz&ext');
    assert.deepEqual(place, {...kStart, filters: {...kNoFilters, name: 'a b'}});
});

test('active filters are those that differ from none and each can be taken away', () => {
    assert.deepEqual(activeFilters(kNoFilters), []);
    const active = activeFilters(full.filters);
    assert.equal(active.length, 10);
    assert.ok(!active.includes('name'));
    let left = full.filters;
    for (const key of active) {
        left = without(left, key);
    }
    assert.deepEqual(left, {...kNoFilters, name: full.filters.name});
});

test('only a place with a question asks for files', () => {
    assert.equal(asksForFiles(kStart), false);
    assert.equal(asksForFiles({...kStart, file: 'f1'}), false);
    assert.equal(asksForFiles(searchPlace({name: 'x'})), true);
    assert.equal(asksForFiles(searchPlace({gone: 'yes'})), true);
    assert.equal(asksForFiles(searchPlace({}, '-size')), true);
});
