// Before the first question: what there is, and questions to begin with.
import type {JSX} from 'preact';
import type {SharesAnswer} from './api_types.ts';
import {formatSize} from './format.ts';
import {Freshness} from './freshness.tsx';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, kStart, searchPlace} from './place.ts';
import {Bar, Name, Size} from './shown.tsx';
import {T} from './text.ts';

export function StartPage({shares}: {shares: SharesAnswer | null}): JSX.Element {
    if (shares === null) {
        return <p class="loading">{T.loading}</p>;
    }
    const files = shares.shares.reduce((sum, s) => sum + s.files, 0);
    const bytes = shares.shares.reduce((sum, s) => sum + s.size_bytes, 0);
    const gone = shares.shares.reduce((sum, s) => sum + s.gone_files, 0);
    return (
        <section class="start">
            <h1 class="off-screen">{T.start.heading}</h1>
            {files === 0 ? (
                <p class="big">{emptyText(shares)} <Link to={{...kStart, view: 'scans'}}>{T.views.scans}</Link></p>
            ) : (
                <>
                    <p class="big"><b>{T.files(files)}</b>, <b title={T.bytes(bytes)}>{formatSize(bytes)}</b></p>
                    <p class="status-line"><span>{T.shares(shares.shares.length)}</span><Freshness of={shares} /></p>
                    <ul class="start-shares">
                        {shares.shares.map((share) => (
                            <li key={share.name}>
                                <Link to={browsePlace(encodedPath(share.path, share.path_base64))}>
                                    <b><bdi>{share.name}</bdi></b> <span class="faint"><Name text={share.path} raw={share.path_base64 !== undefined} /></span>
                                </Link>
                                <Bar part={share.size_bytes} whole={bytes} />
                                <span class="right"><Size bytes={share.size_bytes} /></span>
                                <span class="right faint">{T.files(share.files)}</span>
                            </li>
                        ))}
                    </ul>
                    <h2>{T.start.how}</h2>
                    <ul class="starts">
                        <li><Link to={searchPlace('', '-size')}>{T.start.largest}</Link></li>
                        <li><Link to={searchPlace('modified:..7d', '-modified')}>{T.start.newest}</Link></li>
                        <li><Link to={searchPlace('modified:5y.. size:1G..', '-size')}>{T.start.cold}</Link></li>
                        <li><Link to={{...kStart, view: 'insight'}}>{T.start.insight}</Link></li>
                        <li><Link to={{...kStart, view: 'browse', map: 'size'}}>{T.start.map}</Link></li>
                        {gone > 0 && <li><Link to={searchPlace('is:gone', '-modified')}>{T.start.gone}</Link></li>}
                    </ul>
                    <dl class="hints">
                        {T.start.hints.map(([query, means]) => (
                            <div><dt><Link to={searchPlace(query)}><code>{query}</code></Link></dt><dd>{means}</dd></div>
                        ))}
                    </dl>
                </>
            )}
        </section>
    );
}

function emptyText({shares}: SharesAnswer): string {
    const t = T.start;
    return shares.length === 0 ? t.no_share : shares.some((s) => s.last_complete === null) ? t.first_scan : t.no_file;
}
