// A running scan, live: how far, how fast, where.
import type {JSX} from 'preact';
import {useEffect, useRef, useState} from 'preact/hooks';
import type {Progress} from './api_types.ts';
import {formatCount, formatDuration, formatPercent} from './format.ts';
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
    const known = progress.directories_done + progress.directories_waiting;
    const running_ms = progress.started === null ? 0 : Math.max(0, Date.now() - new Date(progress.started).getTime());
    return (
        <div class="progress">
            <div class="progress-head">
                <progress max={Math.max(1, known)} value={progress.directories_done} aria-label={t.progress} />
                <span class="number">{formatPercent(progress.directories_done, known)}</span>
            </div>
            <div class="live-figures">
                <span><b>{formatCount(progress.directories_done)}</b> {t.done}</span>
                <span><b>{formatCount(progress.directories_waiting)}</b> {t.waiting}</span>
                <span><b>{formatCount(progress.files)}</b> {T.share.files.toLowerCase()}</span>
                <span><b>{formatCount(progress.entries)}</b> {t.entries}</span>
                <span class="rate"><b>{formatCount(progress.entries_per_second)}</b> {t.rate} <Sparkline values={rates.current} label={t.rate_title} /></span>
                {progress.failed > 0 && <span class="warn-text"><b>{formatCount(progress.failed)}</b> {t.failed_now}</span>}
                <span>{t.running_for} <b>{formatDuration(running_ms)}</b></span>
            </div>
            <LevelChart levels={progress.levels} />
            {progress.current !== '' && <p class="now-in faint">{t.at} <Name text={progress.current} /></p>}
        </div>
    );
}
