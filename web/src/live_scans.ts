// How the scans go on, told by the daemon: one stream of events for the whole page, open while somebody looks at it.
// (Browsers allow a server six connections over HTTP/1.1, for all tabs together: a hidden one must not keep its own.)
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Progress, ScanEvent, Share, SharesAnswer} from './api_types.ts';
import {kApi} from './query.ts';

const kRefused_ms = 10_000;  // until the next try when the daemon has no place for another stream

export interface LiveScans {
    live: boolean;                             // false: the stream is not there, ask instead
    progress: ReadonlyMap<string, Progress>;  // by share, as was told last
    changes: number;                           // counts up when scans find that something changed
}

// `changed`: a scan has ended, or what was told in the meantime was missed: ask for what stands in the catalogue.
export function useLiveScans(changed: () => void): LiveScans {
    const [state, setState] = useState<LiveScans>({live: false, progress: new Map(), changes: 0});
    const lost = (): void => setState((before) => ({...before, live: false}));
    const changed_ref = useRef(changed);
    changed_ref.current = changed;
    useEffect(() => {
        let source: EventSource | null = null;
        let timer = 0;
        const close = (): void => {
            window.clearTimeout(timer);
            source?.close();
            source = null;
            lost();
        };
        const open = (): void => {
            close();
            const mine = new EventSource(kApi + 'events');
            source = mine;
            let told = false;
            mine.onopen = () => {
                told = true;
                setState((before) => ({...before, live: true}));
                changed_ref.current();
            };
            mine.onerror = () => {
                lost();
                if (told) {
                    told = false;
                    changed_ref.current();
                }
                if (mine.readyState === EventSource.CLOSED) {  // refused: it does not try again by itself
                    timer = window.setTimeout(open, kRefused_ms);
                }
            };
            mine.addEventListener('scan', (event: MessageEvent<string>) => {
                const {share, ...progress} = JSON.parse(event.data) as ScanEvent;
                setState((before) => ({...before, live: true, progress: new Map(before.progress).set(share, progress)}));
            });
            mine.addEventListener('change', () => setState((before) => ({...before, changes: before.changes + 1})));
            mine.addEventListener('scan_ended', () => changed_ref.current());
        };
        const look = (): void => {
            if (document.hidden) {
                close();
            } else if (source === null) {
                open();
            }
        };
        look();
        document.addEventListener('visibilitychange', look);
        return () => {
            document.removeEventListener('visibilitychange', look);
            close();
        };
    }, []);
    return state;
}

// The answer with what was told since.
export function withProgress(answer: SharesAnswer | null, progress: ReadonlyMap<string, Progress>): SharesAnswer | null {
    if (answer === null || progress.size === 0) {
        return answer;
    }
    const told = (share: Share): Share => {
        const now = progress.get(share.name);
        return now === undefined ? share : {...share, progress: now};
    };
    return {...answer, shares: answer.shares.map(told)};
}
