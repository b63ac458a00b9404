// The end of the rows that are here: fetches the next ones when it comes into view, up to a number that a browser and
// a reader can take; from there on by button.
import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {T} from './text.ts';
import type {Pages} from './use_pages.ts';

const kRowsByThemselves = 1000;

export function MoreRows({pages}: {pages: Pages}): JSX.Element | null {
    const end = useRef<HTMLDivElement>(null);
    const by_itself = pages.next !== null && pages.files.length < kRowsByThemselves && pages.more_error === '' && !pages.first.stale;
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
        }, {rootMargin: '600px'});
        watch.observe(end.current);
        return () => watch.disconnect();
    }, [by_itself, pages.files.length]);

    if (pages.next === null) {
        return pages.files.length > 100 ? <p class="faint end">{T.results.all_shown}</p> : null;
    }
    return (
        <div class="end" ref={end}>
            {pages.more_error !== '' && <p role="alert">{T.results.more_failed} {pages.more_error === 'lost' ? T.lost : pages.more_error}</p>}
            <button type="button" onClick={pages.more} disabled={pages.loading_more}>
                {pages.loading_more ? T.results.loading_more : T.results.more}
            </button>
        </div>
    );
}
