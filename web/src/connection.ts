// Whether the daemon answers. Every question reports here; the banner reads it.
import {useEffect, useState} from 'preact/hooks';

let lost = false;
const watchers = new Set<(lost: boolean) => void>();

export function reportAnswer(answered: boolean): void {
    if (lost !== !answered) {
        lost = !answered;
        for (const watcher of watchers) {
            watcher(lost);
        }
    }
}

export function useLost(): boolean {
    const [value, setValue] = useState(lost);
    useEffect(() => {
        watchers.add(setValue);
        setValue(lost);
        return () => void watchers.delete(setValue);
    }, []);
    return value;
}
