// How many files, how much, how quickly, as of when: always above the results.
import type {JSX} from 'preact';
import type {FilesAnswer} from './api_types.ts';
import {formatCount, formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import type {Place} from './place.ts';
import {T} from './text.ts';
import {UseMenu} from './use_menu.tsx';

const milliseconds = new Intl.NumberFormat(undefined, {maximumSignificantDigits: 2});

export function StatusLine({place, answer, stale}: {place: Place; answer: FilesAnswer; stale: boolean}): JSX.Element {
    const {total} = answer;
    return (
        <div class={`status-line ${stale ? 'stale' : ''}`}>
            <span role="status" class="found" title={total === null ? undefined : T.bytes(total.size_bytes)}>
                {total !== null && <>{!answer.complete && `${T.at_least} `}<b>{T.files(total.files)}</b>, <b>{formatSize(total.size_bytes)}</b></>}
                {total === null && `${T.at_least} ${formatCount(answer.files.length)}`}
            </span>
            <span class="faint">{T.took(milliseconds.format(answer.took_ms))}</span>
            <Freshness of={answer} />
            <UseMenu place={place} total={total} />
        </div>
    );
}
