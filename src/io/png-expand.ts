/** From a PNG's rows of samples to RGBA of 8 bits, for every colour type and depth. */

import { FormatError } from '../error.js';
import type { PngParts } from './png-check.js';
import { PNG_GREY, PNG_GREY_ALPHA, PNG_PALETTE, PNG_RGB } from './png-header.js';

/**
 * Writes one row of pixels.
 *
 * @param row - unfiltered samples, from index 0
 * @param width - pixels in the row
 * @param out - RGBA
 * @param at - index in `out` of the row's first pixel
 * @param step - bytes from one pixel in `out` to the next
 */
export type ExpandRow = (row: Uint8Array, width: number, out: Uint8Array, at: number, step: number) => void;

/**
 * Chooses the expansion for a picture's colour type, depth, palette and transparency.
 *
 * Grey of up to 8 bits is treated as a palette of all its levels. A colour that tRNS makes transparent is compared at
 * its full depth, and keeps its samples under an alpha of 0.
 */
export function chooseExpansion(parts: PngParts): ExpandRow {
  const { depth, colourType } = parts.header;
  const offset = parts.idatRanges[0]!;
  if (colourType === PNG_PALETTE) return expandTable(buildPalette(parts), parts.palette!.length / 3, depth, offset);
  if (colourType === PNG_GREY && depth <= 8) return expandTable(buildGreys(parts), 2 ** depth, depth, offset);
  const key = parseKey(parts);
  if (colourType === PNG_GREY) return expandGrey16(key);
  if (colourType === PNG_RGB) return depth === 8 ? expandRgb8(key) : expandRgb16(key);
  if (colourType === PNG_GREY_ALPHA) return depth === 8 ? expandGreyAlpha8 : expandGreyAlpha16;
  return depth === 8 ? expandRgba8 : expandRgba16;
}

/** Rounds a sample of 16 bits to 8: the nearest integer to `value / 257`, in integers. */
export function roundTo8Bits(value: number): number {
  return (value * 255 + 32895) >> 16;
}

/** 256 RGBA entries; those past the palette's end are never read. */
function buildPalette(parts: PngParts): Uint8Array {
  const palette = parts.palette!;
  const table = new Uint8Array(256 * 4);
  for (let index = 0; index < palette.length / 3; index++) {
    table.set(palette.subarray(index * 3, index * 3 + 3), index * 4);
    table[index * 4 + 3] = parts.transparency?.[index] ?? 255;
  }
  return table;
}

function buildGreys(parts: PngParts): Uint8Array {
  const top = 2 ** parts.header.depth - 1;
  const key = parseKey(parts)[0];
  const table = new Uint8Array(256 * 4);
  for (let level = 0; level <= top; level++) {
    const grey = (level * 255) / top;
    table.set([grey, grey, grey, level === key ? 0 : 255], level * 4);
  }
  return table;
}

/** The transparent colour's samples, of which only the depth's low bits count; -1 matches none. */
function parseKey(parts: PngParts): readonly [number, number, number] {
  const { transparency } = parts;
  if (transparency === undefined) return [-1, -1, -1];
  const mask = 2 ** parts.header.depth - 1;
  const sample = (index: number) => (((transparency[index * 2] ?? 0) << 8) | (transparency[index * 2 + 1] ?? 0)) & mask;
  return [sample(0), sample(1), sample(2)];
}

/** Depths up to 8 through a table of RGBA. */
function expandTable(table: Uint8Array, entries: number, depth: number, fileOffset: number): ExpandRow {
  const mask = 2 ** depth - 1;
  const perByte = 8 / depth;
  return (row, width, out, at, step) => {
    for (let x = 0, to = at; x < width; x++, to += step) {
      const index = depth === 8 ? row[x]! : (row[(x / perByte) | 0]! >> (8 - depth - (x % perByte) * depth)) & mask;
      if (index >= entries) {
        const detail = `a pixel has the palette index ${index}, and the palette has ${entries} colours`;
        throw new FormatError('png-idat', 'PNG chunk IDAT', fileOffset, detail);
      }
      const from = index * 4;
      out[to] = table[from]!;
      out[to + 1] = table[from + 1]!;
      out[to + 2] = table[from + 2]!;
      out[to + 3] = table[from + 3]!;
    }
  };
}

function expandGrey16(key: readonly [number, number, number]): ExpandRow {
  return (row, width, out, at, step) => {
    for (let x = 0, from = 0, to = at; x < width; x++, from += 2, to += step) {
      const sample = (row[from]! << 8) | row[from + 1]!;
      const grey = roundTo8Bits(sample);
      out[to] = grey;
      out[to + 1] = grey;
      out[to + 2] = grey;
      out[to + 3] = sample === key[0] ? 0 : 255;
    }
  };
}

function expandRgb8([keyRed, keyGreen, keyBlue]: readonly [number, number, number]): ExpandRow {
  return (row, width, out, at, step) => {
    for (let x = 0, from = 0, to = at; x < width; x++, from += 3, to += step) {
      const red = row[from]!;
      const green = row[from + 1]!;
      const blue = row[from + 2]!;
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
      out[to + 3] = red === keyRed && green === keyGreen && blue === keyBlue ? 0 : 255;
    }
  };
}

function expandRgb16([keyRed, keyGreen, keyBlue]: readonly [number, number, number]): ExpandRow {
  return (row, width, out, at, step) => {
    for (let x = 0, from = 0, to = at; x < width; x++, from += 6, to += step) {
      const red = (row[from]! << 8) | row[from + 1]!;
      const green = (row[from + 2]! << 8) | row[from + 3]!;
      const blue = (row[from + 4]! << 8) | row[from + 5]!;
      out[to] = roundTo8Bits(red);
      out[to + 1] = roundTo8Bits(green);
      out[to + 2] = roundTo8Bits(blue);
      out[to + 3] = red === keyRed && green === keyGreen && blue === keyBlue ? 0 : 255;
    }
  };
}

function expandGreyAlpha8(row: Uint8Array, width: number, out: Uint8Array, at: number, step: number): void {
  for (let x = 0, from = 0, to = at; x < width; x++, from += 2, to += step) {
    const grey = row[from]!;
    out[to] = grey;
    out[to + 1] = grey;
    out[to + 2] = grey;
    out[to + 3] = row[from + 1]!;
  }
}

function expandGreyAlpha16(row: Uint8Array, width: number, out: Uint8Array, at: number, step: number): void {
  for (let x = 0, from = 0, to = at; x < width; x++, from += 4, to += step) {
    const grey = roundTo8Bits((row[from]! << 8) | row[from + 1]!);
    out[to] = grey;
    out[to + 1] = grey;
    out[to + 2] = grey;
    out[to + 3] = roundTo8Bits((row[from + 2]! << 8) | row[from + 3]!);
  }
}

function expandRgba8(row: Uint8Array, width: number, out: Uint8Array, at: number, step: number): void {
  for (let x = 0, from = 0, to = at; x < width; x++, from += 4, to += step) {
    out[to] = row[from]!;
    out[to + 1] = row[from + 1]!;
    out[to + 2] = row[from + 2]!;
    out[to + 3] = row[from + 3]!;
  }
}

function expandRgba16(row: Uint8Array, width: number, out: Uint8Array, at: number, step: number): void {
  for (let x = 0, from = 0, to = at; x < width; x++, from += 8, to += step) {
    for (let channel = 0; channel < 4; channel++) {
      out[to + channel] = roundTo8Bits((row[from + channel * 2]! << 8) | row[from + channel * 2 + 1]!);
    }
  }
}
