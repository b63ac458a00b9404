// A button that copies a path; as a word of a shell where it is no text.
import type {JSX} from 'preact';
import {CopyButton} from './copy_button.tsx';
import {type EncodedPath, isText, shownPath} from './path_bytes.ts';
import {shellWord} from './shell.ts';
import {T} from './text.ts';

export function CopyHere({path}: {path: EncodedPath}): JSX.Element {
    return isText(path) ? <CopyButton label={T.browse.copy_path} text={shownPath(path)} /> : <CopyButton label={T.panel.copy_shell} text={shellWord(path)} />;
}
