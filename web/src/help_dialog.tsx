// The language of the search box, and the keys. A modal dialog: the browser keeps the focus inside and closes it by Esc.
import type {JSX, RefObject} from 'preact';
import {kApi} from './query.ts';
import {kQueryKeys} from './query_keys.ts';
import {T} from './text.ts';

export function HelpDialog({dialog}: {dialog: RefObject<HTMLDialogElement | null>}): JSX.Element {
    const t = T.help_dialog;
    const close = (): void => dialog.current?.close();
    return (
        <dialog ref={dialog} class="help" aria-labelledby="help-heading" onClick={(e) => { if (e.target === dialog.current) { close(); } }}>
            <div class="help-inner">
                <header>
                    <h2 id="help-heading">{t.heading}</h2>
                    <button type="button" class="plain close" onClick={close} aria-label={T.close}>×</button>
                </header>
                <h3>{t.search}</h3>
                <dl class="syntax">{t.examples.map(([query, means]) => <div><dt>{query.split('  ').map((q) => <code>{q}</code>)}</dt><dd>{means}</dd></div>)}</dl>
                <h3>{t.keys_of}</h3>
                <dl class="syntax two">{kQueryKeys.map((key) => <div><dt><code>{key.name}:</code></dt><dd>{key.about}</dd></div>)}</dl>
                {t.search_text.map((line) => <p>{line}</p>)}
                <h3>{t.keys_heading}</h3>
                <dl class="keys">{t.keys.map(([key, does]) => <div><dt>{key.split(' ').map((k) => <kbd>{k}</kbd>)}</dt><dd>{does}</dd></div>)}</dl>
                <p class="faint">{t.api}: <a href={`${kApi}openapi.json`}>{kApi}openapi.json</a> · <a href="licenses.txt">{t.licenses}</a></p>
            </div>
        </dialog>
    );
}
