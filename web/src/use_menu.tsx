// What can be done with the files found: taken away, or asked for by a program.
import type {JSX} from 'preact';
import {CopyButton} from './copy_button.tsx';
import {Menu} from './menu.tsx';
import type {Place} from './place.ts';
import {exportUrl, filesQuery, kApi} from './query.ts';
import {curlCommand, pandasCommand} from './shell.ts';
import {T} from './text.ts';

export function UseMenu({place}: {place: Place}): JSX.Element {
    const absolute = (url: string): string => new URL(url, document.baseURI).href;
    const query = filesQuery(place);
    return (
        <Menu label={T.results.use}>
            <a href={exportUrl(place, 'csv')} download="files.csv">{T.results.csv}</a>
            <a href={exportUrl(place, 'ndjson')} download="files.ndjson">{T.results.ndjson}</a>
            <CopyButton label={T.results.copy_curl} text={curlCommand(absolute(`${kApi}files${query === '' ? '' : '?' + query}`))} />
            <CopyButton label={T.results.copy_pandas} text={pandasCommand(absolute(exportUrl(place, 'csv')))} />
            <CopyButton label={T.results.copy_link} text={location.href} />
        </Menu>
    );
}
