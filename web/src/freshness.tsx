// "as of … · complete": what every answer must say of itself.
import type {JSX} from 'preact';
import type {Freshness as FreshnessInfo} from './api_types.ts';
import {formatAge} from './format.ts';
import {Time} from './shown.tsx';
import {T} from './text.ts';

export function Freshness({of}: {of: FreshnessInfo}): JSX.Element {
    return (
        <span class="freshness">
            {of.as_of === null ? T.never_scanned : <span>{T.as_of} <Time iso={of.as_of} /> <span class="ago">({formatAge(of.as_of, Date.now())})</span></span>}
            {of.complete
                ? <span class="pill good" title={T.complete_why}>{T.complete}</span>
                : <span class="pill warn" title={T.not_complete_why}>{T.not_complete}</span>}
        </span>
    );
}
