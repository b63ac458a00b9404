import assert from 'node:assert/strict';
import {test} from 'node:test';
import {encodedPath} from '../../../web/src/path_bytes.ts';
import {belowPlace, parsePlace, searchPlace} from '../../../web/src/place.ts';
import {countUrl, datasetsUrl, directoriesUrl, exportUrl, facetsUrl, filterQuery, firstPageUrl, nextPageUrl, statsUrl} from '../../../web/src/query.ts';

test('a question reaches the API with every character quoted and the query as it was typed', () => {
    const place = {...searchPlace(' weld &ext=exe #1 ', '-size'), filters: {...belowPlace('/%FF').filters, q: ' weld &ext=exe #1 ', gone: 'any'}};
    assert.equal(filterQuery(place.filters), 'q=%20weld%20%26ext%3Dexe%20%231%20&under=/%FF&gone=any');
    assert.equal(firstPageUrl(place, 'id,name'), `api/v1/files?${filterQuery(place.filters)}&sort=-size&limit=100&count=1&fields=id,name`);
    assert.equal(nextPageUrl(place, 'id', 'a+b/=', 400), `api/v1/files?${filterQuery(place.filters)}&sort=-size&limit=400&fields=id&after=a%2Bb%2F%3D`);
});

test('facets and datasets and counts are asked for with the filters of the question', () => {
    const place = searchPlace('a b', 'path');
    assert.equal(facetsUrl(place.filters, ['ext', 'year'], 10), 'api/v1/facets?q=a%20b&by=ext,year&limit=10');
    assert.equal(datasetsUrl(place, 24, 0), 'api/v1/datasets?q=a%20b&sort=path&limit=24');
    assert.equal(datasetsUrl(searchPlace(''), 24, 48), 'api/v1/datasets?limit=24&offset=48');
    assert.equal(countUrl(place.filters), 'api/v1/files?q=a%20b&limit=1&count=1&fields=id&sort=id');
});

test('an export asks the same question without a limit', () => {
    assert.equal(exportUrl(parsePlace('?ext=.H5'), 'csv'), 'api/v1/files.csv?q=ext%3Ah5');
    assert.equal(exportUrl(searchPlace(' '), 'ndjson'), 'api/v1/files.ndjson');
});

test('directories and statistics are asked for with what was chosen only', () => {
    assert.equal(directoriesUrl('', ''), 'api/v1/directories');
    assert.equal(directoriesUrl(encodedPath('/x y'), '-size'), 'api/v1/directories?path=/x%20y&sort=-size');
    assert.equal(statsUrl('', 10), 'api/v1/stats?top=10');
    assert.equal(statsUrl('a&b', 5), 'api/v1/stats?top=5&share=a%26b');
});
