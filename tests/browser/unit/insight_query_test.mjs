import assert from 'node:assert/strict';
import {test} from 'node:test';
import {countUrlOf, insightPlace, insightQuery, insightUrl} from '../../../web/src/insight_query.ts';
import {kNoFilters, kStart} from '../../../web/src/place.ts';

const place = (q, share = '') => ({...kStart, view: 'insight', share, filters: {...kNoFilters, q}});

test('a mark asks for its files among those of the query and the share', () => {
    assert.equal(insightQuery(place('')), '');
    assert.equal(insightQuery(place('weld ext:h5', 'a b'), 'owner=bob'), 'weld ext:h5 share="a b" owner=bob');
    assert.deepEqual(insightPlace(place('weld'), 'size:>=1M size:<16M').filters.q, 'weld size:>=1M size:<16M');
});

test('alternatives keep together', () => {
    assert.equal(insightQuery(place('a OR b', 'data'), 'ext=h5'), '(a OR b) share=data ext=h5');
    assert.equal(insightQuery(place('a OR b')), 'a OR b');
});

test('without a query nothing is asked but the list', () => {
    assert.equal(insightUrl(place(''), 'facets', 'by=ext'), 'api/v1/facets?by=ext');
    assert.equal(insightUrl(place('a&b'), 'facets', 'by=ext'), 'api/v1/facets?q=a%26b&by=ext');
    assert.equal(countUrlOf(place(''), 'accessed:>=1y'), 'api/v1/files?q=accessed%3A%3E%3D1y&limit=1&count=1&fields=id&sort=id');
});
