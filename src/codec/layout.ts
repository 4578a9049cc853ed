/**
 * The layout of a picture: how its pixels are divided into blocks, classes, bands and strips (spec, sections 4 and 5).
 *
 * Encoder and decoder visit the pixels of a picture by its layout, so they agree on the order of the indices.
 */

import { type Header, storedHeight, storedWidth } from '../format/header.js';

/**
 * Pixels of a row that are processed together. Scratch memory is sized by this and not by the picture's width, so a picture
 * of one long row needs no more than a square one. A multiple of every block side.
 */
export const SEGMENT_WIDTH = 4096;

/** A picture's division into square blocks, row-major; blocks at the right and lower edge are clipped. */
export interface Grid {
  readonly width: number;
  readonly height: number;
  /** Side of a block is `2 ** blockLog2` pixels. */
  readonly blockLog2: number;
  /** Blocks across. */
  readonly columns: number;
  /** Blocks down. */
  readonly rows: number;
}

/** A grid with the classes of its blocks, its bands, and the order and form of the indices in a band. */
export interface Layout extends Grid {
  /** The class of each block, see {@link packBlockMap}; empty when all blocks are high. */
  readonly bitmap: Uint8Array;
  /** The low blocks that the mesh draws, a bit a block like the classes; empty when there is no mesh. */
  readonly meshBitmap: Uint8Array;
  /** Block rows in a band, 1..rows; the last band may have fewer. */
  readonly bandBlockRows: number;
  /** Width of the strips in which a band is scanned, in pixels; 0 = whole rows. */
  readonly stripWidth: number;
  /** Whether the planes of a class hold several indices a byte. */
  readonly packedLow: boolean;
  readonly packedHigh: boolean;
}

/** Makes a layout. By default it has one band of whole rows, every block is high, there is no mesh, and no plane is packed. */
export function makeLayout(grid: Grid, parts: Partial<Omit<Layout, keyof Grid>> = {}): Layout {
  const { bitmap = allHighBitmap(grid), bandBlockRows = grid.rows, stripWidth = 0 } = parts;
  const { packedLow = false, packedHigh = false, meshBitmap = new Uint8Array(0) } = parts;
  return { ...grid, bitmap, meshBitmap, bandBlockRows, stripWidth, packedLow, packedHigh };
}

/** The grid of a picture of `width` x `height` pixels (their product below 2^31) and blocks of `2 ** blockLog2`. */
export function makeGrid({ width, height, blockLog2 }: Pick<Grid, 'width' | 'height' | 'blockLog2'>): Grid {
  const side = 1 << blockLog2;
  return { width, height, blockLog2, columns: Math.ceil(width / side), rows: Math.ceil(height / side) };
}

/** The grid of a file, which is that of its stored picture, before it is enlarged. */
export function gridOf(header: Header): Grid {
  return makeGrid({ width: storedWidth(header), height: storedHeight(header), blockLog2: header.blockLog2 });
}

/** Bytes of the bitmap of `grid` (spec, section 4). */
export function bitmapSize(grid: Grid): number {
  return Math.ceil((grid.columns * grid.rows) / 8);
}

/**
 * Packs one byte a block (0 low, 1 high) into the stored bitmap: block `i` is bit `i % 8` (least significant first)
 * of byte `i / 8`.
 */
export function packBlockMap(map: Uint8Array): Uint8Array {
  const bitmap = new Uint8Array(Math.ceil(map.length / 8));
  for (let i = 0; i < map.length; i++) bitmap[i >>> 3] |= map[i] << (i & 7);
  return bitmap;
}

/** The inverse of {@link packBlockMap} for `count` blocks. */
export function unpackBlockMap(bitmap: Uint8Array, count: number): Uint8Array {
  const map = new Uint8Array(count);
  for (let i = 0; i < count; i++) map[i] = classOf(bitmap, i);
  return map;
}

/** One byte a block: 1 if the mesh draws it. */
export function unpackMeshMap({
  meshBitmap,
  columns,
  rows,
}: Pick<Layout, 'meshBitmap' | 'columns' | 'rows'>): Uint8Array {
  return Uint8Array.from({ length: columns * rows }, (_, block) => meshBitOf(meshBitmap, block));
}

/**
 * The class of a block: 1 = high.
 *
 * @param bitmap - empty for a picture with one palette, since a header of a few bytes may declare millions of blocks
 */
export function classOf(bitmap: Uint8Array, block: number): number {
  return bitmap.length === 0 ? 1 : bitOf(bitmap, block);
}

/** Whether the mesh draws a block: 1 or 0. */
export function meshBitOf(meshBitmap: Uint8Array, block: number): number {
  return meshBitmap.length === 0 ? 0 : bitOf(meshBitmap, block);
}

function bitOf(bitmap: Uint8Array, block: number): number {
  return (bitmap[block >>> 3] >>> (block & 7)) & 1;
}

