// A path as it is here and as other machines write it, each to be copied; and commands for it.
import type {ComponentChildren, JSX} from 'preact';
import type {Share} from './api_types.ts';
import {pathsThere} from './client_paths.ts';
import {CopyButton} from './copy_button.tsx';
import {Menu} from './menu.tsx';
import {segmentsOf} from './names.ts';
import {encodedPath, type EncodedPath, isText, shownPath} from './path_bytes.ts';
import {shellWord} from './shell.ts';
import {Name} from './shown.tsx';
import {T} from './text.ts';

interface Props {
    path: EncodedPath;
    share: Share | undefined;
    commands: readonly (readonly [label: string, text: string])[];
    children: ComponentChildren;  // more buttons
}

export function CopyPaths({path, share, commands, children}: Props): JSX.Element {
    const t = T.panel;
    const raw = !isText(path);
    const text = shownPath(path);
    const odd = segmentsOf(text, raw).some((s) => s.odd);
    const there = share === undefined ? [] : pathsThere(path, encodedPath(share.path, share.path_base64), share.client_paths);
    return (
        <>
            <p class="full-path"><Name text={text} raw={raw} /></p>
            {odd && <p class="note">{raw ? t.not_text : t.odd}</p>}
            <div class="actions">
                {!raw && <CopyButton label={t.copy_path} text={text} />}
                <CopyButton label={t.copy_shell} text={shellWord(path)} />
                {children}
                <Menu label={t.copy_as}>{commands.map(([label, command]) => <CopyButton key={label} label={label} text={command} title={command} />)}</Menu>
            </div>
            {there.length > 0 && (
                <ul class="paths-there" aria-label={t.paths_there}>
                    {there.map((form) => (
                        <li key={form.kind + form.text}>
                            <span class="faint">{t.path_kinds[form.kind]}</span>
                            <code><Name text={form.text} /></code>
                            <CopyButton label={T.copy} title={t.copy_kind(t.path_kinds[form.kind] ?? form.kind)} text={form.text} />
                            {form.refused && <span class="faint">{t.refused_name}</span>}
                        </li>
                    ))}
                </ul>
            )}
            {raw && share !== undefined && share.client_paths.length > 0 && <p class="faint">{t.no_paths_there}</p>}
        </>
    );
}
