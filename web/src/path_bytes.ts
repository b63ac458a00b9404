// Paths are bytes. The page carries them percent-encoded, exactly as the API takes them, and decodes only to show them:
// a path that is not UTF-8 travels from an answer to a link to the next question unchanged.

declare const encoded: unique symbol;
export type EncodedPath = string & {readonly [encoded]: true};

// '' stands for "no path" everywhere.
export const kNoPath = '' as EncodedPath;

// `base64` holds the exact bytes when they are not UTF-8.
export function encodedPath(text: string, base64?: string): EncodedPath {
    const parts = base64 === undefined ? encodeURIComponent(text) : encodeBytes(bytesOfBase64(base64));
    return parts.replaceAll('%2F', '/') as EncodedPath;
}

// The value of a query parameter as it stands in a URL. A '+' is a blank there; a malformed '%' is a literal one.
export function encodedPathOfQuery(raw: string): EncodedPath {
    const clean = raw.replaceAll('+', '%20').replace(/%(?![0-9A-Fa-f]{2})/g, '%25');
    return clean.replace(/[^A-Za-z0-9%/._~!'()*-]/gu, (c) => encodeURIComponent(c)) as EncodedPath;
}

// For people: bytes that are not UTF-8 appear as \xHH.
export function shownPath(path: EncodedPath): string {
    return textOfBytes(bytesOfEncoded(path)).text;
}

// Whether the text of shownPath is the exact name.
export function isText(path: EncodedPath): boolean {
    return textOfBytes(bytesOfEncoded(path)).exact;
}

export function bytesOfEncoded(path: EncodedPath): Uint8Array {
    const bytes: number[] = [];
    for (let i = 0; i < path.length; i++) {
        if (path[i] === '%') {
            bytes.push(parseInt(path.slice(i + 1, i + 3), 16));
            i += 2;
        } else {
            bytes.push(path.charCodeAt(i));
        }
    }
    return Uint8Array.from(bytes);
}

export function bytesOfBase64(base64: string): Uint8Array {
    return Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));
}

export function textOfBytes(bytes: Uint8Array): {text: string; exact: boolean} {
    const decoder = new TextDecoder('utf-8', {fatal: true, ignoreBOM: true});
    try {
        return {text: decoder.decode(bytes), exact: true};
    } catch {
        // Not UTF-8: character by character.
    }
    let text = '';
    for (let i = 0; i < bytes.length; ) {
        const lead = bytes[i] ?? 0;
        const length = lead < 0x80 ? 1 : lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        try {
            text += decoder.decode(bytes.subarray(i, i + length));
            i += length;
        } catch {
            text += '\\x' + hex(lead);
            i++;
        }
    }
    return {text, exact: false};
}

export function hex(byte: number): string {
    return byte.toString(16).padStart(2, '0');
}

function encodeBytes(bytes: Uint8Array): string {
    let text = '';
    for (const byte of bytes) {
        const c = String.fromCharCode(byte);
        text += /[A-Za-z0-9._~-]/.test(c) ? c : '%' + hex(byte).toUpperCase();
    }
    return text;
}
