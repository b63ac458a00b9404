// The frame of the page: top bar, the view that the address names, the panel beside it.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {SharesAnswer} from './api_types.ts';
import {BrowseView} from './browse_view.tsx';
import {ColourButton} from './colour_button.tsx';
import {useLost} from './connection.ts';
import {HelpDialog} from './help_dialog.tsx';
import {InsightView} from './insight_view.tsx';
import {Link} from './link.tsx';
import {Login} from './login.tsx';
import {useLiveScans, withProgress} from './live_scans.ts';
import {go, here, usePlace, viewPlace} from './navigation.ts';
import {Panel} from './panel.tsx';
import {formatPlace, kStart, kViews, type Place} from './place.ts';
import {shownPath} from './path_bytes.ts';
import {kApi} from './query.ts';
import {focusRowOf} from './row_focus.ts';
import {SearchBox} from './search_box.tsx';
import {SearchView} from './search_view.tsx';
import {ScansView} from './scans_view.tsx';
import {shownName} from './names.ts';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

// How often is asked: without the daemon's events, and with them.
const kWatching_ms = 1000;
const kIdle_ms = 10_000;
const kTold_ms = 60_000;

export function App(): JSX.Element {
    const place = usePlace();
    const lost = useLost();
    const box = useRef<HTMLInputElement>(null);
    const help = useRef<HTMLDialogElement>(null);
    const [wrong, setWrong] = useState(false);  // the query of the box cannot be read
    const showHelp = (): void => help.current?.showModal();
    const scanning = (data: SharesAnswer | null): boolean => data?.shares.some((s) => s.progress !== null && s.progress.state !== 'idle' && (s.progress.state !== 'paused' || s.progress.scan_id !== null)) === true;
    const due = (data: SharesAnswer | null): number => {
        const watching = here().view === 'scans' && scanning(data);
        return scans.live ? (watching ? kIdle_ms : kTold_ms) : watching ? kWatching_ms : kIdle_ms;
    };
    const asked = useAnswer<SharesAnswer>(kApi + 'shares', due);
    const again = asked.again;
    const scans = useLiveScans(again);
    // What was told last holds until the daemon was asked.
    const told = scans.live || asked.pending;
    const shares = {...asked, data: told ? withProgress(asked.data, scans.progress) : asked.data};

    useEffect(() => {
        if (place.view === 'scans') {
            again();  // do not wait for the slow turn
        }
    }, [place.view]);
    useEffect(() => {
        document.title = titleOf(place);
    }, [place]);
    useEffect(() => {
        if (formatPlace(here()) === formatPlace(kStart) && !window.matchMedia('(pointer: coarse)').matches) {
            box.current?.focus();  // nothing else can be meant by typing here
        }
        const keys = (event: KeyboardEvent): void => onKey(event, box.current, help.current);
        document.addEventListener('keydown', keys);
        return () => document.removeEventListener('keydown', keys);
    }, []);
    return (
        <>
            <header class="top">
                <a class="skip" href="#main">{T.skip}</a>
                <Link to={kStart} class="brand" title={T.tagline}>{T.title}</Link>
                <SearchBox place={place} box={box} wrong={wrong} />
                <nav class="views">
                    {kViews.map((view) => (
                        <Link key={view} to={viewPlace(view)} current={place.view === view}>
                            {T.views[view]}{view === 'scans' && scanning(shares.data) && <span class="live-dot" role="img" aria-label={T.scanning} title={T.scanning} />}
                        </Link>
                    ))}
                </nav>
                <ColourButton />
                <button type="button" class="plain help-button" aria-label={T.help} title={`${T.help} (?)`} onClick={showHelp}>?</button>
            </header>
            {lost && <div class="banner" role="alert">{T.lost}</div>}
            <div class={`content ${place.file !== '' ? 'with-panel' : ''}`}>
                <main id="main" tabIndex={-1}>
                    {place.view === 'search' && <SearchView place={place} shares={shares.data} changes={scans.changes} onWrong={setWrong} showHelp={showHelp} />}
                    {place.view === 'browse' && <h1 class="off-screen">{T.views.browse}</h1>}
                    {place.view === 'browse' && <BrowseView place={place} shares={shares.data} changes={scans.changes} />}
                    {place.view === 'scans' && <ScansView answer={shares} />}
                    {place.view === 'insight' && <InsightView place={place} shares={shares.data} showHelp={showHelp} />}
                </main>
                {place.file !== '' && <Panel id={place.file} shares={shares.data} close={closePanel} />}
            </div>
            <HelpDialog dialog={help} />
            <Login />
        </>
    );
}

function titleOf(place: Place): string {
    const subject = place.view === 'search' ? place.filters.q : place.view === 'browse' ? shownPath(place.path) : '';
    return `${subject === '' ? T.views[place.view] : shownName(subject)} – ${T.title}`;
}

function closePanel(): void {
    const {file} = here();
    go({...here(), file: ''});
    focusRowOf(file);
}

function onKey(event: KeyboardEvent, box: HTMLInputElement | null, help: HTMLDialogElement | null): void {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || help?.open === true) {
        return;
    }
    const typing = event.target instanceof Element && event.target.closest('input[type="text"], select, textarea') !== null;
    if (event.key === 'Escape' && here().file !== '') {
        closePanel();
    } else if (typing && !(event.key === '?' && event.target === box && box.value === '')) {
        return;
    } else if (event.key === '/') {
        event.preventDefault();
        box?.focus();
        box?.select();
    } else if (event.key === '?') {
        event.preventDefault();
        help?.showModal();
    }
}
