// Light, dark, or as the system: one after the other.
import type {JSX} from 'preact';
import {useLayoutEffect} from 'preact/hooks';
import {applyColours, kColours} from './colours.ts';
import {keep, useKept} from './kept.ts';
import {T} from './text.ts';

const kSigns = {
    '': 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8 4.5h3.8M8 7h5M8 9.5h4.8M8 12h3',
    light: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM8 .8v2M8 13.2v2M.8 8h2M13.2 8h2M2.9 2.9l1.4 1.4M11.7 11.7l1.4 1.4M2.9 13.1l1.4-1.4M11.7 4.3l1.4-1.4',
    dark: 'M13.5 9.8A6 6 0 0 1 6.2 2.5a6 6 0 1 0 7.3 7.3z',
};

export function ColourButton(): JSX.Element {
    const text = useKept('colours');
    const colours = kColours.find((c) => c === text) ?? '';
    useLayoutEffect(() => applyColours(colours), [colours]);
    const next = kColours[(kColours.indexOf(colours) + 1) % kColours.length] ?? '';
    return (
        <button type="button" class="plain colour-button" aria-label={`${T.colours.label}: ${T.colours.names[colours]}`} title={`${T.colours.label}: ${T.colours.names[colours]}`} onClick={() => keep('colours', next)}>
            <svg viewBox="0 0 16 16" aria-hidden="true"><path d={kSigns[colours]} /></svg>
        </button>
    );
}
