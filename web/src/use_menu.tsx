// What can be done with the files found: taken away as a file, or asked for by a program. First it says how many they are.
import type {JSX} from 'preact';
import type {Totals} from './api_types.ts';
import {tocFind} from './commands.ts';
import {CopyButton} from './copy_button.tsx';
import {formatSize} from './format.ts';
import {Link} from './link.tsx';
import {Menu} from './menu.tsx';
import {kStart, type Place} from './place.ts';
import {exportUrl, filesQuery, kApi} from './query.ts';
import {curlCommand, pandasCommand, pythonAsks} from './shell.ts';
import {T} from './text.ts';

export function UseMenu({place, total}: {place: Place; total: Totals | null}): JSX.Element {
    const t = T.results;
    const absolute = (url: string): string => new URL(url, document.baseURI).href;
    const query = filesQuery(place);
    const files = absolute(`${kApi}files${query === '' ? '' : '?' + query}`);
    return (
        <Menu label={t.use}>
            <p class="faint menu-note">{total === null ? t.all_of_them : t.this_many(T.files(total.files), formatSize(total.size_bytes))}</p>
            {place.filters.under === '' && <Link to={{...kStart, view: 'insight', filters: place.filters}}>{t.insight}</Link>}
            <a href={exportUrl(place, 'csv')} download="files.csv">{t.csv}</a>
            <a href={exportUrl(place, 'ndjson')} download="files.ndjson">{t.ndjson}</a>
            <a href={exportUrl(place, 'paths0')} download="files.paths0" title={t.paths_title}>{t.paths}</a>
            <CopyButton label={t.copy_curl} text={curlCommand(files)} />
            <CopyButton label={t.copy_python} text={pythonAsks(files)} />
            <CopyButton label={t.copy_pandas} text={pandasCommand(absolute(exportUrl(place, 'csv')))} />
            <CopyButton label={t.copy_toc} text={tocFind(place)} />
            <CopyButton label={t.copy_link} text={location.href} />
        </Menu>
    );
}
