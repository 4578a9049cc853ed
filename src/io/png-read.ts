/**
 * Reading PNG: all colour types and depths, interlaced or not.
 *
 * The decoder is our own. pngjs, the usual one, hands out uninitialised memory for image data that are too
 * short, inflates interlaced pictures without a cap, and takes 14 bytes a pixel to the 6 here. Checking its input needs
 * the rows inflated anyway, and from there the pixels are two loops away. The tests hold both decoders together.
 */

import type { Image } from '../image.js';
import { applyOrientation, findOrientation } from './exif-orientation.js';
import type { Picture } from './picture.js';
import { type PngParts, walkPng } from './png-check.js';
import { readPngColour } from './png-colour.js';
import { chooseExpansion, type ExpandRow } from './png-expand.js';
import { countPngBytes, listPngPasses, type PngPass } from './png-header.js';
import { inflateIdat } from './png-inflate.js';
import { unfilterPass } from './png-unfilter.js';

/**
 * Reads a PNG.
 *
 * Takes 4 bytes a pixel beside the file, or the inflated rows where those are more; an interlaced picture takes both,
 * and an Exif orientation other than 1 takes 4 more.
 *
 * @param bytes - the file, which begins with the signature of a PNG
 * @throws {@link FormatError} with a code that begins with `png-`
 * @throws {@link UnsupportedError} for critical chunks that the standard doesn't know
 * @throws {@link LimitError} when the picture has more than `maxPixels` pixels
 */
export function readPng(bytes: Uint8Array, maxPixels: number): Picture {
  const parts = walkPng(bytes, maxPixels);
  const { header, ancillary } = parts;
  const notes = [...parts.notes];
  if (ancillary.has('acTL')) notes.push('the PNG is animated; only its first picture was read');
  const icc = readPngColour(ancillary, notes);
  const stored: Image = { width: header.width, height: header.height, data: decodePixels(bytes, parts) };
  if (header.depth === 16) notes.push('16-bit samples were rounded to 8 bits');
  const image = turnUpright(stored, ancillary.get('eXIf')?.data, notes);
  return { image, format: 'png', ...(icc === undefined ? {} : { icc }), notes };
}

/** Inflates, unfilters and expands the image data to RGBA. */
function decodePixels(bytes: Uint8Array, parts: PngParts): Uint8Array {
  const { header, idatRanges } = parts;
  const passes = listPngPasses(header);
  const outBytes = header.width * header.height * 4;
  const room = header.interlaced ? 0 : outBytes;
  const rows = inflateIdat(bytes, idatRanges, countPngBytes(passes), room);

  const pixelBytes = Math.max(1, (header.channels * header.depth) / 8);
  let start = 0;
  for (const pass of passes) {
    unfilterPass(rows, start, pass.height, pass.rowBytes, pixelBytes, idatRanges[0]!);
    start += pass.height * (pass.rowBytes + 1);
  }
  const expandRow = chooseExpansion(parts);
  if (!header.interlaced) return expandInPlace(rows, passes[0]!, outBytes, expandRow);

  const out = new Uint8Array(outBytes);
  const scratch = new Uint8Array(passes.reduce((most, pass) => Math.max(most, pass.rowBytes), 0));
  start = 0;
  for (const pass of passes) {
    for (let y = 0; y < pass.height; y++) {
      const from = start + y * (pass.rowBytes + 1) + 1;
      scratch.set(rows.subarray(from, from + pass.rowBytes));
      const at = ((pass.y + y * pass.stepY) * header.width + pass.x) * 4;
      expandRow(scratch, pass.width, out, at, pass.stepX * 4);
    }
    start += pass.height * (pass.rowBytes + 1);
  }
  return out;
}

/**
 * Expands rows to RGBA in the very block that holds them, a row at a time by way of a copy of that row.
 *
 * Row `y` lies at `y * (rowBytes + 1)` and goes to `y * 4 * width`. When rows grow (`rowBytes < 4 * width`), the last
 * one goes first, for it then ends before no row that is still to be read; when they shrink, the first one does.
 */
function expandInPlace(rows: Uint8Array, pass: PngPass, outBytes: number, expandRow: ExpandRow): Uint8Array {
  const { width, height, rowBytes } = pass;
  const out = new Uint8Array(rows.buffer, rows.byteOffset, outBytes);
  const scratch = new Uint8Array(rowBytes);
  const growing = rowBytes < width * 4;
  for (let index = 0; index < height; index++) {
    const y = growing ? height - 1 - index : index;
    const from = y * (rowBytes + 1) + 1;
    scratch.set(rows.subarray(from, from + rowBytes));
    expandRow(scratch, width, out, y * width * 4, 4);
  }
  return out;
}

function turnUpright(image: Image, exif: Uint8Array | undefined, notes: string[]): Image {
  if (exif === undefined) return image;
  const finding = findOrientation(exif);
  if (finding.kind === 'fault') notes.push(`the Exif data were ignored: ${finding.fault}`);
  if (finding.kind !== 'found' || finding.orientation === 1) return image;
  notes.push(`EXIF orientation ${finding.orientation} was applied`);
  return applyOrientation(image, finding.orientation);
}
