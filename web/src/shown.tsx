// Small pieces that show one value each: a name, a path, a size, a time, a bar.
import type {JSX} from 'preact';
import {formatAge, formatCount, formatSize, formatTime} from './format.ts';
import {segmentsOf, shownName} from './names.ts';
import {T} from './text.ts';

const kNoWords: readonly string[] = [];

// A file or directory name: isolated from the text around it, odd characters escaped, matches marked.
export function Name({text, raw, words}: {text: string; raw?: boolean; words?: readonly string[]}): JSX.Element {
    return (
        <bdi class="name">
            {segmentsOf(text, raw ?? false, words).map((s) => {
                const inner = s.odd ? <span class="odd">{s.text}</span> : s.text;
                return s.matched ? <mark>{inner}</mark> : inner;
            })}
        </bdi>
    );
}

// A path that gives way in its middle: the last part, which tells most, stays.
export function Path({text, raw, words}: {text: string; raw?: boolean; words?: readonly string[]}): JSX.Element {
    const cut = text.lastIndexOf('/');
    return (
        <span class="path" title={shownName(text)}>
            {cut > 0 && <span class="path-head"><Name text={text.slice(0, cut)} raw={raw ?? false} words={words ?? kNoWords} /></span>}
            <span class="path-tail"><Name text={cut > 0 ? text.slice(cut) : text} raw={raw ?? false} words={words ?? kNoWords} /></span>
        </span>
    );
}

export function Size({bytes}: {bytes: number}): JSX.Element {
    return <span class="number" title={T.bytes(bytes)}>{formatSize(bytes)}</span>;
}

export function Count({n}: {n: number}): JSX.Element {
    return <span class="number">{formatCount(n)}</span>;
}

// The exact time and how long ago it was are in the title.
export function Time({iso, age}: {iso: string | null; age?: boolean}): JSX.Element {
    if (iso === null) {
        return <span class="faint">{T.none}</span>;
    }
    const ago = formatAge(iso, Date.now());
    return <time dateTime={iso} title={`${iso}\n${ago}`}>{formatTime(iso)}{age === true && <span class="faint"> ({ago})</span>}</time>;
}

// `part` of `whole`, as a length; the numbers stand beside it, so it is hidden from screen readers.
export function Bar({part, whole}: {part: number; whole: number}): JSX.Element {
    const percent = whole > 0 ? Math.min(100, (100 * part) / whole) : 0;
    // Set through the style object, which the content security policy allows; a style attribute it would not.
    return <span class="bar" aria-hidden="true"><span class="bar-fill" style={{width: `${percent}%`}} /></span>;
}
