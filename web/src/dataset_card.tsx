// One directory by the files of the query that lie directly in it.
import type {JSX} from 'preact';
import type {Dataset} from './api_types.ts';
import {formatCount, formatDate, formatSize} from './format.ts';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {PeriodHistogram} from './period_histogram.tsx';
import {browsePlace, type Filters, insidePlace} from './place.ts';
import {shownName} from './names.ts';
import {Name, Path} from './shown.tsx';
import {T} from './text.ts';

export function DatasetCard({dataset, filters, words}: {dataset: Dataset; filters: Filters; words: readonly string[]}): JSX.Element {
    const t = T.datasets;
    const raw = dataset.path_base64 !== undefined;
    const path = encodedPath(dataset.path, dataset.path_base64);
    const cut = dataset.path.lastIndexOf('/');
    const has_files = dataset.files > 0;
    return (
        <li class="card">
            <h2><Link to={browsePlace(path)} title={shownName(dataset.path)} focus_key="row"><Name text={dataset.path.slice(cut + 1) || '/'} raw={raw} words={words} /></Link></h2>
            <p class="card-path faint"><Path text={dataset.path.slice(0, cut) || '/'} raw={raw} words={words} /></p>
            {has_files
                ? <p class="card-figures"><b>{T.files(dataset.files)}</b> <b title={T.bytes(dataset.size_bytes)}>{formatSize(dataset.size_bytes)}</b></p>
                : <p class="card-figures faint">{t.called}</p>}
            {has_files && <p class="card-dates"><PeriodHistogram periods={dataset.periods} /><Span from={dataset.oldest} to={dataset.newest} /></p>}
            <dl class="card-facts">
                {has_files && <TypesAndOwners dataset={dataset} />}
                {dataset.project !== '' && <><dt>{t.project}</dt><dd><bdi>{shownName(dataset.project)}</bdi></dd></>}
                <dt>{t.share}</dt><dd><bdi>{dataset.share}</bdi></dd>
            </dl>
            <p class="card-actions">
                {has_files && <Link to={insidePlace(filters, path)}>{t.these_files}</Link>}
                <Link to={browsePlace(path)}>{t.browse}</Link>
            </p>
        </li>
    );
}

function TypesAndOwners({dataset}: {dataset: Dataset}): JSX.Element {
    const t = T.datasets;
    return (
        <>
            <dt>{t.types}</dt>
            <dd>
                {dataset.types.map((type, i) => <span key={type.ext}>{i > 0 && ', '}{type.ext === '' ? T.facets.no_ext : <Name text={type.ext} />} <span class="faint">{formatCount(type.files)}</span></span>)}
                {dataset.more_types > 0 && <span class="faint"> {t.others(dataset.more_types)}</span>}
            </dd>
            <dt>{t.owners}</dt>
            <dd>
                {dataset.owners.map((owner, i) => <span key={owner}>{i > 0 && ', '}<bdi>{shownName(owner)}</bdi></span>)}
                {dataset.more_owners > 0 && <span class="faint"> {t.others(dataset.more_owners)}</span>}
            </dd>
        </>
    );
}

function Span({from, to}: {from: string | null; to: string | null}): JSX.Element {
    const [oldest, newest] = [from, to].map((iso) => (iso === null ? T.none : formatDate(iso)));
    return <span>{oldest === newest ? oldest : `${oldest} – ${newest}`}</span>;
}
