/**
 * A sheet with the palettes of a file: a swatch for each entry, in stored order, with the number of pixels that use it.
 *
 * The sheet is drawn on a small canvas with a font of 3 by 5 pixels a letter.
 */

import { countUses, type PaletteCounts } from '../decode/figures.js';
import type { IndexedImage } from '../decode/index.js';
import type { Image } from '../image.js';

export const LETTER_WIDTH = 3;
export const LETTER_HEIGHT = 5;

/** Five rows a letter, three bits each, the leftmost bit highest. */
const LETTERS: Readonly<Record<string, readonly number[]>> = Object.fromEntries(
  [
    ...['0 75557', '1 26227', '2 71747', '3 71717', '4 55711', '5 74717', '6 74757', '7 71122', '8 75757', '9 75717'],
    ...['A 25755', 'B 65656', 'C 34443', 'D 65556', 'E 74647', 'F 74644', 'G 34553', 'H 55755', 'I 72227', 'J 11152'],
    ...['K 55655', 'L 44447', 'M 57755', 'N 65555', 'O 25552', 'P 65644', 'Q 25563', 'R 65655', 'S 34216', 'T 72222'],
    ...['U 55557', 'V 55552', 'W 55775', 'X 55255', 'Y 55222', 'Z 71247', '. 00002', ', 00024'],
  ].map((row) => [row[0], Array.from(row.slice(2), Number)]),
);

/**
 * Calls `paint` for each set pixel of a text, at scale 1. Letters that the font lacks are blank.
 *
 * @returns the text's width in pixels
 */
export function drawText(text: string, paint: (x: number, y: number) => void): number {
  Array.from(text.toUpperCase()).forEach((letter, place) => {
    LETTERS[letter]?.forEach((bits, y) => {
      for (let x = 0; x < LETTER_WIDTH; x++)
        if ((bits >> (LETTER_WIDTH - 1 - x)) & 1) paint(place * (LETTER_WIDTH + 1) + x, y);
    });
  });
  return measureText(text);
}

/** Width of a text in pixels at scale 1. */
export function measureText(text: string): number {
  return Math.max(0, text.length * (LETTER_WIDTH + 1) - 1);
}

/** R, G, B and, if blended, A. */
export type Colour = readonly [number, number, number, number?];

/** A canvas for drawing; `image` has what is drawn so far. */
export class Canvas {
  readonly image: Image;

  constructor(width: number, height: number, ground: Colour) {
    this.image = { width, height, data: new Uint8Array(width * height * 4) };
    this.fill(0, 0, width, height, ground);
  }

  /** Fills a rectangle and blends by the colour's alpha. Parts outside the canvas are ignored. */
  fill(left: number, top: number, width: number, height: number, [red, green, blue, alpha = 255]: Colour): void {
    const { image } = this;
    const right = Math.min(left + width, image.width);
    const bottom = Math.min(top + height, image.height);
    for (let y = Math.max(0, top); y < bottom; y++) {
      for (let x = Math.max(0, left), at = (y * image.width + x) * 4; x < right; x++, at += 4) {
        image.data[at] = blend(image.data[at], red, alpha);
        image.data[at + 1] = blend(image.data[at + 1], green, alpha);
        image.data[at + 2] = blend(image.data[at + 2], blue, alpha);
        image.data[at + 3] = 255;
      }
    }
  }

  /** Writes a text with its upper left corner at a place; each of its pixels is a square of `scale`. */
  write(text: string, left: number, top: number, scale: number, colour: Colour): void {
    drawText(text, (x, y) => this.fill(left + x * scale, top + y * scale, scale, scale, colour));
  }
}

function blend(below: number, above: number, alpha: number): number {
  return Math.round((above * alpha + below * (255 - alpha)) / 255);
}

const GROUND: Colour = [28, 30, 34];
const TEXT: Colour = [226, 229, 233];
const FAINT: Colour = [112, 118, 128];
const SQUARES: readonly Colour[] = [
  [255, 255, 255],
  [176, 180, 186],
];

