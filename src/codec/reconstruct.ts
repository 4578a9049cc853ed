/** Draws index planes as pixels. The decoder draws with it, and the encoder to know what the decoder will draw. */

import { bitsPerIndex, visitRuns } from './index-planes.js';
import type { Band, Layout } from './layout.js';
import { drawMesh } from './mesh-draw.js';
import type { BandMesh } from './mesh-values.js';

/** The inflated planes of a band (spec, section 5). A plane is empty when the band has no block of that class. */
export interface BandPlanes {
  readonly low: Uint8Array;
  readonly high: Uint8Array;
  /** Absent when the band has no block of the mesh. */
  readonly mesh?: BandMesh;
}

/** What to draw for each index of a class: `tables.low[index]`, one 32-bit word for each entry of the palette. */
export interface DrawTables {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
}

/**
 * Draws a band: looks up each index in the table of its class, and writes the word at its pixel. Pixels of the mesh are drawn too,
 * unless indices are.
 *
 * With the words of the palettes, the result is RGBA pixels. With tables of consecutive numbers, it is indices.
 *
 * @param target - out, `width * height` entries; those of the band are overwritten
 * @param runs - scratch of `makeRuns`, if there is one
 */
export function drawBand(
  target: Uint32Array | Uint16Array,
  layout: Layout,
  band: Band,
  planes: BandPlanes,
  tables: DrawTables,
  runs?: Uint32Array,
): void {
  const { packedLow, packedHigh } = layout;
  const low = new PlaneCursor(planes.low, tables.low, packedLow);
  const high = new PlaneCursor(planes.high, tables.high, packedHigh);
  const draw = (isHigh: number, pixel: number, length: number) => (isHigh ? high : low).draw(target, pixel, length);
  const startRow = () => {
    low.startRow();
    high.startRow();
  };
  visitRuns(layout, band, draw, runs, packedLow || packedHigh ? startRow : undefined);
  if (planes.mesh !== undefined && target instanceof Uint32Array) drawMesh(target, layout, band, planes.mesh);
}

/** Reads a plane from its front to its end. */
class PlaneCursor {
  readonly #plane: Uint8Array;
  readonly #table: Uint32Array;
  readonly #bits: number;
  /** Position of the next index; of a two-byte index, that of its low byte. */
  #at = 0;
  /** Bits of that byte to the right of the next index, in a packed plane. */
  #shift: number;

  constructor(plane: Uint8Array, table: Uint32Array, isPacked: boolean) {
    this.#plane = plane;
    this.#table = table;
    this.#bits = bitsPerIndex(table.length, isPacked);
    this.#shift = 8 - this.#bits;
  }

  /** Moves to the next whole byte of a packed plane. */
  startRow(): void {
    const first = 8 - this.#bits;
    if (this.#shift < first) this.#at++;
    this.#shift = first;
  }

  /** Writes the words of the next indices. */
  draw(target: Uint32Array | Uint16Array, pixel: number, length: number): void {
    const at = this.#at;
    const table = this.#table;
    const plane = this.#plane;
    if (this.#bits < 8) {
      this.#drawPacked(target, pixel, length);
      return;
    }
    this.#at = at + length;
    if (this.#bits === 8) {
      for (let i = 0; i < length; i++) target[pixel + i] = table[plane[at + i]];
    } else {
      const upper = plane.length / 2 + at;
      for (let i = 0; i < length; i++) target[pixel + i] = table[plane[at + i] | (plane[upper + i] << 8)];
    }
  }

  #drawPacked(target: Uint32Array | Uint16Array, pixel: number, length: number): void {
    const bits = this.#bits;
    const table = this.#table;
    const plane = this.#plane;
    const mask = (1 << bits) - 1;
    let at = this.#at;
    let shift = this.#shift;
    for (let i = 0; i < length; i++) {
      target[pixel + i] = table[(plane[at] >> shift) & mask];
      shift -= bits;
      if (shift < 0) {
        shift = 8 - bits;
        at++;
      }
    }
    this.#at = at;
    this.#shift = shift;
  }
}
