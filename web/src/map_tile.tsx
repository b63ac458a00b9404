// One area of the map, and what is in it.
import type {JSX} from 'preact';
import {useMemo} from 'preact/hooks';
import type {DirectoriesAnswer} from './api_types.ts';
import {formatSize} from './format.ts';
import {type AgeStep, ageStep, type Tile, tilesOf, weightOf} from './map_tiles.ts';
import {shownName} from './names.ts';
import {go} from './navigation.ts';
import {browsePlace, formatPlace, type MapOf, type Place} from './place.ts';
import {mapUrl} from './query.ts';
import {type Box, squarify} from './squarify.ts';
import {T} from './text.ts';
import {useAnswer} from './use_answer.ts';

interface Props {
    tile: Tile;
    box: Box;
    by: Exclude<MapOf, ''>;
    age: AgeStep;
    nested: boolean;
    tab_stop: boolean;
    place: Place;
    onFocus: () => void;
    onPoint: () => void;
}

const kHead_px = 19;
const kLetter_px = 7.5;  // about

export function MapTile({tile, box, by, age, nested, tab_stop, place, onFocus, onPoint}: Props): JSX.Element {
    const to = placeOf(tile, place);
    const follow = (event: MouseEvent): void => {
        if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey) {
            event.preventDefault();
            go(to);
        }
    };
    const width = Math.max(0, box.width - 2);
    const height = Math.max(0, box.height - 2);
    const fits = width > 34 && height > 14;
    return (
        <>
            <a class={`tile ${tile.kind} age-${age} ${tile.failed > 0 ? 'has-failed' : ''} ${nested ? 'has-inside' : ''}`} href={formatPlace(to)} onClick={follow} onFocus={onFocus}
               onPointerEnter={onPoint} tabindex={tab_stop ? 0 : -1} aria-label={tileLabel(tile)}>
                <rect class="area" x={box.x + 1} y={box.y + 1} width={width} height={height} rx={3} />
            </a>
            <svg class={`tile-text ${nested ? 'has-inside' : ''}`} x={box.x + 1} y={box.y + 1} width={width} height={height} aria-hidden="true">
                {nested && <Inside tile={tile} by={by} width={width} height={height} />}
                {fits && <text x={6} y={14}>{tile.failed > 0 ? '⚠ ' : ''}{nameOf(tile)}</text>}
                {fits && !nested && height > 32 && <text class="amount" x={6} y={30}>{amountOf(tile, by)}</text>}
                {fits && nested && width > 90 + kLetter_px * nameOf(tile).length && <text class="amount end" x={width - 6} y={14}>{amountOf(tile, by)}</text>}
            </svg>
        </>
    );
}

// The children of a directory inside its area: to be seen, not to be chosen.
function Inside({tile, by, width, height}: {tile: Tile; by: Exclude<MapOf, ''>; width: number; height: number}): JSX.Element | null {
    const {data} = useAnswer<DirectoriesAnswer>(mapUrl(tile.path, by));
    const tiles = useMemo(() => (data === null ? [] : tilesOf(data, by)), [data, by]);
    const boxes = useMemo(() => squarify(tiles.map((t) => weightOf(t, by)), {x: 3, y: kHead_px, width: width - 6, height: height - kHead_px - 3}), [tiles, by, width, height]);
    const now_ms = Date.now();
    return (
        <g>
            {tiles.map((inner, i) => {
                const box = boxes[i];
                if (box === undefined || box.width < 2 || box.height < 2) {
                    return null;
                }
                return (
                    <svg key={inner.id} x={box.x} y={box.y} width={box.width} height={box.height}>
                        <rect class={`inner ${inner.kind} age-${ageStep(inner.newest, now_ms)}`} width={Math.max(0, box.width - 1)} height={Math.max(0, box.height - 1)} rx={2} />
                        {box.width > 50 && box.height > 16 && <text class="inner-name" x={4} y={12}>{nameOf(inner)}</text>}
                    </svg>
                );
            })}
        </g>
    );
}

function placeOf(tile: Tile, place: Place): Place {
    return tile.kind === 'directory' ? browsePlace(tile.path, place.map) : tile.kind === 'file' ? {...place, file: tile.id} : {...place, sort: place.map === 'files' ? '-files' : '-size'};
}

function nameOf(tile: Tile): string {
    return tile.kind === 'others' ? T.map.others : shownName(tile.name) + (tile.kind === 'directory' && !tile.name.endsWith('/') ? '/' : '');
}

function amountOf(tile: Tile, by: Exclude<MapOf, ''>): string {
    return by === 'size' ? formatSize(tile.size_bytes) : T.files(tile.files);
}

export function tileLabel(tile: Tile): string {
    const parts = [nameOf(tile), formatSize(tile.size_bytes), T.files(tile.files)];
    return [...parts, ...(tile.failed > 0 ? [T.browse.failed_below(tile.failed)] : [])].join(', ');
}