const MARGIN = 16;
const SWATCH_WIDTH = 40;
const SWATCH_HEIGHT = 28;
const SQUARE_SIDE = 7;
const GAP = 4;
/** From top to bottom: swatch, gap, digits, gap, bar, and the gap to the next row. */
const DIGITS_TOP = SWATCH_HEIGHT + 3;
const BAR_TOP = DIGITS_TOP + 2 * LETTER_HEIGHT + 2;
const BAR_HEIGHT = 3;
const ROW_HEIGHT = BAR_TOP + BAR_HEIGHT + 9;
const TITLE_SCALE = 3;
const TITLE_HEIGHT = TITLE_SCALE * LETTER_HEIGHT + 12;
/** Minimum columns, so that a sheet's title always fits. */
const MIN_COLUMNS = 12;

/** One palette on the sheet. */
interface Part {
  readonly title: string;
  readonly palette: Uint8Array;
  readonly counts: Uint32Array;
}

/**
 * Draws the sheet. The bar under the digits shows the entry's count relative to the most used entry of its palette.
 *
 * @param counts - from {@link countUses}, if already called
 */
export function drawPaletteSheet(picture: IndexedImage, counts: PaletteCounts = countUses(picture)): Image {
  const parts = [
    { title: 'low detail', palette: picture.lowPalette, counts: counts.low },
    { title: counts.low.length > 0 ? 'high detail' : 'one palette', palette: picture.highPalette, counts: counts.high },
  ].filter((part) => part.counts.length > 0);
  const largest = Math.max(...parts.map((part) => part.counts.length));
  const columns = Math.max(MIN_COLUMNS, Math.min(largest, largest > 256 ? 32 : 16));
  const heights = parts.map((part) => TITLE_HEIGHT + Math.ceil(part.counts.length / columns) * ROW_HEIGHT + MARGIN);
  const width = 2 * MARGIN + columns * (SWATCH_WIDTH + GAP) - GAP;
  const canvas = new Canvas(width, MARGIN + heights.reduce((sum, height) => sum + height, 0), GROUND);
  parts.reduce((top, part, i) => {
    drawPart(canvas, part, top, columns);
    return top + heights[i];
  }, MARGIN);
  return canvas.image;
}

function drawPart(canvas: Canvas, { title, palette, counts }: Part, top: number, columns: number): void {
  const pixels = counts.reduce((sum, count) => sum + count, 0);
  const most = counts.reduce((max, count) => Math.max(max, count), 0);
  canvas.write(title, MARGIN, top, TITLE_SCALE, TEXT);
  const detail = `${counts.length} colours, ${shortenCount(pixels)} pixels`;
  canvas.write(detail, MARGIN + TITLE_SCALE * (measureText(title) + 5), top + LETTER_HEIGHT, 2, FAINT);
  counts.forEach((count, i) => {
    const left = MARGIN + (i % columns) * (SWATCH_WIDTH + GAP);
    const rowTop = top + TITLE_HEIGHT + Math.floor(i / columns) * ROW_HEIGHT;
    drawSwatch(canvas, left, rowTop, palette.subarray(i * 4, i * 4 + 4));
    canvas.write(shortenCount(count), left, rowTop + DIGITS_TOP, 2, count === 0 ? FAINT : TEXT);
    const bar = most === 0 ? 0 : Math.ceil((count / most) * SWATCH_WIDTH);
    canvas.fill(left, rowTop + BAR_TOP, bar, BAR_HEIGHT, FAINT);
  });
}

/** Draws a colour. One that is not opaque lies over a checkerboard. */
function drawSwatch(canvas: Canvas, left: number, top: number, [red, green, blue, alpha]: Uint8Array): void {
  if (alpha < 255) {
    for (let y = 0; y < SWATCH_HEIGHT; y += SQUARE_SIDE) {
      for (let x = 0; x < SWATCH_WIDTH; x += SQUARE_SIDE) {
        const square = SQUARES[((x + y) / SQUARE_SIDE) % 2];
        canvas.fill(left + x, top + y, Math.min(SQUARE_SIDE, SWATCH_WIDTH - x), SQUARE_SIDE, square);
      }
    }
  }
  canvas.fill(left, top, SWATCH_WIDTH, SWATCH_HEIGHT, [red, green, blue, alpha]);
}

/** Formats a count in at most four letters: 987, 1.2k, 45k, 678k, 9.1M, 23M. It rounds down, so it never overstates. */
export function shortenCount(count: number): string {
  if (count < 1000) return String(count);
  const [unit, letter] = count < 1e6 ? [1000, 'k'] : count < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  const whole = Math.floor(count / unit);
  return whole < 10 ? `${whole}.${Math.floor((count % unit) / (unit / 10))}${letter}` : `${whole}${letter}`;
}
