/** Blocks with a class that the user forces: a copy of an encoder's map on which the user paints. */

/** The grid of a map. */
export interface MapGrid {
  readonly blockSide: number;
  readonly blockColumns: number;
  readonly blockRows: number;
}

/** A map, one byte a block: 0 low by flat palette, 1 high, 2 low by mesh. */
export interface PaintedMap extends MapGrid {
  readonly blocks: Uint8Array;
}

/** A copy of an encoder's map to paint on. */
export function startPainting({ blockSide, blockColumns, blockRows }: MapGrid, blockMap: Uint8Array): PaintedMap {
  return { blockSide, blockColumns, blockRows, blocks: blockMap.slice() };
}

/**
 * Gives a square of blocks a kind. The part outside the picture is ignored.
 *
 * @param at - a pixel of the picture, in the middle of the square
 * @param brush - side of the square in blocks, odd
 * @returns whether any block changed
 */
export function paintBlocks(
  map: PaintedMap,
  at: { readonly x: number; readonly y: number },
  brush: number,
  kind: number,
): boolean {
  const reach = (brush - 1) / 2;
  const column = Math.floor(at.x / map.blockSide);
  const row = Math.floor(at.y / map.blockSide);
  let hasChanged = false;
  for (let y = Math.max(0, row - reach); y <= Math.min(map.blockRows - 1, row + reach); y++) {
    for (let x = Math.max(0, column - reach); x <= Math.min(map.blockColumns - 1, column + reach); x++) {
      const block = y * map.blockColumns + x;
      hasChanged ||= map.blocks[block] !== kind;
      map.blocks[block] = kind;
    }
  }
  return hasChanged;
}

/**
 * Draws the map with one RGBA pixel a block.
 *
 * @param colours - of each kind of block
 */
export function colourBlocks(
  blocks: Uint8Array,
  colours: readonly (readonly number[])[],
): Uint8ClampedArray<ArrayBuffer> {
  const pixels = new Uint8ClampedArray(blocks.length * 4);
  blocks.forEach((kind, block) => {
    pixels.set(colours[kind], block * 4);
  });
  return pixels;
}
