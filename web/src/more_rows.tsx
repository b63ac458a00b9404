// The end of the rows that are here: fetches the next ones before it comes into view, up to a number that a browser can
// still lay out.
import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {T} from './text.ts';
import type {Pages} from './use_pages.ts';

const kMostRows = 300_000;      // a browser lays out some 17 million pixels, and no more
const kAhead = '6000px';       // once somebody scrolls: nobody may want more than the first page
const kAheadOfFirst = '1500px';

export function MoreRows({pages}: {pages: Pages}): JSX.Element | null {
    const end = useRef<HTMLDivElement>(null);
    const full = pages.files.length >= kMostRows;
    const by_itself = pages.next !== null && !full && pages.more_error === '' && !pages.first.stale;
    const more = useRef(pages.more);
    more.current = pages.more;
    useEffect(() => {
        if (!by_itself || end.current === null) {
            return;
        }
        const watch = new IntersectionObserver((entries) => {
            if (entries.some((e) => e.isIntersecting)) {
                more.current();
            }
        }, {rootMargin: pages.files.length > (pages.first.data?.files.length ?? 0) ? kAhead : kAheadOfFirst});
        watch.observe(end.current);
        return () => watch.disconnect();
    }, [by_itself, pages.files.length]);

    if (pages.next === null) {
        return pages.files.length > 100 ? <p class="faint end">{T.results.all_shown}</p> : null;
    }
    return (
        <div class="end" ref={end}>
            {pages.more_error !== '' && (
                <p role="alert">
                    {T.results.more_failed} {pages.more_error === 'lost' ? T.lost : pages.more_error} <button type="button" onClick={pages.more}>{T.try_again}</button>
                </p>
            )}
            {full ? <p class="faint">{T.results.most_shown(pages.files.length)}</p> : pages.more_error === '' && <p class="faint">{T.results.loading_more}</p>}
        </div>
    );
}
