// The one place the page stands at, kept in the browser's history.
import {useEffect, useState} from 'preact/hooks';
import {formatPlace, kStart, parsePlace, type Place, type View} from './place.ts';

// push: a step that Back undoes. typing: a step of its own only for the first of several keystrokes. replace: no step.
export type Step = 'push' | 'typing' | 'replace';

interface Mark {
    typing: boolean;
}

let current = parsePlace(location.search);
const last = new Map([[current.view, current]]);  // where each view was left
const watchers = new Set<(place: Place) => void>();

window.addEventListener('popstate', () => {
    current = parsePlace(location.search);
    tell();
});

export function go(place: Place, step: Step = 'push'): void {
    const url = formatPlace(place);
    const mark: Mark = {typing: step === 'typing'};
    const same = url === formatPlace(current);
    if (step === 'replace' || same || (step === 'typing' && wasTyping())) {
        history.replaceState(step === 'replace' ? history.state : mark, '', url);
    } else {
        history.pushState(mark, '', url);
    }
    if (step === 'push' && place.view !== current.view) {
        window.scrollTo(0, 0);
    }
    current = place;
    tell();
}

// Where a click on the view's name leads: to where it was left; a second click to its beginning.
export function viewPlace(view: View): Place {
    const start = {...kStart, view};
    return view === current.view ? start : {...(last.get(view) ?? start), file: ''};
}

export function here(): Place {
    return current;
}

export function usePlace(): Place {
    const [place, setPlace] = useState(current);
    useEffect(() => {
        watchers.add(setPlace);
        setPlace(current);
        return () => void watchers.delete(setPlace);
    }, []);
    return place;
}

function wasTyping(): boolean {
    const state: unknown = history.state;
    return typeof state === 'object' && state !== null && 'typing' in state && state.typing === true;
}

function tell(): void {
    last.set(current.view, current);
    for (const watcher of watchers) {
        watcher(current);
    }
}
