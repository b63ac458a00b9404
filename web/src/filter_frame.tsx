// The facet column and what opens and closes it: beside the results, or on a narrow screen a drawer over them.
import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import {chipsOf} from './chips.tsx';
import {FacetColumn} from './facet_column.tsx';
import {keep, useKept} from './kept.ts';
import type {Place} from './place.ts';
import {T} from './text.ts';
import {useMedia} from './use_media.ts';

const kColumnId = 'facet-column';
const kNarrow = '(max-width: 50rem)';

export interface FilterFrame {
    beside: boolean;       // there is room for it
    open: boolean;
    toggle: () => void;
}

export function useFilterFrame(drawer: boolean, setDrawer: (open: boolean) => void): FilterFrame {
    const beside = !useMedia(kNarrow);
    const closed = useKept('filters') === 'closed';
    return beside ? {beside, open: !closed, toggle: () => keep('filters', closed ? '' : 'closed')} : {beside, open: drawer, toggle: () => setDrawer(!drawer)};
}

export function FilterToggle({place, frame}: {place: Place; frame: FilterFrame}): JSX.Element {
    const set = chipsOf(place).length;
    return (
        <button type="button" class="filter-toggle" aria-expanded={frame.open} aria-controls={kColumnId} onClick={frame.toggle}>
            {T.search.filters}{set > 0 && ' '}{set > 0 && <span class="badge">{set}</span>}
        </button>
    );
}

export function FilterColumn({place, frame, hold}: {place: Place; frame: FilterFrame; hold: boolean}): JSX.Element | null {
    if (!frame.open) {
        return null;
    }
    return frame.beside
        ? <aside class="facet-column" id={kColumnId} aria-label={T.facets.label} tabIndex={-1}><FacetColumn place={place} hold={hold} /></aside>
        : <Drawer place={place} hold={hold} close={frame.toggle} />;
}

// A modal dialog: the browser keeps the focus inside and closes it by Esc.
function Drawer({place, hold, close}: {place: Place; hold: boolean; close: () => void}): JSX.Element {
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => dialog.current?.showModal(), []);
    return (
        <dialog class="facet-column drawer" id={kColumnId} aria-label={T.facets.label} ref={dialog} onClose={close}
                onClick={(e) => { if (e.target === dialog.current) { close(); } }}>
            <header><h2>{T.search.filters}</h2><button type="button" class="plain close" onClick={close} aria-label={T.close}>×</button></header>
            <FacetColumn place={place} hold={hold} />
        </dialog>
    );
}
