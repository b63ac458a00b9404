// What the files are made of, all of them or those of a query: by type, owner, age, size; what is largest, what is cold,
// and how scans went. Each row and each column leads to its files.
import type {JSX} from 'preact';
import {useRef} from 'preact/hooks';
import {AgeOfFiles} from './cold_data.tsx';
import {DirectoryTree} from './directory_tree.tsx';
import type {Facet, FacetsAnswer, SharesAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import {GrowthSection} from './growth_section.tsx';
import {Histogram, type Column} from './histogram.tsx';
import {InsightBar} from './insight_bar.tsx';
import {insightPlace, insightUrl, kFacets, kMostValues} from './insight_query.ts';
import {Link} from './link.tsx';
import type {Place} from './place.ts';
import {QueryProblemNote} from './query_problem.tsx';
import {filled, kAgeRanges, kSizeRanges, rangeLabel, yearColumns} from './ranges.ts';
import {ScanHistory} from './scan_history.tsx';
import {T} from './text.ts';
import {TopDirectories, TopFiles} from './top_files.tsx';
import {type Order, TopTable} from './top_table.tsx';
import {useAnswer} from './use_answer.ts';
import {useScanEnds} from './use_scan_ends.ts';

interface Props {
    place: Place;
    shares: SharesAnswer | null;
    showHelp: () => void;
}

export function InsightView({place, shares, showHelp}: Props): JSX.Element {
    const t = T.insight;
    const order: Order = place.sort === 'files' ? 'files' : 'size_bytes';
    const {data, error, stale, again} = useAnswer<FacetsAnswer>(insightUrl(place, 'facets', `by=${kFacets.join(',')}&limit=${kMostValues}&sort=${order === 'files' ? 'files' : 'size'}`));
    useScanEnds(shares, again);
    // What is wrong with a query is told once: the answers stay those of the query before.
    const last = useRef(place);
    if (!stale && error === null) {
        last.current = place;
    }
    const asked = last.current;
    const problem = error?.parameter === 'q' ? error.problem : null;
    const facet = (by: string): Facet | undefined => data?.facets.find((f) => f.by === by);
    const columns = (by: 'age' | 'size'): Column[] => filled(facet(by)?.values ?? [], by === 'age' ? kAgeRanges : kSizeRanges, by).map((v) => ({...v, label: rangeLabel(v.value), to: insightPlace(asked, v.query)}));
    const ranking = (by: 'ext' | 'owner' | 'group' | 'project', heading: string): JSX.Element | false => {
        const values = facet(by);
        return values !== undefined && (
            <TopTable heading={heading} key_label={t.key[by]} facet={values} order={order} total={data?.total ?? values.others} empty_key={by === 'ext' ? t.no_type : by === 'project' ? t.no_project : t.no_name}
                      to={(query) => insightPlace(asked, query)} />
        );
    };
    return (
        <>
            <h1 class="off-screen">{t.heading}</h1>
            <InsightBar place={place} shares={shares} />
            {problem !== null && <QueryProblemNote query={place.filters.q} problem={problem} showHelp={showHelp} />}
            {error !== null && problem === null && <Failure error={error} again={again} />}
            {data === null && error === null && <p class="loading">{T.loading}</p>}
            {data !== null && (error === null || problem !== null) && (
                <div class={stale ? 'stale' : ''}>
                    <div class="status-line">
                        <span role="status" class="found" title={T.bytes(data.total.size_bytes)}>
                            {!data.complete && `${T.at_least} `}<Link to={insightPlace(asked, '')}><b>{T.files(data.total.files)}</b></Link>, <b>{formatSize(data.total.size_bytes)}</b>
                        </span>
                        <Freshness of={data} />
                    </div>
                    {data.total.files === 0 ? <p class="big">{t.nothing}</p> : (
                        <div class="rankings">
                            <Histogram heading={t.ages} note={t.ages_note} columns={columns('age')} order={order} total={data.total} />
                            <Histogram heading={t.sizes} columns={columns('size')} order={order} total={data.total} />
                            <Histogram heading={t.years} note={t.years_note} columns={yearColumns(facet('year')?.values ?? [], (q) => insightPlace(asked, q))} order={order} total={data.total} />
                            <AgeOfFiles place={asked} total={data.total} ages={facet('age')} />
                            {ranking('ext', t.extensions)}
                            {ranking('owner', t.owners)}
                            {ranking('group', t.groups)}
                            {facet('project')?.values.some((v) => v.value !== '') === true && ranking('project', t.projects)}
                            <DirectoryTree place={asked} order={order} total={data.total} />
                            <TopFiles place={asked} />
                            <TopDirectories place={asked} order={order} total={data.total} />
                        </div>
                    )}
                </div>
            )}
            <GrowthSection share={place.share} shares={shares} order={order} of_query={place.filters.q.trim() !== ''} />
            <ScanHistory share={place.share} shares={shares} />
        </>
    );
}
