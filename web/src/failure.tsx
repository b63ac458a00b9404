// What went wrong, in the words of the daemon, and the way on.
import type {JSX} from 'preact';
import type {ApiError} from './api.ts';
import {T} from './text.ts';

export function Failure({error, again}: {error: ApiError; again: () => void}): JSX.Element {
    const limit = error.status === 504 || error.kind === 'limit';
    return (
        <div class="failure" role="alert">
            <p>{limit ? T.results.took_long : error.retry_after_s > 0 ? T.busy : error.message}</p>
            {(limit || error.retry_after_s > 0) && <p class="faint">{error.message}</p>}
            {error.status !== 400 && error.status !== 404 && <button type="button" onClick={again}>{T.try_again}</button>}
        </div>
    );
}
