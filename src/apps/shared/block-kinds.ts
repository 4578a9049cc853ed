/** What draws each block of a file: a byte a block, as the encoder's option `blockMap` takes it. */

import { LOW, MESH } from '../../codec/layout.js';

/** The classes of blocks, and the blocks of the mesh: one byte a block each. */
interface BlockMaps {
  readonly blockMap: Uint8Array;
  readonly meshMap: Uint8Array;
}

/** One byte a block: 0 = low by flat palette, 1 = high, 2 = low by mesh. */
export function listKinds({ blockMap, meshMap }: BlockMaps): Uint8Array {
  return blockMap.map((blockClass, block) => (meshMap[block] === 1 ? MESH : blockClass));
}

/** Blocks of a map by what draws them. */
export interface KindCounts {
  readonly flatPalette: number;
  readonly mesh: number;
  readonly high: number;
}

/** Counts the blocks of each kind. */
export function countKinds(kinds: Uint8Array): KindCounts {
  let flatPalette = 0;
  let mesh = 0;
  for (const kind of kinds) {
    if (kind === LOW) flatPalette++;
    else if (kind === MESH) mesh++;
  }
  return { flatPalette, mesh, high: kinds.length - flatPalette - mesh };
}
