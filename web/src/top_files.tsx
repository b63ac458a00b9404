// The largest files, and the directories that hold most of what a query finds.
import type {JSX} from 'preact';
import type {DatasetsAnswer, FilesAnswer, Totals} from './api_types.ts';
import {DirectoriesHead} from './directories_head.tsx';
import {Failure} from './failure.tsx';
import {insightPlace, insightUrl} from './insight_query.ts';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, type Place} from './place.ts';
import {Path, Size, Time} from './shown.tsx';
import {T} from './text.ts';
import {Amounts, type Order} from './top_table.tsx';
import {useAnswer} from './use_answer.ts';

const kFew = 10;

export function TopFiles({place}: {place: Place}): JSX.Element {
    const t = T.insight;
    const {data, error, again} = useAnswer<FilesAnswer>(insightUrl(place, 'files', `sort=-size&limit=${kFew}`));
    return (
        <section class="ranking ranking-paths">
            <h2>{t.largest_files} <Link to={insightPlace(place, '')} class="faint">{t.all}</Link></h2>
            {error !== null && <Failure error={error} again={again} />}
            {data !== null && (
                <table>
                    <caption class="off-screen">{t.largest_files}</caption>
                    <thead><tr><th scope="col" class="col-key">{t.key.file}</th><th scope="col" class="col-size">{t.size}</th><th scope="col" class="col-owner">{t.key.owner}</th><th scope="col" class="col-time">{t.modified}</th></tr></thead>
                    <tbody>
                        {data.files.map((file) => (
                            <tr key={file.id} data-id={file.id}>
                                <td class="col-key"><Link to={{...place, file: file.id}} focus_key="row"><Path text={file.path} raw={file.path_base64 !== undefined} /></Link></td>
                                <td class="col-size"><Size bytes={file.size_bytes} /></td>
                                <td class="col-owner"><bdi>{file.owner}</bdi></td>
                                <td class="col-time"><Time iso={file.modified} /></td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </section>
    );
}

export function TopDirectories({place, order, total}: {place: Place; order: Order; total: Totals}): JSX.Element {
    const t = T.insight;
    const {data, error, again} = useAnswer<DatasetsAnswer>(insightUrl(place, 'datasets', `sort=${order === 'files' ? '-files' : '-size'}&limit=${kFew}`));
    return (
        <section class="ranking ranking-paths">
            <h2>{t.directories} <span class="faint">{t.directories_note}</span></h2>
            {error !== null && <Failure error={error} again={again} />}
            {data !== null && (
                <table>
                    <caption class="off-screen">{t.directories}, {t.by[order]}</caption>
                    <DirectoriesHead />
                    <tbody>
                        {data.datasets.map((directory) => (
                            <tr key={directory.id} data-id={directory.id}>
                                <td class="col-key"><Link to={browsePlace(encodedPath(directory.path, directory.path_base64))}><Path text={directory.path} raw={directory.path_base64 !== undefined} /></Link></td>
                                <Amounts of={directory} order={order} total={total} />
                            </tr>
                        ))}
                    </tbody>
                </table>
            )}
        </section>
    );
}
