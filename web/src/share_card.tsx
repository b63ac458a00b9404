// One share: what it holds, how its last scan went, its running scan, and the buttons to start and stop one.
import type {ComponentChildren, JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {Share} from './api_types.ts';
import {formatCount, formatDuration, formatPercent} from './format.ts';
import {HeldNote} from './held_note.tsx';
import {Link} from './link.tsx';
import {ListingInsight, Unreadable} from './listing_insight.tsx';
import {encodedPath} from './path_bytes.ts';
import {Outcome} from './outcome.tsx';
import {browsePlace, kStart, searchPlace} from './place.ts';
import {termText} from './query_parts.ts';
import {ScanButtons} from './scan_buttons.tsx';
import {ScanList} from './scan_list.tsx';
import {ScanProgress} from './scan_progress.tsx';
import {cardId} from './share_overview.tsx';
import {Count, Name, Size, Time} from './shown.tsx';
import {T} from './text.ts';

export function ShareCard({share, changed}: {share: Share; changed: () => void}): JSX.Element {
    const t = T.share;
    const state = share.progress?.state ?? 'idle';
    const latest = `${share.last_scan?.id ?? ''} ${share.last_scan?.outcome ?? ''}`;
    const [scans_open, setScansOpen] = useState(false);
    const [insight_open, setInsightOpen] = useState(false);
    return (
        <section class="share" id={cardId(share.name)} aria-label={share.name}>
            <header>
                <h2><bdi>{share.name}</bdi></h2>
                <Link to={browsePlace(encodedPath(share.path, share.path_base64))} class="share-path"><Name text={share.path} raw={share.path_base64 !== undefined} /></Link>
                {share.configured ? <span class={`pill ${state === 'idle' ? '' : state === 'stuck' ? 'warn' : 'live'}`}>{t.states[state] ?? state}</span> : <span class="pill warn">{t.not_configured}</span>}
                <Link to={{...kStart, view: 'insight', share: share.name}}>{t.insight}</Link>
                {share.configured && <ScanButtons share={share} changed={changed} />}
            </header>
            <div class="figures">
                <Figure label={t.files}><Link to={searchPlace(termText('share', '=', [share.name]))}><Count n={share.files} /></Link></Figure>
                <Figure label={t.size}><Size bytes={share.size_bytes} /></Figure>
                {share.unique_bytes !== share.size_bytes && <Figure label={t.unique} title={t.unique_title}><Size bytes={share.unique_bytes} /></Figure>}
                <Figure label={t.directories}><Count n={share.directories} /></Figure>
                {share.last_scan?.coverage != null && <Figure label={t.coverage} title={t.coverage_title} warn={share.last_scan.coverage < 1}>{formatPercent(share.last_scan.coverage, 1)}</Figure>}
                <Figure label={t.failed} warn={share.failed_directories > 0}><Count n={share.failed_directories} /></Figure>
                <Figure label={t.gone_files}>
                    {share.gone_files > 0 ? <Link to={searchPlace(termText('share', '=', [share.name]) + ' is:gone')}><Count n={share.gone_files} /></Link> : <Count n={0} />}
                </Figure>
            </div>
            {share.held !== null && <HeldNote key={share.held.scan_id} held={share.held} changed={changed} />}
            {!share.keeps_stamps && <p class="note">{t.no_stamps}</p>}
            {share.stable_inodes === false && <p class="note">{t.no_inodes}</p>}
            {share.progress?.reason != null && <p class={`note ${state === 'stuck' ? 'warn' : ''}`}>{sentence(share.progress.reason)}</p>}
            {share.progress !== null && share.progress.scan_id !== null && state !== 'idle' && state !== 'stuck' && <ScanProgress key={share.progress.scan_id ?? ''} progress={share.progress} />}
            <dl class="facts wide">
                <dt>{t.last_complete}</dt>
                <dd>{share.last_complete === null ? T.never_scanned : <Time iso={share.last_complete} age />}</dd>
                {share.last_scan !== null && share.last_scan.outcome !== 'running' && (
                    <>
                        <dt>{t.last_scan}</dt>
                        <dd>
                            <Outcome outcome={share.last_scan.outcome} /> <Time iso={share.last_scan.started} age />, {t.took} {formatDuration(share.last_scan.duration_ms)}:
                            {' '}{formatCount(share.last_scan.added)} {t.added}, {formatCount(share.last_scan.changed)} {t.changed}, {formatCount(share.last_scan.gone)} {t.gone}
                            {share.last_scan.failed > 0 && <>, <b class="warn-text">{formatCount(share.last_scan.failed)} {t.failed_now}</b></>}
                            {share.last_scan.failure !== null && <p class="note warn">{share.last_scan.failure}</p>}
                        </dd>
                    </>
                )}
                {state === 'idle' && share.configured && (
                    <><dt>{t.next}</dt><dd>{share.progress?.next == null ? t.on_demand : <Time iso={share.progress.next} age />}</dd></>
                )}
            </dl>
            {share.failed_directories > 0 && <Unreadable share={share.name} latest={latest} />}
            <details class="scans" onToggle={(e) => setScansOpen(e.currentTarget.open)}>
                <summary>{t.scans}</summary>
                {scans_open && <ScanList share={share.name} latest={latest} />}
            </details>
            <details class="scans" onToggle={(e) => setInsightOpen(e.currentTarget.open)}>
                <summary>{T.listings.heading}</summary>
                {insight_open && <ListingInsight share={share.name} latest={latest} />}
            </details>
        </section>
    );
}

function Figure({label, title, warn, children}: {label: string; title?: string; warn?: boolean; children: ComponentChildren}): JSX.Element {
    return <div class={`figure ${warn === true ? 'warn' : ''}`} title={title}><span class="figure-label">{label}</span><span class="figure-value">{children}</span></div>;
}

// What the daemon says as a part of a sentence.
function sentence(reason: string): string {
    return reason.charAt(0).toUpperCase() + reason.slice(1) + (/[.!?]$/.test(reason) ? '' : '.');
}
