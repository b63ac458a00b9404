// Search results that grow page by page. The first page comes with the count; the next ones follow its cursor.
import {useCallback, useEffect, useRef, useState} from 'preact/hooks';
import {ApiError, ask, LostError} from './api.ts';
import type {FileInfo, FilesAnswer} from './api_types.ts';
import {reportAnswer} from './connection.ts';
import type {Place} from './place.ts';
import {firstPageUrl, nextPageUrl} from './query.ts';
import {type Answer, useAnswer} from './use_answer.ts';

export interface Pages {
    first: Answer<FilesAnswer>;
    files: FileInfo[];
    next: string | null;        // null: all are here
    loading_more: boolean;
    more_error: string;
    more: () => void;
}

interface Rest {
    of: FilesAnswer | null;     // the first page that these follow
    files: FileInfo[];
    next: string | null;
}

export function usePages(place: Place | null): Pages {
    const first = useAnswer<FilesAnswer>(place === null ? null : firstPageUrl(place));
    const [rest, setRest] = useState<Rest>({of: null, files: [], next: null});
    const [loading_more, setLoading] = useState(false);
    const [more_error, setMoreError] = useState('');
    const abort = useRef<AbortController | null>(null);

    const following = rest.of === first.data ? rest : {of: first.data, files: [], next: first.data?.next ?? null};
    useEffect(() => {
        abort.current?.abort();
        abort.current = null;
        setLoading(false);
        setMoreError('');
    }, [first.data]);

    const more = useCallback(() => {
        if (place === null || following.next === null || first.stale || abort.current !== null) {
            return;
        }
        const mine = new AbortController();
        abort.current = mine;
        setLoading(true);
        setMoreError('');
        ask<FilesAnswer>(nextPageUrl(place, following.next), mine.signal).then(
            (page) => {
                abort.current = null;
                reportAnswer(true);
                setLoading(false);
                setRest({of: following.of, files: [...following.files, ...page.files], next: page.next});
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
    }, [place, following, first.stale]);

    const files = first.data === null ? [] : following.files.length === 0 ? first.data.files : [...first.data.files, ...following.files];
    return {first, files, next: following.next, loading_more, more_error, more};
}
