// What this reader likes, kept in the browser: never what is asked, which stands in the address.
import {useEffect, useState} from 'preact/hooks';

export type KeptKey = 'colours' | 'columns' | 'rows' | 'filters' | 'closed_facets';

const watchers = new Set<() => void>();
const here = new Map<KeptKey, string>();  // holds where the browser keeps nothing

// '' = nothing is kept.
export function kept(key: KeptKey): string {
    try {
        return here.get(key) ?? localStorage.getItem('tocd.' + key) ?? '';
    } catch {
        return '';
    }
}

export function keep(key: KeptKey, value: string): void {
    here.set(key, value);
    try {
        if (value === '') {
            localStorage.removeItem('tocd.' + key);
        } else {
            localStorage.setItem('tocd.' + key, value);
        }
    } catch {
        // Not allowed in this browser.
    }
    for (const watcher of watchers) {
        watcher();
    }
}

export function useKept(key: KeptKey): string {
    const [value, setValue] = useState(() => kept(key));
    useEffect(() => {
        const look = (): void => setValue(kept(key));
        watchers.add(look);
        return () => void watchers.delete(look);
    }, [key]);
    return value;
}
