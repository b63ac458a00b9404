// A running scan, live: how far, how fast, where.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Progress} from './api_types.ts';
import {formatAge, formatCount, formatDuration, formatMicroseconds, formatPercent, formatTime} from './format.ts';
import {LevelChart} from './level_chart.tsx';
import {Name} from './shown.tsx';
import {Sparkline} from './sparkline.tsx';
import {T} from './text.ts';

const kSamples = 60;
const kSample_ms = 900;  // one a second, however often the figures come

export function ScanProgress({progress}: {progress: Progress}): JSX.Element {
    const t = T.share;
    const rates = useRef<number[]>([]);
    const sampled_ms = useRef(0);
    const [, redraw] = useState(0);
    useEffect(() => {
        const now_ms = performance.now();
        if (rates.current.length > 0 && now_ms - sampled_ms.current < kSample_ms) {
            return;
        }
        sampled_ms.current = now_ms;
        rates.current = [...rates.current, progress.entries_per_second].slice(-kSamples);
        redraw((n) => n + 1);
    }, [progress]);
    const paused = progress.state === 'paused';
    const running_ms = progress.started === null ? 0 : Math.max(0, Date.now() - new Date(progress.started).getTime());
    return (
        <div class={`progress ${paused ? 'paused' : ''}`}>
            <div class="progress-head">
                {progress.directories_known === null ? <progress key="some" aria-label={t.progress_not_known} /> : <PartDone progress={progress} known={progress.directories_known} />}
            </div>
            <div class="live-figures">
                <span><b>{formatCount(progress.directories_done)}</b> {t.done}</span>
                <span><b>{formatCount(progress.directories_waiting)}</b> {t.waiting}</span>
                <span><b>{formatCount(progress.files)}</b> {T.share.files.toLowerCase()}</span>
                <span><b>{formatCount(progress.entries)}</b> {t.entries}</span>
                {!paused && <span class="rate"><b>{formatCount(progress.entries_per_second)}</b> {t.rate} <Sparkline values={rates.current} label={t.rate_title} /></span>}
                {progress.failed > 0 && <span class="warn-text"><b>{formatCount(progress.failed)}</b> {t.failed_now}</span>}
                {!paused && progress.threads !== null && <span title={t.threads_title}><b>{formatCount(progress.threads)}</b> {t.threads}</span>}
                {!paused && progress.latency_us !== null && <span title={t.latency_title}><b>{formatMicroseconds(progress.latency_us)}</b> {t.latency}</span>}
                <span>{t.running_for} <b>{formatDuration(running_ms)}</b></span>
            </div>
            <p class="scan-end">{endOf(progress)}</p>
            <LevelChart levels={progress.levels} />
            {!paused && progress.current !== '' && <p class="now-in faint">{t.at} <Name text={progress.current} /></p>}
        </div>
    );
}

// Of what the catalogue knew, or of more when there turns out to be more.
function PartDone({progress, known}: {progress: Progress; known: number}): JSX.Element {
    const all = Math.max(1, known, progress.directories_done + progress.directories_waiting);
    return (
        <>
            <progress max={all} value={progress.directories_done} aria-label={T.share.progress} />
            <span class="number">{formatPercent(progress.directories_done, all)}</span>
        </>
    );
}

// Honest: an end is told only where there is something to tell it by.
function endOf(progress: Progress): string {
    const t = T.share;
    if (progress.state === 'settling') {
        return t.end_settling;
    }
    if (progress.ends !== null) {
        return t.end(formatAge(progress.ends, Date.now()), formatTime(progress.ends));
    }
    return progress.state !== 'running' ? '' : progress.directories_known === null ? t.end_not_known : t.end_not_yet;
}
