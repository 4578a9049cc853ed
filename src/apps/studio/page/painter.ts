/** Painting on the block map: the tool, the brush, the painted map, and how it is drawn. */

import { HIGH, LOW, MESH } from '../../../codec/layout.js';
import type { Point } from '../../compare/gestures.js';
import type { Box, Scene } from '../../compare/scene-drawing.js';
import { colourBlocks, type MapGrid, type PaintedMap, paintBlocks, startPainting } from './block-painting.js';
import { byId, chooseRadio, chosenRadio, onRadio } from './dom.js';

/** Kinds of blocks as drawn over the picture: low by flat palette, high, low by mesh; R, G, B, A. */
const KIND_COLOURS = [
  [38, 132, 255, 120],
  [255, 145, 0, 120],
  [226, 48, 160, 120],
];

/** The kinds of blocks that the tools paint. */
const TOOL_KINDS: Readonly<Record<string, number>> = { low: LOW, high: HIGH, mesh: MESH };

/** Callbacks of painting. */
export interface PainterEvents {
  /** The map has changed its look. */
  onChange(): void;
  /** The forced blocks have changed, so the picture must be encoded. */
  onStroke(): void;
}

/** The shown map: an encoder's, or a painted one. */
export class Painter {
  readonly #events: PainterEvents;
  readonly #canvas = document.createElement('canvas');
  readonly #brush = byId<HTMLSelectElement>('brush');
  #base: PaintedMap | undefined;
  #painted: PaintedMap | undefined;
  #hasStroke = false;
  #cursor: Point = { x: 0, y: 0 };

  constructor(events: PainterEvents) {
    this.#events = events;
    onRadio('tool', () => this.#update());
    byId('show-map').addEventListener('change', () => this.#update());
    byId('clear-paint').addEventListener('click', () => {
      this.#painted = undefined;
      this.#update();
      events.onStroke();
    });
  }

  /** The forced classes, if any are. */
  get painted(): PaintedMap | undefined {
    return this.#painted;
  }

  /** Whether the shown map has blocks of a mesh. */
  get hasMesh(): boolean {
    return (this.#painted ?? this.#base)?.blocks.includes(MESH) === true;
  }

  get isPainting(): boolean {
    return chosenRadio('tool') !== 'move' && this.#base !== undefined;
  }

  /** Starts from a trial's map. */
  setBase(grid: MapGrid, blockMap: Uint8Array, painted: PaintedMap | undefined): void {
    this.#base = startPainting(grid, blockMap);
    this.#painted = painted;
    this.#update();
  }

  /** Drops the painted map and the encoder's. */
  reset(): void {
    this.#base = undefined;
    this.#painted = undefined;
    chooseRadio('tool', 'move');
    this.#update();
  }

  /** Drops the painted map. */
  clear(): void {
    this.#painted = undefined;
    this.#update();
  }

  /** @param at - a pixel of the picture */
  paint(at: Point): void {
    if (this.#base === undefined) return;
    const map = this.#painted ?? startPainting(this.#base, this.#base.blocks);
    if (!paintBlocks(map, at, Number(this.#brush.value), TOOL_KINDS[chosenRadio('tool')])) return;
    this.#painted = map;
    this.#hasStroke = true;
    this.#update();
  }

  finish(): void {
    if (!this.#hasStroke) return;
    this.#hasStroke = false;
    this.#events.onStroke();
  }

  /** Painting with keys: arrows move from block to block, space or Enter paints. */
  pressKey(key: string): boolean {
    if (!this.isPainting) return false;
    const { blockSide, blockColumns, blockRows } = this.#base!;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ...{ ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] },
    };
    if (Object.hasOwn(moves, key)) {
      const { x, y } = this.#cursor;
      this.#cursor = { x: clamp(x + moves[key][0], blockColumns), y: clamp(y + moves[key][1], blockRows) };
      this.#events.onChange();
      return true;
    }
    if (key !== ' ' && key !== 'Enter') return false;
    this.paint({ x: this.#cursor.x * blockSide, y: this.#cursor.y * blockSide });
    this.finish();
    return true;
  }

  /** The parts of the map to draw. */
  get overlay(): Pick<Scene, 'map' | 'cursor'> {
    if (this.#base === undefined) return {};
    const { blockSide } = this.#base;
    const isShown = byId<HTMLInputElement>('show-map').checked || this.isPainting;
    const cursor: Box = {
      ...{ x: this.#cursor.x * blockSide, y: this.#cursor.y * blockSide, width: blockSide, height: blockSide },
    };
    const hasFocus = document.activeElement === byId('canvas');
    return {
      map: isShown ? { bitmap: this.#canvas, blockSide } : undefined,
      cursor: this.isPainting && hasFocus ? cursor : undefined,
    };
  }

  #update(): void {
    byId('brush-field').hidden = !this.isPainting;
    byId('clear-paint').hidden = this.#painted === undefined;
    const map = this.#painted ?? this.#base;
    if (map !== undefined) {
      this.#canvas.width = map.blockColumns;
      this.#canvas.height = map.blockRows;
      const pixels = new ImageData(colourBlocks(map.blocks, KIND_COLOURS), map.blockColumns, map.blockRows);
      this.#canvas.getContext('2d')!.putImageData(pixels, 0, 0);
    }
    this.#events.onChange();
  }
}

function clamp(value: number, count: number): number {
  return Math.min(count - 1, Math.max(0, value));
}
