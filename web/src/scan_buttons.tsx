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
    const url = `${kApi}shares/${encodeURIComponent(share.name)}/scans`;
    const active = share.progress !== null && share.progress.state !== 'idle';
    const refused = !active && share.last_scan?.outcome === 'refused';

    const run = async (method: 'POST' | 'DELETE', body?: object): Promise<void> => {
        setBusy(true);
        setAsking(false);
        try {
            const answer = await command<{state?: string} | null>(method, url, body);
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
                : <button type="button" class="primary" disabled={busy} onClick={() => void run('POST', {})}>{t.scan_now}</button>}
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
