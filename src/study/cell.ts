/** One cell of a study: encode, decode, measure. Runs anywhere, so also in a worker. */

import { type EncodeOptions, encodeWithReportAsync } from '../encode/index.js';
import type { Image } from '../image.js';
import { writePicture } from '../io/index.js';
import { compareImages, type ImageComparison } from '../metrics/index.js';
import { decode } from '../node/decode.js';

/** What was measured. */
export interface CellFigures extends ImageComparison {
  /** Entries of the palettes in the file; `storedK1` 0 = one palette. */
  readonly storedK1: number;
  readonly storedK2: number;
  /** Block side in pixels. */
  readonly block: number;
  /** Of the .akm file. */
  readonly bytes: number;
  /** Wall clock of the encoding. */
  readonly seconds: number;
}

/** What comes out of a cell. */
export interface CellOutcome {
  readonly figures: CellFigures;
  /** The .akm file. */
  readonly akm: Uint8Array;
  /** What it decodes to. */
  readonly png: Uint8Array;
}

/** Runs a cell; all but `seconds` depends on the arguments alone. */
export async function runCell(
  image: Image,
  options: EncodeOptions,
  onProgress?: (done: number) => void,
): Promise<CellOutcome> {
  const startedAt = performance.now();
  const { bytes, header } = await encodeWithReportAsync(image, onProgress ? { ...options, onProgress } : options);
  const seconds = (performance.now() - startedAt) / 1000;
  // The file itself is decoded, not the encoder's notion of it; the limit is for pictures from elsewhere.
  const drawn = decode(bytes, { maxPixels: image.width * image.height });
  const figures = {
    ...compareImages(image, drawn),
    storedK1: header.k1,
    storedK2: header.k2,
    block: 1 << header.blockLog2,
    bytes: bytes.length,
    seconds,
  };
  return { figures, akm: bytes, png: writePicture(drawn, 'png', { icc: options.icc }) };
}
