// How many files, how much, how quickly, as of when: always above the results.
import type {ComponentChildren, JSX} from 'preact';
import type {Freshness as FreshnessInfo, Totals} from './api_types.ts';
import {formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import {T} from './text.ts';

const milliseconds = new Intl.NumberFormat(undefined, {maximumSignificantDigits: 2});

interface Props {
    answer: FreshnessInfo & {took_ms: number; total: Totals | null};
    directories?: number;      // that hold them
    stale: boolean;
    children: ComponentChildren;  // what can be done with them
}

export function StatusLine({answer, directories, stale, children}: Props): JSX.Element {
    const {total} = answer;
    return (
        <div class="status-line">
            <span role="status" class={`found ${stale ? 'stale' : ''}`} title={total === null ? undefined : T.bytes(total.size_bytes)}>
                {!answer.complete && `${T.at_least} `}
                {directories !== undefined && <><b>{T.directories(directories)}</b>, </>}
                {total !== null && <><b>{T.files(total.files)}</b>, <b>{formatSize(total.size_bytes)}</b></>}
            </span>
            <span class={`faint ${stale ? 'stale' : ''}`}>{T.took(milliseconds.format(answer.took_ms))}</span>
            <Freshness of={answer} />
            <span class="actions">{children}</span>
        </div>
    );
}
