// How many files are of which year, as small bars. The dates stand beside it.
import type {JSX} from 'preact';
import {T} from './text.ts';
import {barsOf, type YearFiles} from './year_bars.ts';

const kHeight = 24;
const kBar = 7;

export function YearHistogram({years}: {years: readonly YearFiles[]}): JSX.Element | null {
    const bars = barsOf(years);
    const most = Math.max(1, ...bars.map((bar) => bar.files));
    const width = bars.length * (kBar + 1);
    return (
        <svg class="years" viewBox={`0 0 ${width} ${kHeight}`} width={width} height={kHeight} role="img" aria-label={T.datasets.by_year(years)}>
            {bars.map((bar, i) => {
                const high = bar.files === 0 ? 1 : Math.max(3, (bar.files / most) * kHeight);
                return <rect key={bar.year} class={bar.files === 0 ? 'none' : ''} x={i * (kBar + 1)} y={kHeight - high} width={kBar} height={high}><title>{T.datasets.in_year(bar.year, bar.files)}</title></rect>;
            })}
        </svg>
    );
}
