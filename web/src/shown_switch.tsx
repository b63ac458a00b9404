// Files, or the directories that hold them.
import type {JSX} from 'preact';
import {Link} from './link.tsx';
import type {Place, Shown} from './place.ts';
import {T} from './text.ts';

const kShown: readonly Shown[] = ['files', 'datasets'];

export function ShownSwitch({place}: {place: Place}): JSX.Element {
    return (
        <nav class="segments" aria-label={T.results.show}>
            {kShown.map((show) => (
                <Link key={show} to={show === place.show ? place : {...place, show, sort: '', file: ''}} current={show === place.show}>{T.results.shown[show]}</Link>
            ))}
        </nav>
    );
}
