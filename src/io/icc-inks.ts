/**
 * Turning CMYK inks to sRGB by an ICC profile: by the table that the profile has for this (10.10 and 10.11), on the
 * perceptual way, and without compensation for the black point, as browsers do.
 */

import { findIccTag, iccText, interpolate, toSrgb } from './icc-profile.js';

const INKS = 4;
const CHANNELS = 3;
/** Nodes of our own table for each ink: twice as fine as most profiles have it. */
const NODES = 17;
/** Most nodes of a profile's table for each ink. */
const MAX_GRID = 64;
const MAX_ENTRIES = 4096;

/** The table of a profile, all of it scaled to 0 to 1. */
interface Lut {
  readonly grid: number;
  readonly inputEntries: number;
  readonly outputEntries: number;
  readonly input: Float64Array;
  readonly nodes: Float64Array;
  readonly output: Float64Array;
  /** What a lightness of 100 and a chroma of 255 levels are. */
  readonly lightness: number;
  readonly chroma: number;
}

/** Turns a line of inks, inverted as JPEG has them, in place to opaque sRGB. */
export type InkRow = (width: number, pixels: Uint8ClampedArray, to: number) => void;

/**
 * Makes the conversion of a profile.
 *
 * @param profile - whose colour space is `CMYK`
 * @returns undefined when the profile has no table of the types `mft1` and `mft2` that leads to Lab
 */
export function makeInkRow(profile: Uint8Array): InkRow | undefined {
  const header = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  if (iccText(header, 20) !== 'Lab ') return undefined;
  const tag = findIccTag(profile, 'A2B0') ?? findIccTag(profile, 'A2B1');
  const lut = tag === undefined ? undefined : readLut(tag);
  if (lut === undefined) return undefined;
  const table = makeTable(lut);
  return (width, pixels, to) => convertRow(table, width, pixels, to);
}

function readLut(tag: DataView): Lut | undefined {
  const type = iccText(tag, 0);
  const isShort = type === 'mft2';
  if ((!isShort && type !== 'mft1') || tag.byteLength < 52) return undefined;
  const grid = tag.getUint8(10);
  if (tag.getUint8(8) !== INKS || tag.getUint8(9) !== CHANNELS || grid < 2 || grid > MAX_GRID) return undefined;
  const inputEntries = isShort ? tag.getUint16(48) : 256;
  const outputEntries = isShort ? tag.getUint16(50) : 256;
  if (Math.min(inputEntries, outputEntries) < 2 || Math.max(inputEntries, outputEntries) > MAX_ENTRIES)
    return undefined;
  const entryBytes = isShort ? 2 : 1;
  const lengths = [INKS * inputEntries, grid ** INKS * CHANNELS, CHANNELS * outputEntries] as const;
  let at = isShort ? 52 : 48;
  if (at + (lengths[0] + lengths[1] + lengths[2]) * entryBytes > tag.byteLength) return undefined;
  const [input, nodes, output] = lengths.map((length) => {
    const from = at;
    at += length * entryBytes;
    return Float64Array.from({ length }, (_, index) =>
      isShort ? tag.getUint16(from + 2 * index) / 65535 : tag.getUint8(from + index) / 255,
    );
  });
  // In 16 bits, 0xff00 is a lightness of 100 and a chroma of 127, as if a byte of fractions followed 8 bits.
  const scale = isShort ? 65535 / 65280 : 1;
  return {
    grid,
    inputEntries,
    outputEntries,
    input: input!,
    nodes: nodes!,
    output: output!,
    lightness: 100 * scale,
    chroma: 255 * scale,
  };
}

/** The sRGB of inks of {@link NODES} amounts each, red, green and blue, the black ink fastest. */
function makeTable(lut: Lut): Float32Array {
  const table = new Float32Array(NODES ** INKS * CHANNELS);
  const amounts = new Float64Array(INKS);
  const lab = new Float64Array(CHANNELS);
  for (let node = 0; node < NODES ** INKS; node++) {
    for (let ink = INKS - 1, rest = node; ink >= 0; ink--, rest = Math.floor(rest / NODES)) {
      amounts[ink] = (rest % NODES) / (NODES - 1);
    }
    findLab(lut, amounts, lab);
    writeSrgb(lab, table, node * CHANNELS);
  }
  return table;
}

