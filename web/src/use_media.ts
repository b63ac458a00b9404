// Whether a media query holds, as that changes.
import {useEffect, useState} from 'preact/hooks';

export function useMedia(query: string): boolean {
    const [matches, setMatches] = useState(() => window.matchMedia(query).matches);
    useEffect(() => {
        const list = window.matchMedia(query);
        const look = (): void => setMatches(list.matches);
        look();
        list.addEventListener('change', look);
        return () => list.removeEventListener('change', look);
    }, [query]);
    return matches;
}
