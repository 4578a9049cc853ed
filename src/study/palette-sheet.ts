/** A sheet with the palettes of a file: a swatch an entry, ordered as stored, and under it how many pixels use it. */

import type { IndexedImage } from '../decode/index.js';
import { countUses, type PaletteCounts } from '../decode/palette-counts.js';
import type { Image } from '../image.js';
import { LETTER_HEIGHT, measureText } from './bitmap-font.js';
import { Canvas, type Colour } from './canvas.js';

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
/** Swatch, gap, digits, gap, bar, and the gap to the next row. */
const DIGITS_TOP = SWATCH_HEIGHT + 3;
const BAR_TOP = DIGITS_TOP + 2 * LETTER_HEIGHT + 2;
const BAR_HEIGHT = 3;
const ROW_HEIGHT = BAR_TOP + BAR_HEIGHT + 9;
const TITLE_SCALE = 3;
const TITLE_HEIGHT = TITLE_SCALE * LETTER_HEIGHT + 12;
/** So that a sheet's title always fits. */
const MIN_COLUMNS = 12;

/** One palette on the sheet. */
interface Part {
  readonly title: string;
  readonly palette: Uint8Array;
  readonly counts: Uint32Array;
}

/**
 * Draws the sheet. The bar under the digits is as long as the entry's share of its palette's most used one.
 *
 * @param counts - from {@link countUses}, if it was called already
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

/** A colour; one that is not opaque lies over a checkerboard. */
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

/** A count in at most four letters: 987, 1.2k, 45k, 678k, 9.1M, 23M. Rounded down, so that it never overstates. */
export function shortenCount(count: number): string {
  if (count < 1000) return String(count);
  const [unit, letter] = count < 1e6 ? [1000, 'k'] : count < 1e9 ? [1e6, 'M'] : [1e9, 'G'];
  const whole = Math.floor(count / unit);
  return whole < 10 ? `${whole}.${Math.floor((count % unit) / (unit / 10))}${letter}` : `${whole}${letter}`;
}
