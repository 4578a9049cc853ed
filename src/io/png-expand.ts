/** Converts a PNG's rows of samples to 8-bit RGBA, for every colour type and depth. */

import { FormatError } from '../error.js';
import type { ColourSpace } from './colour/colour-space.js';
import { buildConversion, type ConvertPixel } from './colour/conversion.js';
import type { PngParts } from './png-check.js';
import { PNG_GRAY, PNG_GRAY_ALPHA, PNG_PALETTE, PNG_RGB } from './png-header.js';
import type { ReadingNotes } from './reading-notes.js';

/**
 * Writes one row of pixels.
 *
 * @param rows - unfiltered samples
 * @param from - index of the row's first sample
 * @param width - pixels in the row
 * @param out - RGBA
 * @param at - index in `out` of the row's first pixel
 * @param step - bytes from one pixel in `out` to the next; may be negative
 */
export type ExpandRow = (
  rows: Uint8Array,
  from: number,
  width: number,
  out: Uint8Array,
  at: number,
  step: number,
) => void;

/** How the rows of a picture are converted to pixels. */
export interface Expansion {
  readonly row: ExpandRow;
  /** Call it after the last row. It notes indices that had no colour. */
  finish(notes: ReadingNotes): void;
}

type Key = readonly [number, number, number];

/**
 * Chooses the expansion for a picture's colour type, depth, palette and transparency.
 *
 * Gray of up to 8 bits is treated as a palette of all its levels. A colour that tRNS makes transparent is compared at
 * its full depth, and keeps its samples under an alpha of 0.
 *
 * @param space - the space to convert from; undefined when the pixels are sRGB, or their profile is kept
 */
export function chooseExpansion(parts: PngParts, space: ColourSpace | undefined): Expansion {
  const { depth, colourType } = parts.header;
  if (colourType === PNG_PALETTE) return expandPalette(parts, space);
  const row =
    colourType === PNG_GRAY && depth <= 8
      ? expandTable(convertTable(buildGrays(parts), space), depth)
      : space === undefined
        ? chooseRow(parts)
        : expandConverted(parts, buildConversion(space, 2 ** depth - 1));
  return { row, finish() {} };
}

function chooseRow(parts: PngParts): ExpandRow {
  const { depth, colourType } = parts.header;
  const key = parseKey(parts);
  if (colourType === PNG_GRAY) return expandGray16(key);
  if (colourType === PNG_RGB) return depth === 8 ? expandRgb8(key) : expandRgb16(key);
  if (colourType === PNG_GRAY_ALPHA) return depth === 8 ? expandGrayAlpha8 : expandGrayAlpha16;
  return depth === 8 ? expandRgba8 : expandRgba16;
}

/** Rounds a sample of 16 bits to 8: the nearest integer to `value / 257`, in integers. */
export function roundTo8Bits(value: number): number {
  return (value * 255 + 32895) >> 16;
}

/** As in browsers, indices beyond the palette get its last colour. */
function expandPalette(parts: PngParts, space: ColourSpace | undefined): Expansion {
  const { depth } = parts.header;
  const palette = parts.palette!;
  const colours = palette.length / 3;
  const table = new Uint8Array(256 * 4);
  for (let index = 0; index < colours; index++) {
    table.set(palette.subarray(index * 3, index * 3 + 3), index * 4);
    table[index * 4 + 3] = parts.transparency?.[index] ?? 255;
  }
  convertTable(table, space);
  for (let index = colours; index < 256; index++) table.copyWithin(index * 4, colours * 4 - 4, colours * 4);
  if (colours >= 2 ** depth) return { row: expandTable(table, depth), finish() {} };

  const expand = expandTable(table, depth);
  let highest = 0;
  const row: ExpandRow = (rows, from, width, out, at, step) => {
    expand(rows, from, width, out, at, step);
    highest = Math.max(highest, findHighest(rows, from, width, depth));
  };
  return {
    row,
    finish(notes) {
      if (highest < colours) return;
      const detail = `a pixel has the palette index ${highest}, and the palette has ${colours} colours`;
      const fault = new FormatError('png-idat', 'PNG chunk IDAT', parts.idatRanges[0], detail);
      notes.tolerate(fault, 'it got the last colour');
    },
  };
}

function findHighest(rows: Uint8Array, from: number, width: number, depth: number): number {
  const mask = 2 ** depth - 1;
  const bitsPerRow = width * depth;
  let highest = 0;
  for (let bit = 0; bit < bitsPerRow; bit += depth) {
    const index = (rows[from + (bit >> 3)] >> (8 - depth - (bit & 7))) & mask;
    if (index > highest) highest = index;
  }
  return highest;
}

function buildGrays(parts: PngParts): Uint8Array {
  const top = 2 ** parts.header.depth - 1;
  const key = parseKey(parts)[0];
  const table = new Uint8Array(256 * 4);
  for (let level = 0; level <= top; level++) {
    const gray = (level * 255) / top;
    table.set([gray, gray, gray, level === key ? 0 : 255], level * 4);
  }
  return table;
}

/** Converts the colours of a table in place. */
function convertTable(table: Uint8Array, space: ColourSpace | undefined): Uint8Array {
  if (space === undefined) return table;
  const convert = buildConversion(space, 255);
  for (let at = 0; at < table.length; at += 4) convert(table[at], table[at + 1], table[at + 2], table, at);
  return table;
}

