// The headings of a table of directories with what they hold.
import type {JSX} from 'preact';
import {T} from './text.ts';

export function DirectoriesHead(): JSX.Element {
    const t = T.insight;
    return (
        <thead>
            <tr>
                <th scope="col" class="col-key">{t.key.directory}</th><th scope="col" class="col-size">{t.size}</th>
                <th scope="col" class="col-count">{t.files}</th><th scope="col" class="col-bar">{t.of_all}</th>
            </tr>
        </thead>
    );
}
