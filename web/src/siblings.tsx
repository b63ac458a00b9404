// What lies beside a file, and where else files of its name are.
import type {JSX} from 'preact';
import type {DirectoriesAnswer, FileInfo, FilesAnswer} from './api_types.ts';
import {Fact} from './fact.tsx';
import {formatSize} from './format.ts';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {type Place, searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {quoted} from './query_parts.ts';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

export function Siblings({file, directory}: {file: FileInfo; directory: Place}): JSX.Element {
    const t = T.panel;
    const beside = useAnswer<DirectoriesAnswer>(`${kApi}directories?path=${encodedPath(file.directory, file.directory_base64)}&limit=1&fields=id`);
    const typable = file.name_base64 === undefined && !/[\u0000-\u001f\u007f]/.test(file.name);
    const same = `name=${quoted(file.name)} size:${file.size_bytes}`;
    const copies = useAnswer<FilesAnswer>(typable ? `${kApi}files?q=${encodeURIComponent(same)}&limit=1&count=1&fields=id` : null);
    const self = beside.data?.directory;
    const others = (copies.data?.total?.files ?? 0) - (file.gone ? 0 : 1);
    return (
        <>
            <h3>{t.beside}</h3>
            <dl class="facts">
                <Fact name={t.directory}>
                    <Link to={directory}>{self === null || self === undefined ? t.open_directory : T.files(self.files)}</Link>
                    {self !== null && self !== undefined && <span class="faint"> {formatSize(self.size_bytes)}</span>}
                </Fact>
                {typable && (
                    <Fact name={t.copies}>
                        {copies.data === null || copies.stale ? <span class="faint">{T.none}</span>
                            : others > 0 ? <Link to={searchPlace(same)}>{t.other_places(others)}</Link> : <span class="faint">{t.no_other}</span>}
                    </Fact>
                )}
            </dl>
        </>
    );
}
