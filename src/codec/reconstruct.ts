/** From index planes to pixels: what the decoder draws, and what the encoder knows it will draw. */

import { MAX_K_ONE_BYTE } from '../format/constants.js';
import type { Header } from '../format/header.js';
import type { Band } from './bands.js';
import type { Grid } from './grid.js';
import { type RunVisitor, visitRuns } from './index-plane.js';

/** The two planes of a band, each of the bytes that `planeSize` says; empty when the band has no such block. */
export interface BandPlanes {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
}

/** What an index of each class becomes: `tables.low[index]`, one 32-bit word an entry. */
export interface DrawTables {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * Draws a band: looks up each index in its class's table and writes the word at its pixel.
 *
 * With the words of the palettes this gives RGBA pixels; with tables that hold their own positions it gives indices.
 *
 * @param target - out, `width * height` entries; those of the band are overwritten
 * @param runs - scratch of `makeRuns`, if there is one
 */
export function drawBand(
  target: Uint32Array | Uint16Array,
  header: Header,
  grid: Grid,
  bitmap: Uint8Array,
  band: Band,
  planes: BandPlanes,
  tables: DrawTables,
  runs?: Uint32Array,
): void {
  const isWideLow = header.k1 > MAX_K_ONE_BYTE;
  const isWideHigh = header.k2 > MAX_K_ONE_BYTE;
  let lowAt = 0;
  let highAt = 0;
  const draw: RunVisitor = (isHigh, pixel, length) => {
    if (isHigh) {
      drawRun(target, pixel, length, planes.high, highAt, tables.high, isWideHigh);
      highAt += length;
    } else {
      drawRun(target, pixel, length, planes.low, lowAt, tables.low, isWideLow);
      lowAt += length;
    }
  };
  visitRuns(header, grid, bitmap, band, draw, runs);
}

function drawRun(
  target: Uint32Array | Uint16Array,
  pixel: number,
  length: number,
  plane: Uint8Array,
  at: number,
  table: Uint32Array,
  isWide: boolean,
): void {
  if (isWide) {
    const upper = plane.length / 2 + at;
    for (let i = 0; i < length; i++) target[pixel + i] = table[plane[at + i] | (plane[upper + i] << 8)];
  } else {
    for (let i = 0; i < length; i++) target[pixel + i] = table[plane[at + i]];
  }
}
