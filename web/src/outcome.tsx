// How a scan ended, as a word that its colour underlines.
import type {JSX} from 'preact';
import {T} from './text.ts';

export function Outcome({outcome}: {outcome: string}): JSX.Element {
    const look = outcome === 'complete' ? 'good' : outcome === 'running' ? 'live' : 'warn';
    return <span class={`pill ${look}`}>{T.share.outcomes[outcome] ?? outcome}</span>;
}
