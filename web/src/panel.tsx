// All that is known of one file, beside the table it was chosen from.
import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import type {FileAnswer, FileInfo} from './api_types.ts';
import {CopyButton} from './copy_button.tsx';
import {Failure} from './failure.tsx';
import {formatTime} from './format.ts';
import {Link} from './link.tsx';
import {segmentsOf} from './names.ts';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {termText} from './query_parts.ts';
import {curlCommand, shellWord} from './shell.ts';
import {Count, Name, Size, Time} from './shown.tsx';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

export function Panel({id, close}: {id: string; close: () => void}): JSX.Element {
    const answer = useAnswer<FileAnswer>(`${kApi}files/${encodeURIComponent(id)}`);
    const button = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        if (window.matchMedia('(max-width: 50rem)').matches) {
            button.current?.focus();  // there the panel covers the table
        }
    }, []);
    const file = answer.data?.file;
    return (
        <aside class={`panel ${answer.stale ? 'stale' : ''}`} aria-label={T.panel.label}>
            <header>
                <h2>{file === undefined ? T.panel.label : <Name text={file.name} raw={file.name_base64 !== undefined} />}</h2>
                <button type="button" class="plain close" ref={button} onClick={close} aria-label={T.close} title={`${T.close} (Esc)`}>×</button>
            </header>
            {answer.error !== null && (answer.error.status === 404 ? <p>{T.panel.missing}</p> : <Failure error={answer.error} again={answer.again} />)}
            {file === undefined && answer.error === null && <p class="loading">{T.loading}</p>}
            {file !== undefined && answer.error === null && <Details file={file} moved_to={answer.data?.moved_to ?? null} />}
        </aside>
    );
}

function Details({file, moved_to}: {file: FileInfo; moved_to: FileInfo | null}): JSX.Element {
    const t = T.panel;
    const path = encodedPath(file.path, file.path_base64);
    const raw = file.path_base64 !== undefined;
    const odd = segmentsOf(file.path, raw).some((s) => s.odd);
    return (
        <>
            {file.gone && <p class="note warn">{t.gone(formatTime(file.last_seen))}</p>}
            {moved_to !== null && (
                <p class="note">
                    {t.moved_to} <Link to={{...browsePlace(encodedPath(moved_to.directory, moved_to.directory_base64)), file: moved_to.id}}><Name text={moved_to.path} raw={moved_to.path_base64 !== undefined} /></Link>
                </p>
            )}
            <p class="full-path"><Name text={file.path} raw={raw} /></p>
            {odd && <p class="note">{raw ? t.not_text : t.odd}</p>}
            <div class="actions">
                {!raw && <CopyButton label={t.copy_path} text={file.path} />}
                <CopyButton label={t.copy_shell} text={shellWord(path)} />
                <CopyButton label={t.copy_curl} text={curlCommand(new URL(`${kApi}files/${file.id}`, document.baseURI).href)} />
                <Link class="button" to={browsePlace(encodedPath(file.directory, file.directory_base64))}>{t.open_directory}</Link>
            </div>
            <dl class="facts">
                <dt>{t.size}</dt><dd><Size bytes={file.size_bytes} /> {file.size_bytes >= 1024 && <span class="faint">{T.bytes(file.size_bytes)}</span>}</dd>
                <dt>{t.allocated}</dt><dd><Size bytes={file.allocated_bytes} /></dd>
                <dt>{t.type}</dt>
                <dd>{file.ext === '' ? <span class="faint">{t.no_type}</span> : <Link to={searchPlace(termText('ext', ':', [file.ext]))} title={t.same_type}><Name text={file.ext} /></Link>}</dd>
                <dt>{t.share}</dt><dd><bdi>{file.share}</bdi></dd>
                <dt>{t.owner}</dt>
                <dd><Link to={searchPlace(termText('owner', '=', [file.owner]))} title={t.same_owner}><bdi>{file.owner}</bdi></Link> <span class="faint">uid {file.uid}</span></dd>
                <dt>{t.group}</dt><dd><bdi>{file.group}</bdi> <span class="faint">gid {file.gid}</span></dd>
                <dt>{t.inode}</dt><dd>{file.inode}</dd>
                <dt>{t.links}</dt><dd><Count n={file.links} /></dd>
            </dl>
            <h3>{t.times}</h3>
            <dl class="facts">
                <dt>{t.modified}</dt><dd><Time iso={file.modified} age /></dd>
                <dt>{t.changed}</dt><dd><Time iso={file.changed} age /></dd>
                <dt>{t.accessed}</dt><dd>{file.accessed === null ? <span class="faint">{t.not_known}</span> : <Time iso={file.accessed} age />}</dd>
                <dt>{t.born}</dt><dd>{file.born === null ? <span class="faint">{t.not_known}</span> : <Time iso={file.born} age />}</dd>
            </dl>
            <h3>{t.seen}</h3>
            <dl class="facts">
                <dt>{t.first_seen}</dt><dd><Time iso={file.first_seen} age /></dd>
                <dt>{t.last_seen}</dt><dd><Time iso={file.last_seen} age /></dd>
            </dl>
        </>
    );
}
