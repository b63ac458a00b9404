// What the catalogue is made of: the largest types, owners and directories; each row leads to its files.
import type {JSX} from 'preact';
import {useState} from 'preact/hooks';
import type {SharesAnswer, StatsAnswer} from './api_types.ts';
import {Failure} from './failure.tsx';
import {formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import {go} from './navigation.ts';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, type Place, searchPlace} from './place.ts';
import {statsUrl} from './query.ts';
import {termText} from './query_parts.ts';
import {T} from './text.ts';
import {type Order, TopTable} from './top_table.tsx';
import {useAnswer} from './use_answer.ts';
import {useScanEnds} from './use_scan_ends.ts';

export function InsightView({place, shares}: {place: Place; shares: SharesAnswer | null}): JSX.Element {
    const t = T.insight;
    const [order, setOrder] = useState<Order>('by_size');
    const {share} = place;
    const ofShare = (term: string): string => term + (share === '' ? '' : ' ' + termText('share', '=', [share]));
    const {data, error, stale, again} = useAnswer<StatsAnswer>(statsUrl(share, 10));
    useScanEnds(shares, again);
    const names = shares?.shares.map((s) => s.name) ?? [];
    return (
        <>
            <h1 class="off-screen">{t.heading}</h1>
            <div class="filter-bar insight-bar">
                <label class="field">
                    <span class="field-label">{t.share}</span>
                    <select value={share} onChange={(e) => go({...place, share: e.currentTarget.value})}>
                        <option value="">{T.search.all_shares}</option>
                        {(share === '' || names.includes(share) ? names : [...names, share]).map((name) => <option value={name}>{name}</option>)}
                    </select>
                </label>
                <fieldset class="segments">
                    <legend class="off-screen">{t.order}</legend>
                    {(['by_size', 'by_files'] as const).map((value) => (
                        <label class={order === value ? 'chosen' : ''}>
                            <input type="radio" name="order" checked={order === value} onChange={() => setOrder(value)} />{t[value]}
                        </label>
                    ))}
                </fieldset>
            </div>
            {error !== null && <Failure error={error} again={again} />}
            {data === null && error === null && <p class="loading">{T.loading}</p>}
            {data !== null && error === null && (
                <div class={stale ? 'stale' : ''}>
                    <div class="status-line">
                        <span role="status" class="found" title={T.bytes(data.total.size_bytes)}>
                            {!data.complete && `${T.at_least} `}<b>{T.files(data.total.files)}</b>, <b>{formatSize(data.total.size_bytes)}</b>
                            {data.unique_bytes !== data.total.size_bytes && <> ({formatSize(data.unique_bytes)} {t.unique})</>}, {T.directories(data.directories)}
                        </span>
                        <Freshness of={data} />
                    </div>
                    <div class="rankings">
                        <TopTable heading={t.extensions} key_label={t.key.extensions} rows={data.extensions[order]} order={order} total={data.total}
                                  empty_key={t.no_type} to={(row) => searchPlace(ofShare(row.key === '' ? 'ext:""' : termText('ext', ':', [row.key])), '-size')} />
                        <TopTable heading={t.owners} key_label={t.key.owners} rows={data.owners[order]} order={order} total={data.total}
                                  empty_key="" to={(row) => searchPlace(ofShare(termText('owner', '=', [row.key])), '-size')} />
                        <TopTable heading={t.directories} note={t.directories_note} key_label={t.key.directories} rows={data.directories_top[order]} order={order}
                                  total={data.total} empty_key="" to={(row) => browsePlace(encodedPath(row.key, row.key_base64))} paths />
                    </div>
                </div>
            )}
        </>
    );
}
