// A link to a place of the page: a real address (open in a new tab, copy), followed without loading the page again.
import type {ComponentChildren, JSX} from 'preact';
import {go} from './navigation.ts';
import {formatPlace, type Place} from './place.ts';

interface Props {
    to: Place;
    children: ComponentChildren;
    class?: string;
    title?: string;
    current?: boolean;  // this is the view the page shows
    tabIndex?: number;
    label?: string;     // where the text does not tell
    follow?: () => void;  // instead of going there
    focus_key?: string;  // found again by moving focus: see results_keys.ts
}

export function Link({to, children, class: name, title, current, tabIndex, label, follow, focus_key}: Props): JSX.Element {
    const onClick = (event: MouseEvent): void => {
        if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            event.stopPropagation();
            (follow ?? (() => go(to)))();
        }
    };
    return (
        <a href={formatPlace(to)} onClick={onClick} class={name} title={title} tabIndex={tabIndex} aria-label={label} data-focus={focus_key}
           aria-current={current ? 'page' : undefined}>{children}</a>
    );
}
