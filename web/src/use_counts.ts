// How many files each of several questions finds.
import {useEffect, useState} from 'preact/hooks';
import {ask} from './api.ts';
import type {FilesAnswer} from './api_types.ts';
import type {Filters} from './place.ts';
import {countUrl} from './query.ts';

const kMost = 12;

// In the order of `questions`; null: not known, or not yet. One after the other: they are a help, and not what was asked.
export function useCounts(questions: readonly Filters[]): (number | null)[] {
    const urls = questions.slice(0, kMost).map(countUrl);
    const key = urls.join('\n');
    const [state, setState] = useState<{key: string; counts: (number | null)[]}>({key: '', counts: []});
    useEffect(() => {
        const abort = new AbortController();
        const run = async (): Promise<void> => {
            const counts: (number | null)[] = [];
            for (const url of urls) {
                counts.push(await ask<FilesAnswer>(url, abort.signal).then((answer) => answer.total?.files ?? null, () => null));
                if (abort.signal.aborted) {
                    return;
                }
                setState({key, counts: [...counts]});
            }
        };
        void run();
        return () => abort.abort();
    }, [key]);
    return state.key === key ? state.counts : [];
}
