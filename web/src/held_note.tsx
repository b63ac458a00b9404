// Removals that wait since they are too many at once, and to confirm them, in two steps; what an admin alone may.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import {command} from './api.ts';
import type {HeldRemovals} from './api_types.ts';
import {kApi} from './query.ts';
import {Time} from './shown.tsx';
import {T} from './text.ts';

export function HeldNote({held, changed}: {held: HeldRemovals; changed: () => void}): JSX.Element {
    const t = T.share;
    const [asking, setAsking] = useState(false);
    const [busy, setBusy] = useState(false);
    const [refusal, setRefusal] = useState('');

    const confirm = async (): Promise<void> => {
        setBusy(true);
        setRefusal('');
        try {
            await command('POST', `${kApi}scans/${encodeURIComponent(held.scan_id)}/confirm`);
            changed();
        } catch (error) {
            setRefusal(error instanceof Error && error.message !== '' ? error.message : T.lost);
        }
        setAsking(false);
        setBusy(false);
    };
    return (
        <div class="note warn sure held">
            <p>{t.held_now(held.files)} {t.held_since}: <Time iso={held.since} age /></p>
            {refusal !== '' && <p class="warn-text" role="alert">{refusal}</p>}
            {!asking && <button type="button" disabled={busy} onClick={() => setAsking(true)}>{t.confirm}</button>}
            {asking && (
                <div role="alert">
                    <p>{t.confirm_why}</p>
                    <button type="button" class="danger" disabled={busy} onClick={() => void confirm()}>{t.confirm_sure}</button>
                    <button type="button" disabled={busy} onClick={() => setAsking(false)}>{t.cancel}</button>
                </div>
            )}
        </div>
    );
}
