// The state of each share, and what its scan is doing now.
import type {JSX} from 'preact';
import type {SharesAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {Freshness} from './freshness.tsx';
import {ShareCard} from './share_card.tsx';
import {ShareOverview} from './share_overview.tsx';
import {T} from './text.ts';
import type {Answer} from './use_answer.ts';

export function ScansView({answer}: {answer: Answer<SharesAnswer>}): JSX.Element {
    const {data, error} = answer;
    if (data === null) {
        return error !== null ? <Failure error={error} again={answer.again} /> : <p class="loading">{T.loading}</p>;
    }
    return (
        <>
            <h1 class="off-screen">{T.share.heading}</h1>
            <p class="status-line"><span class="found"><b>{T.shares(data.shares.length)}</b></span><Freshness of={data} /></p>
            {data.shares.length === 0 && <p class="big">{T.share.none}</p>}
            {data.shares.length > 1 && <ShareOverview shares={data.shares} />}
            {data.shares.map((share) => <ShareCard key={share.name} share={share} changed={answer.again} />)}
        </>
    );
}
