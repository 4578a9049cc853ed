/** The PNG forms that hold a picture exactly, and its rows in each of them (PNG, third edition, 6 and 7.2). */

import type { FilterStrategy } from './png-filter.js';
import { PNG_GRAY, PNG_GRAY_ALPHA, PNG_PALETTE, PNG_RGB, PNG_RGB_ALPHA } from './png-header.js';
import { type ColourTable, type PixelSurvey, packColour } from './png-survey.js';

/** Orders of a palette. By count suits pictures without filters, by lightness those with filters. */
type PaletteOrder = 'by count' | 'by lightness';

/** A way to store pixels as rows of bytes. */
export interface PngForm {
  readonly colourType: number;
  /** Bits a sample. */
  readonly depth: number;
  /** Bits a pixel. */
  readonly pixelBits: number;
  /** Data of PLTE, or undefined. */
  readonly palette?: Uint8Array;
  /** Data of tRNS, or undefined. */
  readonly transparency?: Uint8Array;
  /** Filters that may be useful. */
  readonly strategies: readonly FilterStrategy[];
  /** Writes a run of pixels to a row's bytes, which must be 0. */
  readonly packRow: (pixels: Uint8Array, from: number, width: number, out: Uint8Array, at: number) => void;
}

/** Maximum colours whose indices share bytes. */
const MAX_PACKED_COLOURS = 16;

const SAMPLE_STRATEGIES: readonly FilterStrategy[] = ['none', 'sub', 'paeth', 'least sum'];
const PACKED_STRATEGIES: readonly FilterStrategy[] = ['none', 'least sum'];

const GRAY_ALPHA: PngForm = {
  colourType: PNG_GRAY_ALPHA,
  depth: 8,
  pixelBits: 16,
  strategies: SAMPLE_STRATEGIES,
  packRow: packGrayAlpha,
};
const RGB: PngForm = {
  colourType: PNG_RGB,
  depth: 8,
  pixelBits: 24,
  strategies: SAMPLE_STRATEGIES,
  packRow: packRgb,
};
const RGB_ALPHA: PngForm = {
  colourType: PNG_RGB_ALPHA,
  depth: 8,
  pixelBits: 32,
  strategies: SAMPLE_STRATEGIES,
  packRow: packRgbAlpha,
};

/** Bytes of a row without its filter byte. */
export function rowBytesOf({ pixelBits }: PngForm, width: number): number {
  return Math.ceil((width * pixelBits) / 8);
}

/** Distance to the same byte of the pixel before, for filters; 1 if pixels are smaller than a byte. */
export function pixelBytesOf({ pixelBits }: PngForm): number {
  return Math.max(1, pixelBits / 8);
}

/**
 * Lists the forms that hold the pixels exactly.
 *
 * RGB and RGBA are left out if a gray form holds the pixels.
 *
 * @param hasProfile - whether the PNG will have an ICC profile, which is for RGB and so rules out the gray forms
 */
export function listForms(survey: PixelSurvey, hasProfile: boolean): PngForm[] {
  const { table, isOpaque, key } = survey;
  const isGray = survey.isGray && !hasProfile;
  const forms: PngForm[] = [];
  if (isGray && (isOpaque || key !== undefined)) forms.push(grayForm(survey.grayDepth, key));
  if (isGray && !isOpaque) forms.push(GRAY_ALPHA);
  if (table !== undefined) {
    forms.push(paletteForm(table, 'by count'));
    if (!isGray && table.size > MAX_PACKED_COLOURS) forms.push(paletteForm(table, 'by lightness'));
  }
  if (isGray) return forms;
  // Seldom smaller than a palette: only in tiny pictures, which save the PLTE, and where colours change by even steps.
  const strategies = table === undefined ? SAMPLE_STRATEGIES : PACKED_STRATEGIES;
  if (isOpaque) forms.push({ ...RGB, strategies });
  else if (key !== undefined) forms.push({ ...keyedRgbForm(key), strategies });
  if (!isOpaque) forms.push({ ...RGB_ALPHA, strategies });
  // In noise with a few hundred colours, deflate finds a repeated pixel only if it has four bytes.
  else if (table === undefined) forms.push({ ...RGB_ALPHA, strategies: ['none'] });
  return forms;
}

