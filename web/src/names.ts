// File names as they may be shown: matched parts marked, and characters that hide, break lines or turn the reading
// direction made visible. A name is never trusted to lay itself out.
import {hex} from './path_bytes.ts';
import {wordsOf} from './query_parts.ts';

export interface Segment {
    text: string;
    odd: boolean;      // stands for a character or byte that cannot be shown as itself
    matched: boolean;
}

// C0, DEL, C1, soft hyphen, Arabic letter mark, zero width space, direction marks and overrides, line and paragraph
// separators, word joiner and invisible operators, BOM, lone surrogates, tags. Zero width (non-)joiners stay: emoji and
// several scripts need them.
const kOdd =
    /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/u;
const kOddAll = new RegExp(kOdd.source, 'gu');
const kOddOrByte = new RegExp(`${kOdd.source}|\\\\x[0-9a-f]{2}`, 'gu');

// `has_raw_bytes`: the API's \xHH in `name` stand for bytes.
export function segmentsOf(name: string, has_raw_bytes: boolean, words: readonly string[] = []): Segment[] {
    const segments: Segment[] = [];
    let from = 0;
    for (const [start, end] of matchesIn(name, words)) {
        segments.push(...plain(name.slice(from, start), has_raw_bytes, false));
        segments.push(...plain(name.slice(start, end), has_raw_bytes, true));
        from = end;
    }
    segments.push(...plain(name.slice(from), has_raw_bytes, false));
    return segments;
}

// For titles and labels, which take text only.
export function shownName(name: string): string {
    return plain(name, false, false).map((s) => s.text).join('');
}

// The words of the search box that can be marked in a name, lowercase. The fixed parts of a glob are marked too.
export function markedWords(query: string): string[] {
    return wordsOf(query).map(lower);
}

// Where the words stand in the name: sorted, without overlaps.
export function matchesIn(name: string, words: readonly string[]): [number, number][] {
    const text = lower(name);
    const found: [number, number][] = [];
    for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
            found.push([at, at + word.length]);
        }
    }
    found.sort((a, b) => a[0] - b[0]);
    const merged: [number, number][] = [];
    for (const [start, end] of found) {
        const last = merged.at(-1);
        if (last !== undefined && start <= last[1]) {
            last[1] = Math.max(last[1], end);
        } else {
            merged.push([start, end]);
        }
    }
    return merged;
}

// ASCII only, as the catalogue compares: toLowerCase() would change lengths.
function lower(text: string): string {
    return text.replace(/[A-Z]/g, (c) => c.toLowerCase());
}

function plain(text: string, has_raw_bytes: boolean, matched: boolean): Segment[] {
    if (!has_raw_bytes && !kOdd.test(text)) {
        return text === '' ? [] : [{text, odd: false, matched}];
    }
    const odd = has_raw_bytes ? kOddOrByte : kOddAll;
    const segments: Segment[] = [];
    let from = 0;
    for (const match of text.matchAll(odd)) {
        if (match.index > from) {
            segments.push({text: text.slice(from, match.index), odd: false, matched});
        }
        segments.push({text: match[0].length > 2 ? match[0] : escaped(match[0]), odd: true, matched});
        from = match.index + match[0].length;
    }
    if (from < text.length) {
        segments.push({text: text.slice(from), odd: false, matched});
    }
    return segments;
}

function escaped(character: string): string {
    const names: Record<string, string> = {'\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e'};
    const code = character.codePointAt(0) ?? 0;
    return names[character] ?? (code < 0x80 ? '\\x' + hex(code) : 'U+' + code.toString(16).toUpperCase().padStart(4, '0'));
}
