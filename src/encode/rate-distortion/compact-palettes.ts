/** Palettes without the entries that no pixel uses any more. */

import type { BandPlanes } from '../../codec/reconstruct.js';
import { MAX_K_ONE_BYTE } from '../../format/constants.js';

/** A class's palette, and its planes. */
export interface PaletteUse {
  /** `k * 4` bytes RGBA. */
  readonly palette: Uint8Array;
  /** One a band. */
  readonly planes: readonly Uint8Array[];
}

/**
 * Drops the entries that are not used, and renumbers the planes in place; the order of the entries stays.
 *
 * @returns `k' * 4` bytes RGBA: what is left, the first entry at least; palettes of more than 256 colours stay as they are
 */
export function compactPalette({ palette, planes }: PaletteUse): Uint8Array {
  const k = palette.length / 4;
  if (k > MAX_K_ONE_BYTE || k === 0) return palette;
  const isUsed = new Uint8Array(k);
  for (const plane of planes) for (let i = 0; i < plane.length; i++) isUsed[plane[i]] = 1;
  const newIndex = new Uint8Array(k);
  const compacted = new Uint8Array(palette.length);
  let count = 0;
  for (let index = 0; index < k; index++) {
    if (isUsed[index] === 0) continue;
    compacted.set(palette.subarray(index * 4, index * 4 + 4), count * 4);
    newIndex[index] = count++;
  }
  if (count === 0) return palette.slice(0, 4);
  for (const plane of planes) for (let i = 0; i < plane.length; i++) plane[i] = newIndex[plane[i]];
  return compacted.slice(0, count * 4);
}

/** The planes of each class. */
export function planesOfClasses(bands: readonly BandPlanes[]): { low: Uint8Array[]; high: Uint8Array[] } {
  return { low: bands.map(({ low }) => low), high: bands.map(({ high }) => high) };
}
