// Scan now, Stop; and for a root that was refused, to accept it, in two steps.
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {command} from './api.ts';
import type {Share} from './api_types.ts';
import {kApi} from './query.ts';
import {T} from './text.ts';

const kNote_ms = 5000;

export function ScanButtons({share, changed}: {share: Share; changed: () => void}): JSX.Element {
    const t = T.share;
    const [said, setSaid] = useState('');
    const [busy, setBusy] = useState(false);
    const [asking, setAsking] = useState(false);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
        const timer = said === '' || failed ? 0 : window.setTimeout(() => setSaid(''), kNote_ms);
        return () => window.clearTimeout(timer);
    }, [said, failed]);
    const holds = `${kApi}shares/${encodeURIComponent(share.name)}/`;
    const url = holds + 'scans';
    const state = share.progress?.state ?? 'idle';
    const paused = share.progress?.paused ?? false;
    const active = state !== 'idle' && state !== 'stuck' && !(paused && share.progress?.scan_id === null);
    const refused = !active && share.last_scan?.outcome === 'refused';

    const run = async (method: 'POST' | 'DELETE', body?: object, to: string = url): Promise<void> => {
        setBusy(true);
        setAsking(false);
        try {
            const answer = await command<{state?: string} | null>(method, to, body);
            setFailed(false);
            setSaid(method === 'DELETE' ? t.stopping : t.started_note[answer?.state ?? ''] ?? '');
        } catch (error) {
            setFailed(true);  // stays until the next try
            setSaid(error instanceof Error && error.message !== '' ? error.message : T.lost);
        }
        setBusy(false);
        changed();
    };
    return (
        <div class="scan-buttons">
            <span role="status" class={`said-note ${failed ? 'warn-text' : ''}`}>{said}</span>
            {active
                ? <button type="button" disabled={busy} onClick={() => void run('DELETE')}>{t.stop}</button>
                : !paused && <button type="button" class="primary" disabled={busy} onClick={() => void run('POST', {})}>{t.scan_now}</button>}
            {paused
                ? <button type="button" disabled={busy} onClick={() => void run('POST', undefined, holds + 'resume')}>{t.resume}</button>
                : <button type="button" disabled={busy} title={t.pause_title} onClick={() => void run('POST', undefined, holds + 'pause')}>{t.pause}</button>}
            {refused && !asking && <button type="button" disabled={busy} onClick={() => setAsking(true)}>{t.accept}</button>}
            {refused && asking && (
                <div class="note warn sure" role="alert">
                    <p>{t.accept_why}</p>
                    <button type="button" class="danger" onClick={() => void run('POST', {accept_root: true})}>{t.accept_sure}</button>
                    <button type="button" onClick={() => setAsking(false)}>{t.cancel}</button>
                </div>
            )}
        </div>
    );
}
