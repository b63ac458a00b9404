// Search results that grow page by page. The first page comes with the count; the next ones follow its cursor, and are
// larger: who scrolls wants to get on.
import {useCallback, useEffect, useMemo, useRef, useState} from 'preact/hooks';
import {ApiError, ask, LostError} from './api.ts';
import type {FilesAnswer} from './api_types.ts';
import type {FileRowInfo} from './columns.ts';
import {reportAnswer} from './connection.ts';
import type {Place} from './place.ts';
import {firstPageUrl, nextPageUrl} from './query.ts';
import {type Answer, useAnswer} from './use_answer.ts';

export interface Pages {
    first: Answer<FilesAnswer>;
    files: readonly FileRowInfo[];
    next: string | null;        // null: all are here
    loading_more: boolean;
    more_error: string;
    more: () => void;
}

interface Rest {
    of: FilesAnswer | null;     // the first page that these follow
    files: readonly FileRowInfo[];  // with those of the first page
    next: string | null;
}

const kSecondPage = 400;
const kPage = 1000;
const kNone: readonly FileRowInfo[] = [];

export function usePages(place: Place | null, fields: string): Pages {
    const first = useAnswer<FilesAnswer>(place === null ? null : firstPageUrl(place, fields));
    const [rest, setRest] = useState<Rest>({of: null, files: kNone, next: null});
    const [loading_more, setLoading] = useState(false);
    const [more_error, setMoreError] = useState('');
    const abort = useRef<AbortController | null>(null);

    const {data} = first;
    const following = useMemo(() => (rest.of === data ? rest : {of: data, files: data?.files ?? kNone, next: data?.next ?? null}), [rest, data]);
    useEffect(() => {
        abort.current?.abort();
        abort.current = null;
        setLoading(false);
        setMoreError('');
    }, [data]);

    const more = useCallback(() => {
        if (place === null || following.next === null || first.stale || abort.current !== null) {
            return;
        }
        const mine = new AbortController();
        abort.current = mine;
        setLoading(true);
        setMoreError('');
        const url = nextPageUrl(place, fields, following.next, following.files === following.of?.files ? kSecondPage : kPage);
        ask<FilesAnswer>(url, mine.signal).then(
            (page) => {
                abort.current = null;
                reportAnswer(true);
                setLoading(false);
                setRest({of: following.of, files: following.files.concat(page.files), next: page.next});
            },
            (error: unknown) => {
                if (mine.signal.aborted) {
                    return;
                }
                abort.current = null;
                setLoading(false);
                reportAnswer(!(error instanceof LostError));
                setMoreError(error instanceof ApiError ? error.message : 'lost');
            },
        );
    }, [place, fields, following, first.stale]);

    return {first, files: following.files, next: following.next, loading_more, more_error, more};
}
