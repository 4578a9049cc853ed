/**
 * Reads PNG: all colour types and depths, interlaced or not.
 *
 * The decoder does not use pngjs. pngjs returns uninitialised memory for image data that are too short, inflates interlaced
 * pictures without a limit, and takes 14 bytes a pixel instead of 4. Here rows are inflated, unfiltered and expanded in
 * groups, and written directly to their place in the upright picture. Tests compare both decoders.
 */

import type { Inflate } from '../inflate/inflate.js';
import { findOrientation, type Orientation, type Placement, placePixels } from './exif-orientation.js';
import type { Picture } from './picture.js';
import type { PictureLimits } from './picture-limits.js';
import { type PngParts, walkPng } from './png-check.js';
import { readPngColour } from './png-colour.js';
import { chooseExpansion, type Expansion } from './png-expand.js';
import { countPngBytes, listPngPasses, type PngPass } from './png-header.js';
import { checkIdatBytes, openRows, type RowSource } from './png-idat.js';
import { unfilterRows } from './png-unfilter.js';
import { ReadingNotes } from './reading-notes.js';

/** Bytes of rows that are processed at a time, unless two rows take more. */
const BATCH_BYTES = 65_536;

/**
 * Reads a PNG.
 *
 * It takes 4 bytes a pixel and two rows, besides the file. With `inflate`, small pictures take up to 16 MiB more.
 *
 * @param bytes - the file, which begins with the signature of a PNG
 * @param inflate - a faster inflate than pako's, if there is one
 * @throws {@link FormatError} with a code that begins with `png-`
 * @throws {@link UnsupportedError} for critical chunks that the standard doesn't know
 * @throws {@link LimitError} when the picture has more pixels than the limits allow
 */
export function readPng(bytes: Uint8Array, limits: PictureLimits, inflate?: Inflate): Picture {
  const notes = new ReadingNotes(limits.strict);
  const parts = walkPng(bytes, limits, notes);
  const { header, ancillary } = parts;
  if (ancillary.has('acTL')) notes.add('the PNG is animated; only its first picture was read');
  const { icc, space } = readPngColour(parts, limits.toSrgb, notes);
  const orientation = readOrientation(ancillary.get('eXIf')?.data, notes);
  const place = placePixels(header.width, header.height, orientation);
  const data = decodePixels(bytes, parts, place, chooseExpansion(parts, space), notes, inflate);
  if (header.depth === 16) notes.add('16-bit samples were rounded to 8 bits');
  const image = { width: place.width, height: place.height, data };
  return { image, format: 'png', ...(icc === undefined ? {} : { icc }), notes: notes.list() };
}

/** Inflates, unfilters and expands the image data to RGBA. */
function decodePixels(
  bytes: Uint8Array,
  parts: PngParts,
  place: Placement,
  expansion: Expansion,
  notes: ReadingNotes,
  inflate: Inflate | undefined,
): Uint8Array {
  const { header, idatRanges, cut } = parts;
  const passes = listPngPasses(header);
  const rowBytes = countPngBytes(passes);
  checkIdatBytes(idatRanges, rowBytes, cut);
  const source = openRows(bytes, idatRanges, rowBytes, cut, inflate);
  const pixelBytes = Math.max(1, (header.channels * header.depth) / 8);
  const out = new Uint8Array(header.width * header.height * 4);
  for (const pass of passes) decodePass(pass, source, pixelBytes, idatRanges[0], place, expansion, out);
  source.finish(notes);
  if (cut !== undefined) notes.tolerate(cut, 'the image data before it are whole');
  expansion.finish(notes);
  return out;
}

/** Decodes one pass. The block holds the row above some rows, then those rows. */
function decodePass(
  pass: PngPass,
  source: RowSource,
  pixelBytes: number,
  fileOffset: number,
  place: Placement,
  expansion: Expansion,
  out: Uint8Array,
): void {
  const { width, height, rowBytes } = pass;
  const stride = rowBytes + 1;
  const batch = Math.max(1, Math.min(height, Math.floor(BATCH_BYTES / stride)));
  const block = new Uint8Array((batch + 1) * stride);
  const origin = (place.first + pass.x * place.right + pass.y * place.down) * 4;
  const right = pass.stepX * place.right * 4;
  const down = pass.stepY * place.down * 4;
  for (let first = 0; first < height; first += batch) {
    const rows = Math.min(batch, height - first);
    source.fill(block, stride, (rows + 1) * stride);
    unfilterRows(block, rows, rowBytes, pixelBytes, first, fileOffset);
    for (let y = 0; y < rows; y++) {
      expansion.row(block, (y + 1) * stride + 1, width, out, origin + (first + y) * down, right);
    }
    block.copyWithin(0, rows * stride, (rows + 1) * stride);
  }
}

function readOrientation(exif: Uint8Array | undefined, notes: ReadingNotes): Orientation {
  if (exif === undefined) return 1;
  const finding = findOrientation(exif);
  if (finding.kind === 'fault') notes.add(`the Exif data were ignored: ${finding.fault}`);
  if (finding.kind !== 'found' || finding.orientation === 1) return 1;
  notes.add(`EXIF orientation ${finding.orientation} was applied`);
  return finding.orientation;
}
