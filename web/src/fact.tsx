// A name and its value in a list of facts.
import type {ComponentChildren, JSX} from 'preact';

export function Fact({name, children}: {name: string; children: ComponentChildren}): JSX.Element {
    return <><dt>{name}</dt><dd>{children}</dd></>;
}
