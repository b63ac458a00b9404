// How many files, how much, how quickly, as of when: always above the results.
import type {JSX} from 'preact';
import type {FilesAnswer} from './api_types.ts';
import {formatCount, formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import {Menu} from './menu.tsx';
import {CopyButton} from './copy_button.tsx';
import type {Place} from './place.ts';
import {exportUrl, filesQuery, kApi} from './query.ts';
import {curlCommand, pandasCommand} from './shell.ts';
import {T} from './text.ts';

const milliseconds = new Intl.NumberFormat(undefined, {maximumSignificantDigits: 2});

export function StatusLine({place, answer, stale}: {place: Place; answer: FilesAnswer; stale: boolean}): JSX.Element {
    const {total} = answer;
    const absolute = (url: string): string => new URL(url, document.baseURI).href;
    const query = filesQuery(place);
    return (
        <div class={`status-line ${stale ? 'stale' : ''}`}>
            <span role="status" class="found" title={total === null ? undefined : T.bytes(total.size_bytes)}>
                {total !== null && <>{!answer.complete && `${T.at_least} `}<b>{T.files(total.files)}</b>, <b>{formatSize(total.size_bytes)}</b></>}
                {total === null && `${T.at_least} ${formatCount(answer.files.length)}`}
            </span>
            <span class="faint">{T.took(milliseconds.format(answer.took_ms))}</span>
            <Freshness of={answer} />
            <Menu label={T.results.use}>
                <a href={exportUrl(place, 'csv')} download="files.csv">{T.results.csv}</a>
                <a href={exportUrl(place, 'ndjson')} download="files.ndjson">{T.results.ndjson}</a>
                <CopyButton label={T.results.copy_curl} text={curlCommand(absolute(`${kApi}files${query === '' ? '' : '?' + query}`))} />
                <CopyButton label={T.results.copy_pandas} text={pandasCommand(absolute(exportUrl(place, 'csv')))} />
                <CopyButton label={T.results.copy_link} text={location.href} />
            </Menu>
        </div>
    );
}
