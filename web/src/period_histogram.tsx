// When the files of a directory were modified, as small bars. The dates stand beside it.
import type {JSX} from 'preact';
import {barsOf, type PeriodFiles} from './period_bars.ts';
import {T} from './text.ts';

const kHeight = 24;
const kBar = 7;

export function PeriodHistogram({periods}: {periods: readonly PeriodFiles[]}): JSX.Element | null {
    const bars = barsOf(periods);
    const most = Math.max(1, ...bars.map((bar) => bar.files));
    const width = bars.length * (kBar + 1);
    return (
        <svg class="periods" viewBox={`0 0 ${width} ${kHeight}`} width={width} height={kHeight} role="img" aria-label={T.datasets.by_time(periods)}>
            {bars.map((bar, i) => {
                const high = bar.files === 0 ? 1 : Math.max(3, (bar.files / most) * kHeight);
                return <rect key={bar.period} class={bar.files === 0 ? 'none' : ''} x={i * (kBar + 1)} y={kHeight - high} width={kBar} height={high}><title>{T.datasets.in_period(bar.period, bar.files)}</title></rect>;
            })}
        </svg>
    );
}
