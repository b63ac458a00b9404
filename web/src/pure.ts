// A component that is drawn again only when one of its props is another one: of a long list nothing is done for what stays.
import {Component, type ComponentClass, type VNode} from 'preact';

export function pure<P extends object>(draw: (props: P) => VNode): ComponentClass<P> {
    return class extends Component<P> {
        override shouldComponentUpdate(next: P): boolean {
            return (Object.keys(next) as (keyof P)[]).some((key) => next[key] !== this.props[key as keyof typeof this.props]);
        }

        override render(): VNode {
            return draw(this.props);
        }
    };
}