/** The samples of the transparent colour, of which only the low bits of the depth count; -1 matches none. */
function parseKey(parts: PngParts): Key {
  const { transparency } = parts;
  if (transparency === undefined) return [-1, -1, -1];
  const mask = 2 ** parts.header.depth - 1;
  const sample = (index: number) => (((transparency[index * 2] ?? 0) << 8) | (transparency[index * 2 + 1] ?? 0)) & mask;
  return [sample(0), sample(1), sample(2)];
}

/** Expands depths up to 8 through a table of RGBA. */
function expandTable(table: Uint8Array, depth: number): ExpandRow {
  const mask = 2 ** depth - 1;
  // Pixels in a byte, as a power of two.
  const perByteLog2 = 3 - Math.log2(depth);
  const inByte = 8 / depth - 1;
  return (rows, from, width, out, at, step) => {
    for (let x = 0, to = at; x < width; x++, to += step) {
      const index = (rows[from + (x >> perByteLog2)] >> ((inByte - (x & inByte)) * depth)) & mask;
      const entry = index * 4;
      out[to] = table[entry];
      out[to + 1] = table[entry + 1];
      out[to + 2] = table[entry + 2];
      out[to + 3] = table[entry + 3];
    }
  };
}

/** Expands samples of 8 or 16 bits, of all colour types but the palette, through a conversion at full depth. */
function expandConverted(parts: PngParts, convert: ConvertPixel): ExpandRow {
  const { depth, channels } = parts.header;
  const [keyRed, keyGreen, keyBlue] = parseKey(parts);
  const bytes = depth / 8;
  const isColour = channels >= 3;
  const hasAlpha = channels % 2 === 0;
  return (rows, start, width, out, at, step) => {
    const sample = (place: number) => (bytes === 1 ? rows[place] : (rows[place] << 8) | rows[place + 1]);
    for (let x = 0, from = start, to = at; x < width; x++, from += channels * bytes, to += step) {
      const red = sample(from);
      const green = isColour ? sample(from + bytes) : red;
      const blue = isColour ? sample(from + 2 * bytes) : red;
      convert(red, green, blue, out, to);
      if (hasAlpha) {
        const alpha = sample(from + (channels - 1) * bytes);
        out[to + 3] = bytes === 1 ? alpha : roundTo8Bits(alpha);
      } else {
        const isKey = red === keyRed && (!isColour || (green === keyGreen && blue === keyBlue));
        out[to + 3] = isKey ? 0 : 255;
      }
    }
  };
}

function expandGray16(key: Key): ExpandRow {
  return (row, start, width, out, at, step) => {
    for (let x = 0, from = start, to = at; x < width; x++, from += 2, to += step) {
      const sample = (row[from] << 8) | row[from + 1];
      const gray = roundTo8Bits(sample);
      out[to] = gray;
      out[to + 1] = gray;
      out[to + 2] = gray;
      out[to + 3] = sample === key[0] ? 0 : 255;
    }
  };
}

function expandRgb8([keyRed, keyGreen, keyBlue]: Key): ExpandRow {
  return (row, start, width, out, at, step) => {
    for (let x = 0, from = start, to = at; x < width; x++, from += 3, to += step) {
      const red = row[from];
      const green = row[from + 1];
      const blue = row[from + 2];
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
      out[to + 3] = red === keyRed && green === keyGreen && blue === keyBlue ? 0 : 255;
    }
  };
}

function expandRgb16([keyRed, keyGreen, keyBlue]: Key): ExpandRow {
  return (row, start, width, out, at, step) => {
    for (let x = 0, from = start, to = at; x < width; x++, from += 6, to += step) {
      const red = (row[from] << 8) | row[from + 1];
      const green = (row[from + 2] << 8) | row[from + 3];
      const blue = (row[from + 4] << 8) | row[from + 5];
      out[to] = roundTo8Bits(red);
      out[to + 1] = roundTo8Bits(green);
      out[to + 2] = roundTo8Bits(blue);
      out[to + 3] = red === keyRed && green === keyGreen && blue === keyBlue ? 0 : 255;
    }
  };
}

function expandGrayAlpha8(
  row: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array,
  at: number,
  step: number,
): void {
  for (let x = 0, from = start, to = at; x < width; x++, from += 2, to += step) {
    const gray = row[from];
    out[to] = gray;
    out[to + 1] = gray;
    out[to + 2] = gray;
    out[to + 3] = row[from + 1];
  }
}

function expandGrayAlpha16(
  row: Uint8Array,
  start: number,
  width: number,
  out: Uint8Array,
  at: number,
  step: number,
): void {
  for (let x = 0, from = start, to = at; x < width; x++, from += 4, to += step) {
    const gray = roundTo8Bits((row[from] << 8) | row[from + 1]);
    out[to] = gray;
    out[to + 1] = gray;
    out[to + 2] = gray;
    out[to + 3] = roundTo8Bits((row[from + 2] << 8) | row[from + 3]);
  }
}

function expandRgba8(row: Uint8Array, start: number, width: number, out: Uint8Array, at: number, step: number): void {
  for (let x = 0, from = start, to = at; x < width; x++, from += 4, to += step) {
    out[to] = row[from];
    out[to + 1] = row[from + 1];
    out[to + 2] = row[from + 2];
    out[to + 3] = row[from + 3];
  }
}

function expandRgba16(row: Uint8Array, start: number, width: number, out: Uint8Array, at: number, step: number): void {
  for (let x = 0, from = start, to = at; x < width; x++, from += 8, to += step) {
    for (let channel = 0; channel < 4; channel++) {
      out[to + channel] = roundTo8Bits((row[from + channel * 2] << 8) | row[from + channel * 2 + 1]);
    }
  }
}
