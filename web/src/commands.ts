// The question on the page, or one file, as a line for a terminal or a notebook.
import {bytesOfEncoded, type EncodedPath, hex, textOfBytes} from './path_bytes.ts';
import {shownName} from './names.ts';
import type {Place} from './place.ts';
import {shellWord} from './shell.ts';

// A Python literal: a str, or bytes where the name is not UTF-8.
export function pythonLiteral(path: EncodedPath): string {
    const bytes = bytesOfEncoded(path);
    const {text, exact} = textOfBytes(bytes);
    if (exact) {
        return JSON.stringify(text).replace(/[\u007f-\uffff]/g, (c) => (shownName(c) === c || isSurrogate(c) ? c : '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0')));
    }
    let word = '';
    for (const byte of bytes) {
        const c = String.fromCharCode(byte);
        word += byte < 0x20 || byte >= 0x7f ? '\\x' + hex(byte) : c === '"' || c === '\\' ? '\\' + c : c;
    }
    return `b"${word}"`;
}

function isSurrogate(c: string): boolean {
    return c >= '\ud800' && c <= '\udfff';
}

const kReaders: Record<string, (name: string) => string> = {
    csv: (n) => `pd.read_csv(${n})`,
    tsv: (n) => `pd.read_csv(${n}, sep="\\t")`,
    parquet: (n) => `pd.read_parquet(${n})`,
    feather: (n) => `pd.read_feather(${n})`,
    xls: (n) => `pd.read_excel(${n})`,
    xlsx: (n) => `pd.read_excel(${n})`,
    json: (n) => `pd.read_json(${n})`,
    ndjson: (n) => `pd.read_json(${n}, lines=True)`,
    h5: (n) => `h5py.File(${n}, "r")`,
    hdf5: (n) => `h5py.File(${n}, "r")`,
    nc: (n) => `xarray.open_dataset(${n})`,
    npy: (n) => `np.load(${n})`,
    npz: (n) => `np.load(${n})`,
    mat: (n) => `scipy.io.loadmat(${n})`,
};

// Opens the file as its type is opened. Readers that take no bytes get what os.fsdecode makes of them.
export function pythonOpens(path: EncodedPath, ext: string): string {
    const literal = pythonLiteral(path);
    const reader = Object.hasOwn(kReaders, ext) ? kReaders[ext] : undefined;
    return reader === undefined ? `open(${literal}, "rb")` : reader(literal.startsWith('b"') ? `os.fsdecode(${literal})` : literal);
}

// `toc find` for the same files in the same order; '' where toc cannot be asked so.
export function tocFind(place: Place): string {
    const {q, gone, under} = place.filters;
    const words = ['toc', 'find'];
    if (gone === 'any') {
        words.push('--gone=any');
    }
    if (place.sort !== '') {
        words.push('--sort=' + quotedWord(place.sort));
    }
    if (under !== '') {
        words.push('--under=' + shellWord(under));
    }
    if (q.trim() !== '') {
        words.push('--query=' + quotedWord(q.trim()));
    }
    return words.join(' ');
}

// What toc knows of one file.
export function tocFile(path: EncodedPath): string {
    return `toc ls -l ${shellWord(path)}`;
}

function quotedWord(text: string): string {
    return /^[A-Za-z0-9_./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
