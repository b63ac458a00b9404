// All that is known of one file or directory, beside the table it was chosen from.
import type {JSX} from 'preact';
import {useEffect, useRef} from 'preact/hooks';
import type {DirectoryAnswer, FileAnswer, SharesAnswer} from './api_types.ts';
import {DirectoryDetails} from './directory_details.tsx';
import {Failure} from './failure.tsx';
import {FileDetails} from './file_details.tsx';
import {kApi} from './query.ts';
import {Name} from './shown.tsx';
import {T} from './text.ts';
import {type Answer, useAnswer} from './use_answer.ts';
import {useScanEnds} from './use_scan_ends.ts';

interface Props {
    id: string;
    shares: SharesAnswer | null;
    close: () => void;
}

export function Panel(props: Props): JSX.Element {
    return props.id.startsWith('d') ? <DirectoryPanel {...props} /> : <FilePanel {...props} />;
}

function FilePanel({id, shares, close}: Props): JSX.Element {
    const answer = useAnswer<FileAnswer>(`${kApi}files/${encodeURIComponent(id)}`);
    useScanEnds(shares, answer.again);
    const file = answer.data?.file;
    return (
        <Frame answer={answer} label={T.panel.label} missing={T.panel.missing} close={close} name={file && <Name text={file.name} raw={file.name_base64 !== undefined} />}>
            {file !== undefined && <FileDetails file={file} moved_to={answer.data?.moved_to ?? null} shares={shares} />}
        </Frame>
    );
}

function DirectoryPanel({id, shares, close}: Props): JSX.Element {
    const answer = useAnswer<DirectoryAnswer>(`${kApi}directories/${encodeURIComponent(id)}`);
    useScanEnds(shares, answer.again);
    const directory = answer.data?.directory;
    return (
        <Frame answer={answer} label={T.panel.directory_label} missing={T.panel.missing_directory} close={close}
               name={directory && <><Name text={directory.name} raw={directory.name_base64 !== undefined} />{directory.name.endsWith('/') ? '' : '/'}</>}>
            {directory !== undefined && <DirectoryDetails directory={directory} shares={shares} />}
        </Frame>
    );
}

interface FrameProps {
    answer: Answer<unknown>;
    label: string;
    missing: string;
    name: JSX.Element | undefined;
    close: () => void;
    children: JSX.Element | false;
}

function Frame({answer, label, missing, name, close, children}: FrameProps): JSX.Element {
    const button = useRef<HTMLButtonElement>(null);
    useEffect(() => {
        if (window.matchMedia('(max-width: 50rem)').matches) {
            button.current?.focus();  // there the panel covers the table
        }
    }, []);
    const {error} = answer;
    return (
        <aside class={`panel ${answer.stale ? 'stale' : ''}`} aria-label={label}>
            <header>
                <h2>{name ?? label}</h2>
                <button type="button" class="plain close" ref={button} onClick={close} aria-label={T.close} title={`${T.close} (Esc)`}>×</button>
            </header>
            {error !== null && (error.status === 404 ? <p>{missing}</p> : <Failure error={error} again={answer.again} />)}
            {name === undefined && error === null && <p class="loading">{T.loading}</p>}
            {error === null && children}
        </aside>
    );
}
