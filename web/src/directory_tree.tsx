// Which directories hold most with all that is below them, level by level: a directory is opened to see where in it that lies.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {FacetsAnswer, FacetValue, Totals} from './api_types.ts';
import {DirectoriesHead} from './directories_head.tsx';
import {Failure} from './failure.tsx';
import {insightPlace, insightUrl} from './insight_query.ts';
import {Link} from './link.tsx';
import {shownName} from './names.ts';
import {encodedPath, type EncodedPath, isText, shownPath} from './path_bytes.ts';
import type {Place} from './place.ts';
import {Name} from './shown.tsx';
import {T} from './text.ts';
import {Amounts, type Order} from './top_table.tsx';
import {useAnswer} from './use_answer.ts';

const kFew = 10;
const kIndent_rem = 1.1;

interface Props {
    place: Place;
    order: Order;
    total: Totals;
}

export function DirectoryTree({place, order, total}: Props): JSX.Element {
    const t = T.insight;
    return (
        <section class="ranking ranking-paths directory-tree">
            <h2>{t.tree} <span class="faint">{t.tree_note}</span></h2>
            <table>
                <caption class="off-screen">{t.tree}, {t.by[order]}</caption>
                <DirectoriesHead />
                <tbody><Level place={place} order={order} total={total} below={null} depth={0} /></tbody>
            </table>
        </section>
    );
}

// The rows of what lies directly below a directory; null: the roots of the shares.
function Level({place, order, total, below, depth}: Props & {below: FacetValue | null; depth: number}): JSX.Element {
    const under = below === null ? '' : `&under=${pathOf(below)}`;
    const {data, error, again} = useAnswer<FacetsAnswer>(insightUrl(place, 'facets', `by=directory&limit=${kFew}&sort=${order === 'files' ? 'files' : 'size'}${under}`));
    const facet = data?.facets[0];
    if (facet === undefined) {
        return <tr><td colSpan={4} style={indent(depth)}>{error !== null ? <Failure error={error} again={again} /> : <span class="loading">{T.loading}</span>}</td></tr>;
    }
    const single = depth === 0 && facet.values.length === 1;
    return (
        <>
            {facet.values.map((value) => <Branch key={`${single} ${value.value}`} place={place} order={order} total={total} below={below} depth={depth} value={value} opened={single} />)}
            {facet.others.files > 0 && (
                <tr class="others"><td class="col-key faint" style={indent(depth)}>{T.insight.others(facet.distinct - facet.values.length)}</td><Amounts of={facet.others} order={order} total={total} /></tr>
            )}
        </>
    );
}

function Branch({place, order, total, below, depth, value, opened}: Props & {below: FacetValue | null; depth: number; value: FacetValue; opened: boolean}): JSX.Element {
    const t = T.insight;
    const [open, setOpen] = useState(opened);
    const own = value.value === below?.value;  // the files directly in the directory above
    const path = (below === null ? pathOf(value) : pathOf(value).slice(pathOf(below).length).replace(/^\//, '')) as EncodedPath;
    const name = own ? t.directly : shownPath(path);
    return (
        <>
            <tr data-directory={value.value}>
                <td class="col-key" style={indent(depth)}>
                    {!own
                        ? <button type="button" class="plain twist" aria-expanded={open} aria-label={t.inside(shownName(name))} onClick={() => setOpen(!open)} />
                        : <span class="twist" />}
                    <Link to={insightPlace(place, value.query)}>{own ? name : <Name text={name} raw={!isText(path)} />}</Link>
                </td>
                <Amounts of={value} order={order} total={total} />
            </tr>
            {open && <Level place={place} order={order} total={total} below={value} depth={depth + 1} />}
        </>
    );
}

function pathOf(value: FacetValue): EncodedPath {
    return encodedPath(value.value, value.value_base64);
}

function indent(depth: number): {paddingLeft: string} {
    return {paddingLeft: `${depth * kIndent_rem}rem`};
}
