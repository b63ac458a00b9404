// A query of the search box as the parts that it joins by AND, so that the page can show and change one of them. What it
// means is the daemon's to say: what this cannot read stays as it stands.
import {findKey} from './query_keys.ts';

export interface Part {
    text: string;       // as it stands, with what negates it
    key: string;        // by its first name; '' = a word or a group
    op: ':' | '=';      // "size>1G" reads as "size:>1G"
    values: string[];   // any of these, as they stand
    negated: boolean;
    any: boolean;       // joined by OR: the whole query
}

interface Token {
    text: string;
    from: number;
    to: number;
}

const kKey = /^([\p{L}_][\p{L}\p{N}_-]*)([:=]|(?=[<>]))/u;
const kRegex = /^\/(?:\\\S|[^\s/\\])+\/(?=[\s),]|$)/;

export function partsOf(query: string): Part[] {
    const parts: Part[] = [];
    let before = '';  // NOT
    for (const token of tokensOf(query)) {
        if (token.text === 'OR') {
            return [{...kWord, text: query.trim(), any: true}];
        }
        if (token.text === 'NOT') {
            before += 'NOT ';
        } else if (token.text !== 'AND') {
            parts.push(partOf(token.text, before));
            before = '';
        }
    }
    return before === '' ? parts : [...parts, {...kWord, text: before.trim()}];
}

export function queryOf(parts: readonly Part[]): string {
    return parts.map((part) => (part.any && parts.length > 1 ? `(${part.text})` : part.text)).join(' ');
}

export function partOf(text: string, before = ''): Part {
    const bare = text.replace(/^[-!]+(?=.)/, '');
    const negated = (text.length - bare.length + before.length / 4) % 2 === 1;
    const key = kKey.exec(bare);
    const name = key === null ? undefined : findKey(key[1] ?? '')?.name;
    if (key === null || name === undefined) {
        return {...kWord, text: before + text, negated, values: [bare]};
    }
    const values: string[] = [];
    for (let at = key[0].length; at < bare.length; at++) {
        const end = valueEnd(bare, at, true);
        values.push(bare.slice(at, end));
        at = end;
    }
    return {text: before + text, key: name, op: key[2] === '=' ? '=' : ':', values, negated, any: false};
}

// `key:a,b`, each value quoted where it must be.
export function termText(key: string, op: ':' | '=', values: readonly string[]): string {
    return key + op + values.map(quoted).join(',');
}

// `text` so that it stands for itself.
export function quoted(text: string): string {
    return /^[\p{L}\p{N}_./@%~+][\p{L}\p{N}_./@%~+:-]*$/u.test(text) ? text : `"${text.replaceAll('"', '""')}"`;
}

export function unquoted(value: string): string {
    return /^".*"$/s.test(value) && value.length > 1 ? value.slice(1, -1).replaceAll('""', '"') : value;
}

// The words that are looked for, without those that are not wanted; a pattern as its fixed pieces.
export function wordsOf(query: string): string[] {
    let negated = false;
    return tokensOf(query).flatMap((token) => {
        if (token.text === 'NOT' || token.text === 'AND' || token.text === 'OR') {
            negated = token.text === 'NOT' && !negated;
            return [];
        }
        const part = partOf(token.text, negated ? 'NOT ' : '');
        negated = false;
        if (part.negated || (part.key !== '' && part.key !== 'name')) {
            return [];
        }
        const [value = ''] = part.values;
        if (part.key === '' && value.startsWith('(')) {
            return wordsOf(value.slice(1, value.endsWith(')') ? -1 : undefined));
        }
        return part.values.flatMap((v) => (v.startsWith('"') ? [unquoted(v)] : kRegex.test(v) ? [] : v.split(/[*?]+/)));
    }).map((word) => word.slice(word.lastIndexOf('/') + 1)).filter((word) => word !== '');
}

const kWord: Part = {text: '', key: '', op: ':', values: [], negated: false, any: false};

function tokensOf(query: string): Token[] {
    const tokens: Token[] = [];
    for (let at = 0; at < query.length;) {
        if (/\s/.test(query.charAt(at))) {
            at++;
            continue;
        }
        const to = Math.max(at + 1, tokenEnd(query, at));
        tokens.push({text: query.slice(at, to), from: at, to});
        at = to;
    }
    return tokens;
}

function tokenEnd(query: string, from: number): number {
    let at = from;
    while (/[-!]/.test(query.charAt(at)) && /[^\s)]/.test(query.charAt(at + 1))) {
        at++;
    }
    if (query.charAt(at) === '(') {
        return groupEnd(query, at);
    }
    const key = kKey.exec(query.slice(at));
    if (key === null) {
        return valueEnd(query, at, false);
    }
    for (at += key[0].length; ; at++) {
        at = valueEnd(query, at, true);
        if (query.charAt(at) !== ',') {
            return at;
        }
    }
}

function groupEnd(query: string, from: number): number {
    for (let at = from + 1; at < query.length;) {
        if (query.charAt(at) === ')') {
            return at + 1;
        }
        at = /\s/.test(query.charAt(at)) ? at + 1 : Math.max(at + 1, tokenEnd(query, at));
    }
    return query.length;
}

function valueEnd(query: string, from: number, in_list: boolean): number {
    const rest = query.slice(from);
    const whole = /^"(?:[^"]|"")*(?:"|$)/.exec(rest) ?? kRegex.exec(rest);
    if (whole !== null) {
        return from + whole[0].length;
    }
    let open = 0;
    let at = from;
    for (; at < query.length && !/\s/.test(query.charAt(at)); at++) {
        const c = query.charAt(at);
        if (open === 0 && (c === ')' || (in_list && c === ','))) {
            break;
        }
        open += c === '(' ? 1 : c === ')' ? -1 : 0;
    }
    return at;
}