/** What draws a block: the low palette, the high palette, or the mesh. */
export const LOW = 0;
export const HIGH = 1;
export const MESH = 2;
/** Runs of a row take turns among this number of kinds. */
const KINDS = 3;

/** What draws a block: {@link LOW}, {@link HIGH} or {@link MESH}. */
export function kindOf({ bitmap, meshBitmap }: Pick<Layout, 'bitmap' | 'meshBitmap'>, block: number): number {
  return meshBitOf(meshBitmap, block) === 1 ? MESH : classOf(bitmap, block);
}

/** The kind of run `i` of {@link kindRuns}. */
export function kindOfRun(i: number): number {
  return i % KINDS;
}

/** A bitmap in which every block is high: that of a picture with one palette. */
export function allHighBitmap(grid: Grid): Uint8Array {
  return new Uint8Array(bitmapSize(grid)).fill(0xff);
}

/**
 * Lengths in pixels of the runs of one kind of block along a row, from pixel column `left` (included) to `right` (not), which
 * are at most {@link SEGMENT_WIDTH} apart.
 *
 * The runs are low, high and mesh in turn, see {@link kindOfRun}. A run that is not there has the length 0.
 *
 * @param runs - out; see {@link makeRuns}
 * @returns the number of runs
 */
export function kindRuns(
  layout: Pick<Layout, 'blockLog2' | 'columns' | 'bitmap' | 'meshBitmap'>,
  blockRow: number,
  left: number,
  right: number,
  runs: Uint32Array,
): number {
  const { blockLog2, columns } = layout;
  const firstBlock = blockRow * columns;
  let count = 0;
  let runStart = left;
  let kind = LOW;
  for (let column = left >>> blockLog2, x = left; x < right; column++) {
    const next = kindOf(layout, firstBlock + column);
    for (; kind !== next; kind = (kind + 1) % KINDS) {
      runs[count++] = x - runStart;
      runStart = x;
    }
    x = (column + 1) << blockLog2;
  }
  runs[count++] = right - runStart;
  return count;
}

/** Scratch for {@link kindRuns}: for each block, and for one more that is clipped, a run of each kind. */
export function makeRuns(grid: Grid): Uint32Array {
  return new Uint32Array(KINDS * ((Math.min(grid.width, SEGMENT_WIDTH) >>> grid.blockLog2) + 2));
}

/** One band's place in the picture. */
export interface Band {
  readonly index: number;
  /** Block rows `firstBlockRow` (included) to `endBlockRow` (not). */
  readonly firstBlockRow: number;
  readonly endBlockRow: number;
  /** Pixel rows `top` (included) to `bottom` (not). */
  readonly top: number;
  readonly bottom: number;
}

/** Bands in a picture. */
export function countBands({ rows, bandBlockRows }: Pick<Layout, 'rows' | 'bandBlockRows'>): number {
  return Math.ceil(rows / bandBlockRows);
}

/** The band of the given index. */
export function bandAt(layout: Grid & Pick<Layout, 'bandBlockRows'>, index: number): Band {
  const firstBlockRow = index * layout.bandBlockRows;
  const endBlockRow = Math.min(firstBlockRow + layout.bandBlockRows, layout.rows);
  const side = 1 << layout.blockLog2;
  return {
    index,
    firstBlockRow,
    endBlockRow,
    top: firstBlockRow * side,
    bottom: Math.min(endBlockRow * side, layout.height),
  };
}

/** Pixels of a band that take their colours from the low palette, and from the high palette: the indices in its planes. */
export function countBandPixels(layout: Layout, band: Band): { low: number; high: number } {
  const high = countMarked(layout, band, layout.bitmap);
  return { low: (band.bottom - band.top) * layout.width - high - countMeshPixels(layout, band), high };
}

/** Pixels of a band that the mesh draws. */
export function countMeshPixels(layout: Layout, band: Band): number {
  return layout.meshBitmap.length === 0 ? 0 : countMarked(layout, band, layout.meshBitmap);
}

/** Pixels of the blocks of a band whose bits are set. */
function countMarked({ columns, blockLog2, width, height }: Layout, band: Band, bitmap: Uint8Array): number {
  const side = 1 << blockLog2;
  const clipped = columns * side - width;
  let pixels = 0;
  for (let row = band.firstBlockRow; row < band.endBlockRow; row++) {
    const end = (row + 1) * columns;
    const across = side * countBits(bitmap, end - columns, end) - clipped * classOf(bitmap, end - 1);
    pixels += across * Math.min(side, height - row * side);
  }
  return pixels;
}

/** Set bits from block `i` (included) to `end` (not). It must be fast, since a small file may declare millions of blocks. */
function countBits(bitmap: Uint8Array, i: number, end: number): number {
  let count = 0;
  while (i < end) {
    if (i % 8 === 0 && i + 8 <= end && bitmap[i >>> 3] % 255 === 0) {
      // All eight are of one class.
      count += bitmap[i >>> 3] & 8;
      i += 8;
    } else {
      count += classOf(bitmap, i++);
    }
  }
  return count;
}
