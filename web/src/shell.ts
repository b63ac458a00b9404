// Text that can be pasted into a shell or a notebook and means exactly the file or the question it was copied from.
import {bytesOfEncoded, type EncodedPath, hex, textOfBytes} from './path_bytes.ts';
import {shownName} from './names.ts';

// 'plain/path', or $'…' (bash, zsh, ksh) where the name holds bytes that a terminal would hide, run or not take.
export function shellWord(path: EncodedPath): string {
    const bytes = bytesOfEncoded(path);
    const {text, exact} = textOfBytes(bytes);
    if (exact && shownName(text) === text) {
        return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
    }
    let word = '';
    for (const byte of bytes) {
        const c = String.fromCharCode(byte);
        if (byte < 0x20 || byte >= 0x7f) {
            word += '\\x' + hex(byte);
        } else {
            word += c === "'" || c === '\\' ? '\\' + c : c;
        }
    }
    // A hex digit after \xHH would be read into the escape by some shells: split the word there.
    return `$'${word.replace(/(\\x[0-9a-f]{2})(?=[0-9A-Fa-f])/g, (escape) => `${escape}'$'`)}'`;
}

export function curlCommand(url: string): string {
    return `curl -s '${url.replaceAll("'", '%27')}'`;
}

export function pandasCommand(url: string): string {
    return `pd.read_csv(${JSON.stringify(url)})`;
}

// Without a package: what Python has itself.
export function pythonAsks(url: string): string {
    return `json.load(urllib.request.urlopen(${JSON.stringify(url)}))`;
}
