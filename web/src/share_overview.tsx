// All shares in one table: what is fresh, what runs, what needs somebody. Each leads to its card below.
import type {JSX} from 'preact';
import type {Share} from './api_types.ts';
import {formatAge, formatPercent} from './format.ts';
import {formatPlace, kStart} from './place.ts';
import {Count, Size, Time} from './shown.tsx';
import {T} from './text.ts';

export function cardId(share: string): string {
    return `share-${share}`;
}

export function ShareOverview({shares}: {shares: readonly Share[]}): JSX.Element {
    const t = T.share;
    const address = formatPlace({...kStart, view: 'scans'});
    return (
        <div class="share-overview"><table>
            <caption class="off-screen">{t.heading}</caption>
            <thead>
                <tr>
                    <th scope="col">{t.name}</th><th scope="col">{t.state}</th><th scope="col">{t.last_complete}</th><th scope="col" class="right">{t.coverage}</th>
                    <th scope="col" class="right">{t.failed}</th><th scope="col" class="right">{t.held_column}</th><th scope="col" class="right">{t.files}</th><th scope="col" class="right">{t.size}</th><th scope="col">{t.next}</th>
                </tr>
            </thead>
            <tbody>
                {shares.map((share) => {
                    const state = share.progress?.state ?? 'idle';
                    const coverage = share.last_scan?.coverage ?? null;
                    return (
                        <tr key={share.name}>
                            <th scope="row"><a href={`${address}#${encodeURIComponent(cardId(share.name))}`}><bdi>{share.name}</bdi></a></th>
                            <td>{share.configured ? <span class={`pill ${state === 'idle' ? '' : state === 'stuck' ? 'warn' : 'live'}`}>{t.states[state] ?? state}</span> : <span class="pill warn">{t.not_configured}</span>}</td>
                            <td>{share.last_complete === null ? T.never_scanned : <time dateTime={share.last_complete} title={share.last_complete}>{formatAge(share.last_complete, Date.now())}</time>}</td>
                            <td class={`right ${coverage !== null && coverage < 1 ? 'warn-text' : ''}`}>{coverage === null ? T.none : formatPercent(coverage, 1)}</td>
                            <td class={`right ${share.failed_directories > 0 ? 'warn-text' : ''}`}><Count n={share.failed_directories} /></td>
                            <td class={`right ${share.held !== null ? 'warn-text' : ''}`}><Count n={share.held?.files ?? 0} /></td>
                            <td class="right"><Count n={share.files} /></td><td class="right"><Size bytes={share.size_bytes} /></td>
                            <td>{share.progress?.next == null ? T.none : <Time iso={share.progress.next} />}</td>
                        </tr>
                    );
                })}
            </tbody>
        </table></div>
    );
}
