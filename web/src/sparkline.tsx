// A number's last minute as a small line. The number itself stands beside it.
import type {JSX} from 'preact';

const kWidth = 120;
const kHeight = 20;

export function Sparkline({values, label}: {values: readonly number[]; label: string}): JSX.Element | null {
    if (values.length < 3) {
        return null;
    }
    const top = Math.max(...values, 1);
    const step = kWidth / 59;
    const points = values.map((v, i) => `${(i * step).toFixed(1)},${(kHeight - 1 - (v / top) * (kHeight - 2)).toFixed(1)}`);
    return (
        <svg class="sparkline" viewBox={`0 0 ${kWidth} ${kHeight}`} width={kWidth} height={kHeight} role="img" aria-label={label}>
            <polyline points={points.join(' ')} />
        </svg>
    );
}
