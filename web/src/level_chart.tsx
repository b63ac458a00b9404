// Directories and files per level of the tree, as small columns of logarithmic height: from ten to millions.
import type {JSX} from 'preact';
import type {Level} from './api_types.ts';
import {Count} from './shown.tsx';
import {T} from './text.ts';

const kHeight = 28;
const kBar = 7;
const kStep = 3 * kBar + 4;

export function LevelChart({levels}: {levels: readonly Level[]}): JSX.Element | null {
    if (levels.length < 2) {
        return null;
    }
    const top = Math.log1p(Math.max(1, ...levels.flatMap((l) => [l.directories, l.waiting, l.files])));
    const column = (n: number, x: number, kind: string): JSX.Element => {
        const height = n === 0 ? 0 : Math.max(1, (Math.log1p(n) / top) * kHeight);
        return <rect class={kind} x={x} y={kHeight - height} width={kBar} height={height} />;
    };
    const width = levels.length * kStep;
    const t = T.share;
    return (
        <figure class="levels">
            <svg viewBox={`0 0 ${width} ${kHeight}`} width={width} height={kHeight} role="img" aria-label={levels.map((l, i) => t.level(i, l.directories, l.waiting, l.files)).join('; ')}>
                {levels.map((level, i) => (
                    <g key={i}>
                        <title>{t.level(i, level.directories, level.waiting, level.files)}</title>
                        <rect class="whole" x={i * kStep} y={0} width={kStep} height={kHeight} />
                        {column(level.directories, i * kStep, 'of-directories')}
                        {column(level.waiting, i * kStep + kBar, 'of-waiting')}
                        {column(level.files, i * kStep + 2 * kBar, 'of-files')}
                    </g>
                ))}
            </svg>
            <figcaption class="faint"><span class="of-directories">{t.level_directories}</span>, <span class="of-waiting">{t.level_waiting}</span> {t.level_and} <span class="of-files">{t.level_files}</span> {t.level_by}</figcaption>
            <details class="as-table">
                <summary>{T.insight.as_table}</summary>
                <table class="level-table">
                    <caption class="off-screen">{t.levels}</caption>
                    <thead><tr><th scope="col" class="right">{t.level_column}</th><th scope="col" class="right">{t.done}</th><th scope="col" class="right">{t.waiting}</th><th scope="col" class="right">{t.files}</th></tr></thead>
                    <tbody>
                        {levels.map((level, i) => (
                            <tr key={i}><th scope="row" class="right">{i}</th><td class="right"><Count n={level.directories} /></td><td class="right"><Count n={level.waiting} /></td><td class="right"><Count n={level.files} /></td></tr>
                        ))}
                    </tbody>
                </table>
            </details>
        </figure>
    );
}
