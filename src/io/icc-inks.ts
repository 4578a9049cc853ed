/**
 * Converts CMYK inks to sRGB by the table of an ICC profile (10.10 and 10.11). Like browsers, it uses the perceptual intent
 * without black point compensation.
 */

import { findIccTag, iccText, interpolate, toSrgb } from './colour/icc-profile.js';

const INKS = 4;
const CHANNELS = 3;
/** Nodes of this module's table for each ink: twice as many as in most profiles. */
const NODES = 17;
/** Maximum nodes of a profile's table for each ink. */
const MAX_GRID = 64;
const MAX_ENTRIES = 4096;

/** The table of a profile, scaled to 0 to 1. */
interface Lut {
  readonly grid: number;
  readonly inputEntries: number;
  readonly outputEntries: number;
  readonly input: Float64Array;
  readonly nodes: Float64Array;
  readonly output: Float64Array;
  /** The values of a lightness of 100 and of a chroma of 255 levels. */
  readonly lightness: number;
  readonly chroma: number;
}

/** Converts a line of inks, inverted as in JPEG, in place to opaque sRGB. */
export type InkRow = (width: number, pixels: Uint8ClampedArray, to: number) => void;

/**
 * Makes the conversion of a profile.
 *
 * @param profile - its colour space is `CMYK`
 * @returns undefined when the profile has no table of the types `mft1` and `mft2` to Lab
 */
export function makeInkRow(profile: Uint8Array): InkRow | undefined {
  const header = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  if (iccText(header, 20) !== 'Lab ') return undefined;
  const tag = findIccTag(profile, 'A2B0') ?? findIccTag(profile, 'A2B1');
  const lut = tag === undefined ? undefined : readLut(tag);
  if (lut === undefined) return undefined;
  const table = new InkTable(lut);
  return (width, pixels, to) => {
    for (let at = to; at < to + 4 * width; at += 4) table.convert(pixels, at);
  };
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
  // In 16 bits, 0xff00 is a lightness of 100 and a chroma of 127: 8 bits followed by a byte of fraction.
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

/** Applies a profile's table to amounts of ink, 0 to 1. */
function findLab(lut: Lut, amounts: Float64Array, lab: Float64Array): void {
  const { grid, inputEntries, outputEntries, input, nodes, output } = lut;
  const places = new Int32Array(INKS);
  const shares = new Float64Array(INKS);
  for (let ink = 0; ink < INKS; ink++) {
    const place = interpolate(input, ink * inputEntries, inputEntries, amounts[ink]) * (grid - 1);
    places[ink] = Math.min(Math.floor(place), grid - 2);
    shares[ink] = place - places[ink];
  }
  lab.fill(0);
  for (let corner = 0; corner < 1 << INKS; corner++) {
    let share = 1;
    let node = 0;
    for (let ink = 0; ink < INKS; ink++) {
      const isUpper = (corner >> ink) & 1;
      share *= isUpper === 1 ? shares[ink] : 1 - shares[ink];
      node = node * grid + places[ink] + isUpper;
    }
    for (let c = 0; c < CHANNELS; c++) lab[c] = lab[c] + share * nodes[node * CHANNELS + c];
  }
  for (let c = 0; c < CHANNELS; c++) lab[c] = interpolate(output, c * outputEntries, outputEntries, lab[c]);
  lab[0] = lab[0] * lut.lightness;
  lab[1] = lab[1] * lut.chroma - 128;
  lab[2] = lab[2] * lut.chroma - 128;
}

/** From CIELAB under D50 to sRGB, whose white is D65, by Bradford's matrix. */
function writeSrgb(lab: Float64Array, table: Float32Array, to: number): void {
  const fy = (lab[0] + 16) / 116;
  const x = 0.9642 * fromLabRoot(fy + lab[1] / 500);
  const y = fromLabRoot(fy);
  const z = 0.8249 * fromLabRoot(fy - lab[2] / 200);
  table[to] = toSrgb(3.1338561 * x - 1.6168667 * y - 0.4906146 * z);
  table[to + 1] = toSrgb(-0.9787684 * x + 1.9161415 * y + 0.033454 * z);
  table[to + 2] = toSrgb(0.0719453 * x - 0.2289914 * y + 1.4052427 * z);
}

function fromLabRoot(root: number): number {
  return root > 6 / 29 ? root * root * root : (root - 4 / 29) * 3 * (6 / 29) * (6 / 29);
}

/** Nodes from one amount of an ink to the next in this module's table; the black ink varies fastest. */
const STRIDES = [NODES ** 3, NODES ** 2, NODES, 1] as const;

/** The sRGB of inks at {@link NODES} amounts each. A node is computed when it is first needed, since few pictures need all. */
class InkTable {
  private readonly lut: Lut;
  private readonly isKnown = new Uint8Array(NODES ** INKS);
  private readonly colours = new Float32Array(NODES ** INKS * CHANNELS);
  private readonly amounts = new Float64Array(INKS);
  private readonly lab = new Float64Array(CHANNELS);
  private red = 0;
  private green = 0;
  private blue = 0;

  constructor(lut: Lut) {
    this.lut = lut;
  }

  /**
   * Converts a pixel. The nodes around it form 24 simplices, and it is interpolated in the one that contains it. The path goes
   * from the lower node along one ink after the other, the ink with the largest fraction first. This is a hot loop.
   */
  convert(pixels: Uint8ClampedArray, at: number): void {
    let node = 0;
    for (let ink = 0; ink < INKS; ink++) {
      const place = ((255 - pixels[at + ink]) * (NODES - 1)) / 255;
      const below = Math.min(Math.floor(place), NODES - 2);
      shares[ink] = place - below;
      node += below * STRIDES[ink];
      order[ink] = ink;
    }
    for (let ink = 1; ink < INKS; ink++) {
      const moved = order[ink];
      let to = ink;
      for (; to > 0 && shares[order[to - 1]] < shares[moved]; to--) order[to] = order[to - 1];
      order[to] = moved;
    }
    this.red = 0;
    this.green = 0;
    this.blue = 0;
    let before = 1;
    for (let step = 0; step < INKS; step++) {
      const ink = order[step];
      this.add(node, before - shares[ink]);
      before = shares[ink];
      node += STRIDES[ink];
    }
    this.add(node, before);
    pixels[at] = this.red;
    pixels[at + 1] = this.green;
    pixels[at + 2] = this.blue;
    pixels[at + 3] = 255;
  }

  private add(node: number, share: number): void {
    if (share === 0) return;
    if (this.isKnown[node] === 0) this.workOut(node);
    const { colours } = this;
    const from = node * CHANNELS;
    this.red += share * colours[from];
    this.green += share * colours[from + 1];
    this.blue += share * colours[from + 2];
  }

  private workOut(node: number): void {
    for (let ink = 0; ink < INKS; ink++) {
      this.amounts[ink] = (Math.floor(node / STRIDES[ink]) % NODES) / (NODES - 1);
    }
    findLab(this.lut, this.amounts, this.lab);
    writeSrgb(this.lab, this.colours, node * CHANNELS);
    this.isKnown[node] = 1;
  }
}

/** For the present pixel: how near its inks are to the upper node, and the inks in the order of that. */
const shares = new Float64Array(INKS);
const order = new Uint8Array(INKS);
