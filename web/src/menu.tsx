// A button that opens a small box of actions; closes by Esc, by a click elsewhere, or when the focus leaves.
import type {ComponentChildren, JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';

export function Menu({label, children}: {label: string; children: ComponentChildren}): JSX.Element {
    const box = useRef<HTMLDetailsElement>(null);
    useEffect(() => {
        const outside = (event: Event): void => {
            if (box.current !== null && event.target instanceof Node && !box.current.contains(event.target)) {
                box.current.open = false;
            }
        };
        document.addEventListener('pointerdown', outside);
        document.addEventListener('focusin', outside);
        return () => {
            document.removeEventListener('pointerdown', outside);
            document.removeEventListener('focusin', outside);
        };
    }, []);
    const onKeyDown = (event: KeyboardEvent): void => {
        if (event.key === 'Escape' && box.current?.open === true) {
            event.stopPropagation();
            box.current.open = false;
            box.current.querySelector('summary')?.focus();
        }
    };
    return (
        <details class="menu" ref={box} onKeyDown={onKeyDown}>
            <summary>{label}</summary>
            <div class="menu-box">{children}</div>
        </details>
    );
}