/** Applies a profile's table to amounts of ink, 0 to 1. */
function findLab(lut: Lut, amounts: Float64Array, lab: Float64Array): void {
  const { grid, inputEntries, outputEntries, input, nodes, output } = lut;
  const places = new Int32Array(INKS);
  const shares = new Float64Array(INKS);
  for (let ink = 0; ink < INKS; ink++) {
    const place = interpolate(input, ink * inputEntries, inputEntries, amounts[ink]!) * (grid - 1);
    places[ink] = Math.min(Math.floor(place), grid - 2);
    shares[ink] = place - places[ink]!;
  }
  lab.fill(0);
  for (let corner = 0; corner < 1 << INKS; corner++) {
    let share = 1;
    let node = 0;
    for (let ink = 0; ink < INKS; ink++) {
      const isUpper = (corner >> ink) & 1;
      share *= isUpper === 1 ? shares[ink]! : 1 - shares[ink]!;
      node = node * grid + places[ink]! + isUpper;
    }
    for (let c = 0; c < CHANNELS; c++) lab[c] = lab[c]! + share * nodes[node * CHANNELS + c]!;
  }
  for (let c = 0; c < CHANNELS; c++) lab[c] = interpolate(output, c * outputEntries, outputEntries, lab[c]!);
  lab[0] = lab[0]! * lut.lightness;
  lab[1] = lab[1]! * lut.chroma - 128;
  lab[2] = lab[2]! * lut.chroma - 128;
}

/** From CIELAB under D50 to sRGB, whose white is D65, by Bradford's matrix. */
function writeSrgb(lab: Float64Array, table: Float32Array, to: number): void {
  const fy = (lab[0]! + 16) / 116;
  const x = 0.9642 * fromLabRoot(fy + lab[1]! / 500);
  const y = fromLabRoot(fy);
  const z = 0.8249 * fromLabRoot(fy - lab[2]! / 200);
  table[to] = toSrgb(3.1338561 * x - 1.6168667 * y - 0.4906146 * z);
  table[to + 1] = toSrgb(-0.9787684 * x + 1.9161415 * y + 0.033454 * z);
  table[to + 2] = toSrgb(0.0719453 * x - 0.2289914 * y + 1.4052427 * z);
}

function fromLabRoot(root: number): number {
  return root > 6 / 29 ? root * root * root : (root - 4 / 29) * 3 * (6 / 29) * (6 / 29);
}

/** Strides of our table, by ink. */
const STRIDES = [CHANNELS * NODES ** 3, CHANNELS * NODES ** 2, CHANNELS * NODES, CHANNELS] as const;

/** A kernel: between the 16 nodes around each pixel's inks. */
function convertRow(table: Float32Array, width: number, pixels: Uint8ClampedArray, to: number): void {
  const scale = (NODES - 1) / 255;
  for (let at = to; at < to + 4 * width; at += 4) {
    let node = 0;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let ink = 0; ink < INKS; ink++) {
      const place = (255 - pixels[at + ink]!) * scale;
      node += Math.min(Math.floor(place), NODES - 2) * STRIDES[ink]!;
    }
    const c = upperShare(255 - pixels[at]!);
    const m = upperShare(255 - pixels[at + 1]!);
    const y = upperShare(255 - pixels[at + 2]!);
    const k = upperShare(255 - pixels[at + 3]!);
    for (let corner = 0; corner < 1 << INKS; corner++) {
      let share = (corner & 1) === 0 ? 1 - k : k;
      share *= (corner & 2) === 0 ? 1 - y : y;
      share *= (corner & 4) === 0 ? 1 - m : m;
      share *= (corner & 8) === 0 ? 1 - c : c;
      if (share === 0) continue;
      const from =
        node +
        (corner & 1) * STRIDES[3] +
        ((corner >> 1) & 1) * STRIDES[2] +
        ((corner >> 2) & 1) * STRIDES[1] +
        (corner >> 3) * STRIDES[0];
      red += share * table[from]!;
      green += share * table[from + 1]!;
      blue += share * table[from + 2]!;
    }
    pixels[at] = red;
    pixels[at + 1] = green;
    pixels[at + 2] = blue;
    pixels[at + 3] = 255;
  }
}

/** How near an amount of 0 to 255 is to the upper one of the nodes beside it. */
function upperShare(amount: number): number {
  const place = (amount * (NODES - 1)) / 255;
  return place - Math.min(Math.floor(place), NODES - 2);
}
