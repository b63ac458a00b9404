// A button that copies a text and says for a moment that it did.
import type {JSX} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import {copyText} from './clipboard.ts';
import {T} from './text.ts';

export function CopyButton({text, label, title}: {text: string; label: string; title?: string}): JSX.Element {
    const [said, setSaid] = useState('');
    useEffect(() => {
        if (said === '') {
            return;
        }
        const timer = window.setTimeout(() => setSaid(''), 1500);
        return () => window.clearTimeout(timer);
    }, [said]);
    const copy = (event: MouseEvent): void => {
        event.stopPropagation();
        void copyText(text).then((done) => setSaid(done ? T.copied : T.copy_failed));
    };
    return (
        <button type="button" class="copy" title={title} onClick={copy}>
            <span class={said === '' ? '' : 'held'}>{label}</span>
            <span role="status" class="said">{said}</span>
        </button>
    );
}
