// Links from before the page spoke the query language, with a parameter for each filter, as the query that asks the same.
import {extensionsOf, isDuration} from './query_fields.ts';
import {quoted, termText} from './query_parts.ts';

export const kOldParameters = ['name', 'ext', 'share', 'owner', 'min_size', 'max_size', 'modified_after', 'modified_before', 'gone'] as const;
export type OldLink = Partial<Record<(typeof kOldParameters)[number], string>> & {no_ext?: boolean};

export function queryOfOldLink(link: OldLink): string {
    const time = (text: string, date_sign: string, age_sign: string): string => `modified:${isDuration(text) ? age_sign : date_sign}${/^[\w.:+-]+$/.test(text) ? text : quoted(text)}`;
    const size = (sign: string, text: string): string => `size:${sign}${quoted(text.replace(/\s+/g, ''))}`;
    const exts = [...(link.no_ext ? ['""'] : []), ...extensionsOf(link.ext ?? '').map(quoted)];
    const owners = (link.owner ?? '').split(/[\s,;]+/).filter((o) => o !== '');
    const terms = [
        ...(link.name ?? '').split(/\s+/).filter((w) => w !== '').map(nameTerm),
        exts.length > 0 ? 'ext:' + exts.join(',') : '',
        link.share ? termText('share', '=', link.share.split(',')) : '',
        owners.length > 0 ? termText('owner', '=', owners) : '',
        link.min_size ? size('>=', link.min_size) : '',
        link.max_size ? size('<=', link.max_size) : '',
        link.modified_after ? time(link.modified_after, '>=', '<=') : '',
        link.modified_before ? time(link.modified_before, '<', '>') : '',
        link.gone === 'yes' ? 'is:gone' : '',
    ];
    return terms.filter((term) => term !== '').join(' ');
}

// A pattern cannot be quoted: what has a meaning in a query is any character there.
function nameTerm(word: string): string {
    return /[*?]/.test(word) ? 'name:' + word.replace(/[",()/<>]/g, '?') : termText('name', ':', [word]);
}
