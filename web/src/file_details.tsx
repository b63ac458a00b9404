// What the panel shows of a file.
import type {JSX} from 'preact';
import type {FileInfo, SharesAnswer} from './api_types.ts';
import {pythonOpens, tocFile} from './commands.ts';
import {CopyPaths} from './copy_paths.tsx';
import {Fact} from './fact.tsx';
import {formatTime} from './format.ts';
import {History} from './history.tsx';
import {Link} from './link.tsx';
import {encodedPath} from './path_bytes.ts';
import {browsePlace, searchPlace} from './place.ts';
import {kApi} from './query.ts';
import {termText} from './query_parts.ts';
import {curlCommand} from './shell.ts';
import {Count, Name, Size, Time} from './shown.tsx';
import {Siblings} from './siblings.tsx';
import {T} from './text.ts';

interface Props {
    file: FileInfo;
    moved_to: FileInfo | null;
    shares: SharesAnswer | null;
}

export function FileDetails({file, moved_to, shares}: Props): JSX.Element {
    const t = T.panel;
    const path = encodedPath(file.path, file.path_base64);
    const directory = browsePlace(encodedPath(file.directory, file.directory_base64));
    const commands = [
        [t.copy_curl, curlCommand(new URL(`${kApi}files/${file.id}`, document.baseURI).href)],
        [t.copy_python, pythonOpens(path, file.ext)],
        [t.copy_toc, tocFile(path)],
    ] as const;
    return (
        <>
            {file.gone && <p class="note warn">{t.gone(formatTime(file.last_seen))}</p>}
            {moved_to !== null && (
                <p class="note">
                    {t.moved_to} <Link to={{...browsePlace(encodedPath(moved_to.directory, moved_to.directory_base64)), file: moved_to.id}}><Name text={moved_to.path} raw={moved_to.path_base64 !== undefined} /></Link>
                </p>
            )}
            <CopyPaths path={path} share={shares?.shares.find((s) => s.name === file.share)} commands={commands}>
                <Link class="button" to={directory}>{t.open_directory}</Link>
            </CopyPaths>
            <dl class="facts">
                <Fact name={t.size}><Size bytes={file.size_bytes} /> {file.size_bytes >= 1024 && <span class="faint">{T.bytes(file.size_bytes)}</span>}</Fact>
                <Fact name={t.allocated}><Size bytes={file.allocated_bytes} /></Fact>
                <Fact name={t.type}>
                    {file.ext === '' ? <span class="faint">{t.no_type}</span> : <Link to={searchPlace(termText('ext', ':', [file.ext]))} title={t.same_type}><Name text={file.ext} /></Link>}
                </Fact>
                <Fact name={t.share}><bdi>{file.share}</bdi></Fact>
                {file.project !== '' && <Fact name={t.project}><Link to={searchPlace(termText('project', '=', [file.project]))} title={t.same_project}><Name text={file.project} /></Link></Fact>}
                <Fact name={t.owner}>
                    <Link to={searchPlace(termText('owner', '=', [file.owner]))} title={t.same_owner}><bdi>{file.owner}</bdi></Link> <span class="faint">uid {file.uid}</span>
                </Fact>
                <Fact name={t.group}><Link to={searchPlace(termText('group', '=', [file.group]))} title={t.same_group}><bdi>{file.group}</bdi></Link> <span class="faint">gid {file.gid}</span></Fact>
                <Fact name={t.inode}>{file.inode}</Fact>
                <Fact name={t.links}><Count n={file.links} /></Fact>
            </dl>
            <h3>{t.times}</h3>
            <dl class="facts">
                <Fact name={t.modified}><Time iso={file.modified} age /></Fact>
                <Fact name={t.changed}><Time iso={file.changed} age /></Fact>
                <Fact name={t.accessed}>{file.accessed === null ? <span class="faint">{t.not_known}</span> : <Time iso={file.accessed} age />}</Fact>
                <Fact name={t.born}>{file.born === null ? <span class="faint">{t.not_known}</span> : <Time iso={file.born} age />}</Fact>
            </dl>
            <Siblings file={file} directory={directory} />
            <History url={`${kApi}files/${encodeURIComponent(file.id)}/history`} first_seen={file.first_seen} last_seen={file.last_seen} gone={file.gone} of_file shares={shares} />
        </>
    );
}
