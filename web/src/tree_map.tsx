// A directory as a map: an area for each child, as large as what is in it, with its own children drawn inside. Leads into
// a directory by click or Enter; the arrow keys move between the areas. The table below says the same in numbers.
import type {JSX} from 'preact';
import {useMemo, useRef, useState} from 'preact/hooks';
import type {DirectoriesAnswer} from './api_types.ts';
import {MapTile, tileLabel} from './map_tile.tsx';
import {ageStep, kAgeSteps, type Tile, tilesOf, weightOf} from './map_tiles.ts';
import {go} from './navigation.ts';
import type {MapOf, Place} from './place.ts';
import {mapUrl} from './query.ts';
import {type Box, boxByKey, squarify} from './squarify.ts';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';
import {useSize} from './use_size.ts';

const kNestedAbove_px2 = 9000;
const kMostNested = 12;

export function TreeMap({place, by}: {place: Place; by: Exclude<MapOf, ''>}): JSX.Element {
    const t = T.map;
    const frame = useRef<HTMLDivElement>(null);
    const width = useSize(frame);
    const height = Math.round(Math.min(460, Math.max(240, width * 0.42)));
    const {data, stale} = useAnswer<DirectoriesAnswer>(mapUrl(place.path, by));
    const [active, setActive] = useState(0);
    const [told, setTold] = useState<Tile | null>(null);
    const tiles = useMemo(() => (data === null ? [] : tilesOf(data, by)), [data, by]);
    const boxes = useMemo(() => squarify(tiles.map((tile) => weightOf(tile, by)), {x: 0, y: 0, width, height}), [tiles, by, width, height]);
    const now_ms = Date.now();
    const first = Math.min(active, Math.max(0, tiles.length - 1));
    const onKeyDown = (event: KeyboardEvent): void => {
        const next = boxByKey(boxes, first, event.key);
        if (next >= 0) {
            event.preventDefault();
            setActive(next);
            frame.current?.querySelectorAll<SVGElement>('a.tile')[next]?.focus();
        }
    };
    const tell = (tile: Tile | null): void => setTold(tile);
    return (
        <figure class={`tree-map ${stale ? 'stale' : ''}`} aria-label={t.label(t.by[by])}>
            <MeasureSwitch place={place} by={by} />
            <div class="tree-map-frame" ref={frame} onPointerLeave={() => tell(null)}>
                {width > 0 && data !== null && (
                    <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={t.label(t.by[by])} onKeyDown={onKeyDown}>
                        {tiles.map((tile, i) => {
                            const box = boxes[i];
                            return box === undefined ? null : (
                                <MapTile key={tile.id} tile={tile} box={box} by={by} age={ageStep(tile.newest, now_ms)} tab_stop={i === first}
                                         nested={i < kMostNested && tile.kind === 'directory' && !tile.unread && area(box) > kNestedAbove_px2}
                                         place={place} onFocus={() => { setActive(i); tell(tile); }} onPoint={() => tell(tile)} />
                            );
                        })}
                    </svg>
                )}
                {data !== null && tiles.length === 0 && <p class="faint">{t.empty}</p>}
            </div>
            <figcaption>
                <span class="told">{told === null ? t.hint : <bdi>{tileLabel(told)}</bdi>}</span>
                <span class="legend">
                    <span class="faint">{t.ages_label}</span>
                    {kAgeSteps.map((step) => <span key={step}><span class={`swatch age-${step}`} aria-hidden="true" />{t.ages[step]}</span>)}
                </span>
            </figcaption>
        </figure>
    );
}

function area(box: Box): number {
    return box.width * box.height;
}

function MeasureSwitch({place, by}: {place: Place; by: Exclude<MapOf, ''>}): JSX.Element {
    const t = T.map;
    return (
        <fieldset class="segments">
            <legend class="off-screen">{t.measure}</legend>
            {(['size', 'files'] as const).map((value) => (
                <label key={value} class={by === value ? 'chosen' : ''}>
                    <input type="radio" name="map" checked={by === value} onChange={() => go({...place, map: value}, 'replace')} />{t.by[value]}
                </label>
            ))}
        </fieldset>
    );
}
