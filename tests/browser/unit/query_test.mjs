import assert from 'node:assert/strict';
import {test} from 'node:test';
import {encodedPath} from '../../../web/src/path_bytes.ts';
import {searchPlace} from '../../../web/src/place.ts';
import {directoriesUrl, exportUrl, extensionList, filterQuery, firstPageUrl, nextPageUrl, sizeValue, statsUrl} from '../../../web/src/query.ts';

test('a question reaches the API with every character quoted', () => {
    const place = searchPlace({name: ' weld &ext=exe #1 ', under: encodedPath('/a b/%'), owner: 'jens, maria'}, '-size');
    assert.equal(filterQuery(place.filters), 'name=weld%20%26ext%3Dexe%20%231&under=/a%20b/%25&owner=jens%2Cmaria');
    assert.equal(firstPageUrl(place), `api/v1/files?${filterQuery(place.filters)}&sort=-size&limit=100&count=1`);
    assert.equal(nextPageUrl(place, 'a+b/='), `api/v1/files?${filterQuery(place.filters)}&sort=-size&limit=200&after=a%2Bb%2F%3D`);
});

test('an export asks the same question without a limit', () => {
    assert.equal(exportUrl(searchPlace({ext: '.H5'}), 'csv'), 'api/v1/files.csv?ext=h5');
    assert.equal(exportUrl(searchPlace({}), 'ndjson'), 'api/v1/files.ndjson');
});

test('files without an extension are asked for by an empty one', () => {
    assert.equal(filterQuery(searchPlace({no_ext: true}).filters), 'ext=');
});

test('extensions are taken as people write them', () => {
    assert.equal(extensionList('H5, .csv;*.TIF  nc'), 'h5,csv,tif,nc');
    assert.equal(extensionList(' , '), '');
});

test('sizes are brought into the form of the API and what is no size is left for it to refuse', () => {
    assert.equal(sizeValue('10m'), '10M');
    assert.equal(sizeValue(' 10 MiB '), '10M');
    assert.equal(sizeValue('1.5 GB'), String(1.5 * 1024 ** 3));
    assert.equal(sizeValue('0.5'), '1');
    assert.equal(sizeValue('123'), '123');
    assert.equal(sizeValue('123 b'), '123');
    assert.equal(sizeValue('big'), 'big');
    assert.equal(sizeValue('-1'), '-1');
});

test('directories and statistics are asked for with what was chosen only', () => {
    assert.equal(directoriesUrl('', ''), 'api/v1/directories');
    assert.equal(directoriesUrl(encodedPath('/x y'), '-size'), 'api/v1/directories?path=/x%20y&sort=-size');
    assert.equal(statsUrl('', 10), 'api/v1/stats?top=10');
    assert.equal(statsUrl('a&b', 5), 'api/v1/stats?top=5&share=a%26b');
});
