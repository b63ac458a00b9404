// Directories and files per level of the tree, as small columns of logarithmic height: from ten to millions.
import type {JSX} from 'preact';
import type {Level} from './api_types.ts';
import {T} from './text.ts';

const kHeight = 28;
const kBar = 4;
const kStep = 2 * kBar + 3;

export function LevelChart({levels}: {levels: readonly Level[]}): JSX.Element | null {
    if (levels.length < 2) {
        return null;
    }
    const top = Math.log1p(Math.max(1, ...levels.flatMap((l) => [l.directories, l.files])));
    const column = (n: number, x: number, kind: string): JSX.Element => {
        const height = n === 0 ? 0 : Math.max(1, (Math.log1p(n) / top) * kHeight);
        return <rect class={kind} x={x} y={kHeight - height} width={kBar} height={height} />;
    };
    const width = levels.length * kStep;
    const t = T.share;
    return (
        <figure class="levels">
            <svg viewBox={`0 0 ${width} ${kHeight}`} width={width} height={kHeight} role="img" aria-label={levels.map((l, i) => t.level(i, l.directories, l.files)).join('; ')}>
                {levels.map((level, i) => (
                    <g key={i}>
                        <title>{t.level(i, level.directories, level.files)}</title>
                        <rect class="whole" x={i * kStep} y={0} width={kStep} height={kHeight} />
                        {column(level.directories, i * kStep, 'of-directories')}
                        {column(level.files, i * kStep + kBar, 'of-files')}
                    </g>
                ))}
            </svg>
            <figcaption class="faint"><span class="of-directories">{t.level_directories}</span> {t.level_and} <span class="of-files">{t.level_files}</span> {t.level_by}</figcaption>
        </figure>
    );
}
