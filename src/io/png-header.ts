/** The header of a PNG (IHDR) and the sizes that follow from it (PNG, third edition, 8 and 11.2.1). */

import { FormatError } from '../error.js';
import { checkPixelLimit } from '../image.js';

/** PNG colour types, by the standard's names. */
export const PNG_GRAY = 0;
export const PNG_RGB = 2;
export const PNG_PALETTE = 3;
export const PNG_GRAY_ALPHA = 4;
export const PNG_RGB_ALPHA = 6;

/** Samples in a pixel, and the allowed depths, by colour type. */
const COLOUR_TYPES: Readonly<Record<number, { readonly channels: number; readonly depths: readonly number[] }>> = {
  [PNG_GRAY]: { channels: 1, depths: [1, 2, 4, 8, 16] },
  [PNG_RGB]: { channels: 3, depths: [8, 16] },
  [PNG_PALETTE]: { channels: 1, depths: [1, 2, 4, 8] },
  [PNG_GRAY_ALPHA]: { channels: 2, depths: [8, 16] },
  [PNG_RGB_ALPHA]: { channels: 4, depths: [8, 16] },
};

const IHDR_BYTES = 13;
const MAX_PNG_SIDE = 0x7fffffff;

/** A checked IHDR. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  /** Bits a sample: 1, 2, 4, 8 or 16. */
  readonly depth: number;
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA; the depth is one that this type allows. */
  readonly colourType: number;
  /** Samples a pixel, 1 to 4. */
  readonly channels: number;
  readonly interlaced: boolean;
}

/** A pass: the whole picture, or one of the seven reduced pictures of Adam7. */
export interface PngPass {
  readonly width: number;
  readonly height: number;
  /** Bytes a row, without the filter byte. */
  readonly rowBytes: number;
  /** Position of the pass's first pixel in the picture, and the distances between its pixels. */
  readonly x: number;
  readonly y: number;
  readonly stepX: number;
  readonly stepY: number;
}

const WHOLE = { x: 0, y: 0, stepX: 1, stepY: 1 } as const;
const ADAM7 = [
  { x: 0, y: 0, stepX: 8, stepY: 8 },
  { x: 4, y: 0, stepX: 8, stepY: 8 },
  { x: 0, y: 4, stepX: 4, stepY: 8 },
  { x: 2, y: 0, stepX: 4, stepY: 4 },
  { x: 0, y: 2, stepX: 2, stepY: 4 },
  { x: 1, y: 0, stepX: 2, stepY: 2 },
  { x: 0, y: 1, stepX: 1, stepY: 2 },
] as const;

/**
 * Parses and checks the data of an IHDR chunk. Nothing is allocated before.
 *
 * @param data - the chunk's data
 * @param offset - position of that data in the file, for messages
 * @throws {@link FormatError} `png-header` when a field has a value the standard doesn't allow
 * @throws {@link LimitError} when the picture has more than `maxPixels` pixels
 */
export function parsePngHeader(data: Uint8Array, offset: number, maxPixels: number): PngHeader {
  if (data.length !== IHDR_BYTES) throw headerError(offset, `expected ${IHDR_BYTES} bytes, found ${data.length}`);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [depth, colourType, compression, filter, interlace] = data.subarray(8) as unknown as number[];
  if (width < 1 || width > MAX_PNG_SIDE) throw headerError(offset, `a width of ${width} is not allowed`);
  if (height < 1 || height > MAX_PNG_SIDE) throw headerError(offset + 4, `a height of ${height} is not allowed`);
  const allowed = COLOUR_TYPES[colourType!];
  if (allowed === undefined) throw headerError(offset + 9, `the colour type ${colourType} does not exist`);
  if (!allowed.depths.includes(depth!)) {
    throw headerError(offset + 8, `colour type ${colourType} has no depth of ${depth} bits`);
  }
  if (compression !== 0) throw headerError(offset + 10, `the compression method ${compression} does not exist`);
  if (filter !== 0) throw headerError(offset + 11, `the filter method ${filter} does not exist`);
  if (interlace !== 0 && interlace !== 1) {
    throw headerError(offset + 12, `the interlace method ${interlace} does not exist`);
  }
  checkPixelLimit(width, height, maxPixels, 'a PNG');
  const { channels } = allowed;
  return { width, height, depth: depth!, colourType: colourType!, channels, interlaced: interlace === 1 };
}

/** The passes of a picture in the order of the data. Empty passes, which have no bytes, are left out. */
export function listPngPasses(header: PngHeader): PngPass[] {
  const passes: PngPass[] = [];
  for (const grid of header.interlaced ? ADAM7 : [WHOLE]) {
    const width = Math.ceil((header.width - grid.x) / grid.stepX);
    const height = Math.ceil((header.height - grid.y) / grid.stepY);
    if (width <= 0 || height <= 0) continue;
    const rowBytes = Math.ceil((width * header.channels * header.depth) / 8);
    passes.push({ width, height, rowBytes, ...grid });
  }
  return passes;
}

/** The exact size of the inflated image data: each row of each pass, with its filter byte. */
export function countPngBytes(passes: readonly PngPass[]): number {
  return passes.reduce((sum, pass) => sum + pass.height * (pass.rowBytes + 1), 0);
}

function headerError(offset: number, detail: string): FormatError {
  return new FormatError('png-header', 'PNG chunk IHDR', offset, detail);
}
