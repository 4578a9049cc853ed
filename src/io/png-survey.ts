/** Properties of a picture's pixels that decide which PNG forms can hold them. */

/** Maximum entries of a PNG's palette. */
export const MAX_PALETTE_COLOURS = 256;

/** Bits of a hash. There are at least four slots for each entry. */
const HASH_BITS = 10;
const SLOT_MASK = (1 << HASH_BITS) - 1;
const HASH_FACTOR = 0x9e3779b1;
const EMPTY = -1;

/** A pixel as one integer: red lowest, alpha highest. */
export function packColour(red: number, green: number, blue: number, alpha: number): number {
  return (red | (green << 8) | (blue << 16) | (alpha << 24)) >>> 0;
}

/** Distinct colours with their counts, in the order in which they were first seen. */
export class ColourTable {
  /** Packed by {@link packColour}; the first `size` are set. */
  readonly colours = new Uint32Array(MAX_PALETTE_COLOURS);
  readonly counts = new Uint32Array(MAX_PALETTE_COLOURS);
  readonly #slots = new Int16Array(1 << HASH_BITS).fill(EMPTY);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Index of a colour, which is added if it is new; -1 if it is new and the table is full. */
  add(colour: number): number {
    const slot = this.#findSlot(colour);
    const known = this.#slots[slot];
    if (known !== EMPTY || this.#size === MAX_PALETTE_COLOURS) return known;
    this.#slots[slot] = this.#size;
    this.colours[this.#size] = colour;
    return this.#size++;
  }

  /** Index of a colour, -1 if it is not there. */
  find(colour: number): number {
    return this.#slots[this.#findSlot(colour)];
  }

  /** The slot that holds the colour, or the empty one where it belongs. */
  #findSlot(colour: number): number {
    let slot = Math.imul(colour, HASH_FACTOR) >>> (32 - HASH_BITS);
    for (;;) {
      const index = this.#slots[slot];
      if (index === EMPTY || this.colours[index] === colour) return slot;
      slot = (slot + 1) & SLOT_MASK;
    }
  }
}

/** What {@link surveyPixels} finds. */
export interface PixelSurvey {
  /** All colours, including alpha; undefined when there are more than {@link MAX_PALETTE_COLOURS}. */
  readonly table: ColourTable | undefined;
  readonly isOpaque: boolean;
  /** Whether red, green and blue of each pixel are equal. */
  readonly isGray: boolean;
  /** Bits that hold each gray exactly: 1, 2, 4 or 8. */
  readonly grayDepth: number;
  /**
   * The one colour of all transparent pixels, packed, if no other pixel has its red, green and blue and none is half
   * transparent. A PNG can then name this colour instead of storing alpha.
   */
  readonly key: number | undefined;
}

/** Examines all pixels, which are RGBA bytes. */
export function surveyPixels(pixels: Uint8Array): PixelSurvey {
  const table = new ColourTable();
  let fits = true;
  let isGray = true;
  let isOpaque = true;
  let key: number | undefined;
  let canHaveKey = true;
  let previous = -1;
  let index = -1;
  for (let at = 0; at < pixels.length; at += 4) {
    const red = pixels[at];
    const green = pixels[at + 1];
    const blue = pixels[at + 2];
    const alpha = pixels[at + 3];
    const colour = packColour(red, green, blue, alpha);
    if (colour !== previous) {
      previous = colour;
      if (red !== green || green !== blue) isGray = false;
      if (alpha !== 255) {
        isOpaque = false;
        if (alpha !== 0 || (key !== undefined && key !== colour)) canHaveKey = false;
        key = colour;
      }
      if (fits) index = table.add(colour);
      if (index < 0) fits = false;
    }
    if (fits) table.counts[index]++;
  }
  if (!canHaveKey || key === undefined || hasOpaque(pixels, key)) key = undefined;
  return {
    table: fits ? table : undefined,
    isOpaque,
    isGray,
    grayDepth: fits && isGray ? depthOfGrays(table) : 8,
    key,
  };
}

/** Whether an opaque pixel has the red, green and blue of a packed colour. */
function hasOpaque(pixels: Uint8Array, colour: number): boolean {
  const red = colour & 255;
  const green = (colour >>> 8) & 255;
  const blue = (colour >>> 16) & 255;
  for (let at = 0; at < pixels.length; at += 4) {
    if (pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue && pixels[at + 3] === 255)
      return true;
  }
  return false;
}

/** The fewest bits whose levels, evenly spaced from 0 to 255, include each gray of the table. */
function depthOfGrays({ colours, size }: ColourTable): number {
  for (const depth of [1, 2, 4]) {
    const step = 255 / (2 ** depth - 1);
    if (colours.subarray(0, size).every((colour) => (colour & 255) % step === 0)) return depth;
  }
  return 8;
}