function grayForm(depth: number, key: number | undefined): PngForm {
  const form: PngForm = {
    colourType: PNG_GRAY,
    depth,
    pixelBits: depth,
    strategies: depth < 8 ? PACKED_STRATEGIES : SAMPLE_STRATEGIES,
    packRow: (pixels, from, width, out, at) => packGray(pixels, from, width, depth, out, at),
  };
  return key === undefined ? form : { ...form, transparency: Uint8Array.of(0, (key & 255) >> (8 - depth)) };
}

function keyedRgbForm(key: number): PngForm {
  const transparency = Uint8Array.of(0, key & 255, 0, (key >>> 8) & 255, 0, (key >>> 16) & 255);
  return { ...RGB, transparency };
}

/** Entries that are not opaque come first, since tRNS lists the alphas of the first ones. */
function paletteForm(table: ColourTable, order: PaletteOrder): PngForm {
  const entries = sortEntries(table, order);
  const palette = new Uint8Array(3 * table.size);
  const places = new Uint8Array(table.size);
  const alphas: number[] = [];
  entries.forEach((entry, place) => {
    const colour = table.colours[entry];
    palette.set([colour & 255, (colour >>> 8) & 255, (colour >>> 16) & 255], 3 * place);
    places[entry] = place;
    if (colour >>> 24 < 255) alphas.push(colour >>> 24);
  });
  const depth = table.size <= 2 ? 1 : table.size <= 4 ? 2 : table.size <= MAX_PACKED_COLOURS ? 4 : 8;
  return {
    colourType: PNG_PALETTE,
    depth,
    pixelBits: depth,
    strategies: order === 'by count' ? PACKED_STRATEGIES : SAMPLE_STRATEGIES,
    palette,
    ...(alphas.length === 0 ? {} : { transparency: Uint8Array.from(alphas) }),
    packRow: (pixels, from, width, out, at) => packIndices(pixels, from, width, { table, places, depth }, out, at),
  };
}

function sortEntries({ colours, counts, size }: ColourTable, order: PaletteOrder): number[] {
  const isOpaque = (entry: number) => (colours[entry] >>> 24 === 255 ? 1 : 0);
  const rank = (entry: number) => (order === 'by count' ? -counts[entry] : lightnessOf(colours[entry]));
  return Array.from({ length: size }, (_, entry) => entry).sort(
    (a, b) => isOpaque(a) - isOpaque(b) || rank(a) - rank(b) || a - b,
  );
}

/** Luma in thousandths. */
function lightnessOf(colour: number): number {
  return 299 * (colour & 255) + 587 * ((colour >>> 8) & 255) + 114 * ((colour >>> 16) & 255);
}

/** The highest bits of a gray are its sample, since all levels of the depth repeat these bits. */
function packGray(pixels: Uint8Array, from: number, width: number, depth: number, out: Uint8Array, at: number): void {
  const shift = 8 - depth;
  for (let x = 0, bit = 0; x < width; x++, bit += depth) {
    out[at + (bit >>> 3)] |= (pixels[from + 4 * x] >> shift) << (shift - (bit & 7));
  }
}

interface IndexSource {
  readonly table: ColourTable;
  /** Place in the palette of each entry of the table. */
  readonly places: Uint8Array;
  readonly depth: number;
}

function packIndices(
  pixels: Uint8Array,
  from: number,
  width: number,
  { table, places, depth }: IndexSource,
  out: Uint8Array,
  at: number,
): void {
  const shift = 8 - depth;
  let previous = -1;
  let place = 0;
  for (let x = 0, bit = 0, p = from; x < width; x++, bit += depth, p += 4) {
    const colour = packColour(pixels[p], pixels[p + 1], pixels[p + 2], pixels[p + 3]);
    if (colour !== previous) {
      previous = colour;
      place = places[table.find(colour)];
    }
    out[at + (bit >>> 3)] |= place << (shift - (bit & 7));
  }
}

function packGrayAlpha(pixels: Uint8Array, from: number, width: number, out: Uint8Array, at: number): void {
  for (let x = 0; x < width; x++) {
    out[at + 2 * x] = pixels[from + 4 * x];
    out[at + 2 * x + 1] = pixels[from + 4 * x + 3];
  }
}

function packRgb(pixels: Uint8Array, from: number, width: number, out: Uint8Array, at: number): void {
  for (let p = from, to = at; p < from + 4 * width; p += 4, to += 3) {
    out[to] = pixels[p];
    out[to + 1] = pixels[p + 1];
    out[to + 2] = pixels[p + 2];
  }
}

function packRgbAlpha(pixels: Uint8Array, from: number, width: number, out: Uint8Array, at: number): void {
  out.set(pixels.subarray(from, from + 4 * width), at);
}
