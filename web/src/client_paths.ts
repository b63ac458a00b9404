// A path of a share as other machines write it: /mnt/data/…, \\server\data\…, X:\…, smb://server/data/…
import {bytesOfEncoded, type EncodedPath, textOfBytes} from './path_bytes.ts';

export type ClientPathKind = 'posix' | 'unc' | 'drive' | 'smb';

export interface ClientPath {
    kind: ClientPathKind;
    prefix: string;  // of the share's root
}

export interface PathThere {
    kind: ClientPathKind;
    text: string;
    refused: boolean;  // Windows takes no such name: there it goes by another one, if at all
}

// Of `path`, which lies in the share whose root is `root`; none where the name is no text.
export function pathsThere(path: EncodedPath, root: EncodedPath, prefixes: readonly ClientPath[]): PathThere[] {
    const here = textOfBytes(bytesOfEncoded(path));
    const above = textOfBytes(bytesOfEncoded(root)).text.replace(/\/$/, '');
    if (!here.exact || (here.text !== above && !here.text.startsWith(above + '/'))) {
        return [];
    }
    const parts = here.text.slice(above.length).split('/').filter((part) => part !== '');
    return prefixes.map(({kind, prefix}) => ({
        kind, text: joined(kind, prefix, parts), refused: (kind === 'unc' || kind === 'drive') && parts.some(isRefused),
    }));
}

function joined(kind: ClientPathKind, prefix: string, parts: readonly string[]): string {
    const windows = kind === 'unc' || kind === 'drive';
    const separator = windows ? '\\' : '/';
    const start = prefix.endsWith(separator) ? prefix.slice(0, -1) : prefix;
    const rest = parts.map((part) => separator + (kind === 'smb' ? encodeURIComponent(part) : part)).join('');
    return start + rest === '' ? separator : kind === 'drive' && rest === '' ? start + separator : start + rest;
}

const kDevice = /^(con|prn|aux|nul|com[1-9]|lpt[1-9])(\.|$)/i;

function isRefused(part: string): boolean {
    return /[<>:"|?*\\\u0000-\u001f]/.test(part) || /[. ]$/.test(part) || kDevice.test(part);
}
