/**
 * The recipes of the test vectors: what each file shows, and how it is made. `npm run vectors` makes the files.
 *
 * A valid recipe is a picture: fields named as in the spec, palettes as lists of `[r, g, b, a]`, `map(column, row)` for
 * the class of a block, and either `index(x, y, isHigh)` or `paint(x, y)`, a colour of which the nearest entry is taken.
 * With a `scale`, `width` and `height` are those of the drawn picture, and the functions are asked about stored pixels.
 * A mesh has `finest`, `root` and `steps` (`[luma, chroma]` of each level, the coarsest first), `map(column, row)` for its blocks (by
 * default all low ones), and `residual(vertex, channel, band)` or `surface(x, y)`, values at which its vertices aim.
 * What is left out: block 1 (side 2), whole rows, one band, no scale, no mesh, no packed planes, no
 * prediction, no chunks, `ZLIB.best`.
 *
 * A faulty recipe takes the plan of a valid file (`from`) and spoils it: `change(plan)` before the file is written, its
 * CRCs then being right; `cut(at)` gives the length to which the written file is cut. A recipe shows one fault, unless its
 * name begins with `order-`: then the fault that is to be reported first.
 */

import { ball, colours, EXIF, greys, ICC, landscape, noise, ramp, screenshot } from './paint.mjs';
import { MESH_FAULTS, MESH_VALID } from './mesh-recipes.mjs';
import { ascii, BROKEN_ZLIB, crc32, paletteBytes, varint, ZLIB } from './writer.mjs';

/** The limit that the vectors with the code `limit` pass: 16383 x 16383 pixels. */
export const MAX_PIXELS = 268402689;
/** The limit that such vectors for a reader of metadata pass: bytes of an ICC profile or of EXIF data. */
export const MAX_METADATA_BYTES = 4194304;

const RED = [200, 30, 40, 255];
const WHITE = [255, 255, 255, 255];
const BLACK = [0, 0, 0, 255];
const CLEAR = [0, 0, 0, 0];

/** Classes of blocks like a chessboard's fields, the first being low. */
const chess = (column, row) => (column + row) % 2;
const allLow = () => 0;

/** Indices that wander over the whole palette. */
const mixed = (k1, k2) => (x, y, isHigh) => noise(x, y) % (isHigh ? k2 : k1);

/** A picture with a palette of `k1` greys and one of `k2` colours (none and one for k1 = 0), full of noise. */
function noisy(width, height, k1, k2, more) {
  return {
    ...{ width, height, palette1: k1 === 0 ? [] : greys(k1), palette2: colours(k2) },
    ...{ map: chess, index: mixed(k1, k2), ...more },
  };
}

/** A picture of one block side, a few blocks of it, the last ones clipped. */
function ofSide(block, width, height) {
  const shift = block > 4 ? 3 : 0;
  return {
    ...{ file: `side-${2 ** block}`, shows: `blocks of ${2 ** block} pixels, clipped at the right and lower edge` },
    ...{ width, height, block, palette1: greys(8), palette2: colours(32), map: chess },
    index: (x, y, isHigh) => (isHigh ? noise(x >> shift, y >> shift) % 32 : ((x + y) >> 2) % 8),
  };
}

/** A picture of noise whose planes are packed, both unless it is said otherwise. */
function packed(name, shows, width, height, k1, k2, more) {
  return { ...noisy(width, height, k1, k2, more), file: `packed-${name}`, shows, packedLow: k1 > 0, packedHigh: true, ...more };
}

/** A slope of light with some noise, of one palette, whose indices are predicted. */
function predicted(name, shows, predictor, width, height, k2, more) {
  const index = (x, y) => Math.floor((x * 2 + y * 3 + (noise(x, y) % 5)) / 3) % k2;
  return { file: `predicted-${name}`, shows, predictor, width, height, block: 3, palette1: [], palette2: ramp(k2, [9, 20, 30, 255], [250, 220, 190, 255]), index, ...more };
}

/** A picture of noise that is drawn enlarged; `width` and `height` are of the drawn picture. */
function scaled(name, shows, width, height, [x, y, offsetX = 0, offsetY = 0], more) {
  return { ...noisy(width, height, 5, 20, { block: 2 }), file: `scale-${name}`, shows, scale: { x, y, offsetX, offsetY }, ...more };
}

/** A small picture stored in a given way. */
function stored(name, shows, zlib, more) {
  return { ...noisy(13, 11, 6, 11, more), block: 2, file: `deflate-${name}`, shows, zlib };
}

/** A 1x1 picture with chunks behind it. */
function withChunks(name, shows, chunks) {
  const file = name === '' ? 'chunks' : `chunk-${name}`;
  return { file, shows, width: 1, height: 1, palette1: [], palette2: [RED], index: () => 0, chunks };
}

const ICC_DATA = [...varint(ICC.length), ...ZLIB.best(ICC)];

export const VALID = [
  {
    ...{ file: 'example', shows: 'the example of section 9: two blocks, two palettes, stored deflate blocks' },
    ...{ width: 3, height: 2, map: (column) => column, palette1: [WHITE, RED] },
    ...{ palette2: [BLACK, [10, 120, 60, 255], [40, 80, 200, 255]], index: (x, y, isHigh) => (isHigh ? 1 + y : (x + y) % 2) },
    zlib: ZLIB.stored,
  },
  {
    ...{ file: 'example-alpha', shows: 'an example of section 9: alpha, indices of two bytes, strips, two bands' },
    ...{ width: 5, height: 3, strip: 3, band: 1, alpha: true, map: chess, palette1: [WHITE, [200, 30, 40, 128]] },
    palette2: [...new Array(256).fill(CLEAR), [10, 120, 60, 255], [40, 80, 200, 255], [250, 200, 0, 64]],
    index: (x, y, isHigh) => (isHigh ? [256, 257, 258, 0][(2 * x + y) % 4] : (x + y) % 2),
    zlib: ZLIB.runs,
  },
  {
    ...{ file: 'example-packed', shows: 'an example of section 9: packed indices, a scale with offsets, hidden colours', width: 7, height: 5 },
    ...{ scale: { x: 2, y: 2, offsetX: 1, offsetY: 1 }, alpha: true, hidden: true, packedLow: true, packedHigh: true },
    ...{ strip: 3, map: (column, row) => Number(column === 1 || row === 1), palette1: [WHITE, RED], zlib: ZLIB.stored },
    ...{ palette2: [[10, 120, 60, 255], [40, 80, 200, 0], BLACK], index: (x, y, isHigh) => (isHigh ? (x + y) % 3 : (x + y) % 2) },
  },
  {
    ...{ file: 'example-predicted', shows: 'an example of section 9: indices predicted by Paeth\'s rule', width: 4, height: 3, predictor: 4, zlib: ZLIB.stored },
    ...{ palette1: [], palette2: [0, 60, 120, 180, 240].map((v) => [v, v, v, 255]) },
    index: (x, y) => [[1, 2, 2, 3], [1, 3, 4, 4], [0, 2, 4, 1]][y][x],
  },

  // Sizes of the picture.
  { ...noisy(1, 1, 0, 1), file: 'pixel', shows: 'one pixel, one palette of one entry' },
  { ...noisy(1, 1, 1, 1, { map: allLow }), file: 'pixel-low', shows: 'one pixel in a low block, two palettes' },
  { ...noisy(1, 37, 3, 2, { block: 2 }), file: 'column', shows: 'one pixel wide: each block is clipped to a column' },
  { ...noisy(41, 1, 3, 2, { block: 2, strip: 7 }), file: 'row', shows: 'one pixel high, cut into strips' },
  { ...noisy(8, 8, 2, 3, { block: 2 }), file: 'whole-blocks', shows: 'no block is clipped' },
  { ...noisy(9, 8, 2, 3, { block: 2 }), file: 'one-column-over', shows: 'the last block column is one pixel wide' },
  { ...noisy(8, 9, 2, 3, { block: 2 }), file: 'one-row-over', shows: 'the last block row is one pixel high' },
  { ...noisy(5, 3, 2, 3, { block: 8, map: allLow }), file: 'smaller-than-block', shows: 'one block, larger than the picture' },
  { ...noisy(127, 2, 2, 3, { block: 3 }), file: 'width-127', shows: 'the largest width in a varint of one byte' },
  { ...noisy(128, 2, 2, 3, { block: 3 }), file: 'width-128', shows: 'the smallest width in a varint of two bytes' },
  {
    ...{ file: 'width-65537', shows: 'a width over 16 bits, in a varint of three bytes; a row of many thousand pixels' },
    ...noisy(65537, 1, 2, 3, { block: 6, index: (x, y, isHigh) => (x >> 8) % (isHigh ? 3 : 2) }),
  },
  {
    ...{ file: 'height-65537', shows: 'a height over 16 bits, in two bands of different height' },
    ...noisy(1, 65537, 2, 3, { block: 6, band: 1000, index: (x, y, isHigh) => (y >> 8) % (isHigh ? 3 : 2) }),
  },

  // Block sides.
  ofSide(1, 11, 7),
  ofSide(2, 22, 13),
  ofSide(3, 30, 21),
  ofSide(4, 50, 37),
  ofSide(5, 70, 90),
  ofSide(6, 150, 100),
  ofSide(7, 200, 140),
  ofSide(8, 260, 257),

  // Bitmaps.
  { ...noisy(4, 4, 2, 2), file: 'blocks-4', shows: 'a bitmap of half a byte' },
  { ...noisy(8, 4, 2, 2), file: 'blocks-8', shows: 'a bitmap of exactly a byte: no bits behind the last block' },
  { ...noisy(6, 6, 2, 2), file: 'blocks-9', shows: 'a bitmap of a byte and a bit' },
  {
    ...{ file: 'one-low-block', shows: 'the last of 24 blocks is the only low one' },
    ...noisy(12, 8, 3, 5, { map: (column, row) => column < 5 || row < 3 }),
  },
  { ...noisy(12, 8, 3, 5, { map: allLow }), file: 'all-low', shows: 'no block is high: palette 2 is there, and unused' },

  // Palettes.
  { ...noisy(17, 9, 0, 2), file: 'one-palette', shows: 'k1 = 0: no bitmap, no palette 1, all blocks high' },
  { ...noisy(20, 20, 0, 256), file: 'one-palette-256', shows: '256 entries: indices of one byte, up to 255' },
  { ...noisy(20, 20, 0, 257), file: 'one-palette-257', shows: '257 entries: indices of two bytes' },
  {
    ...{ file: 'one-palette-4096', shows: 'the largest palette, each entry used by one pixel, in strips' },
    ...noisy(64, 64, 0, 4096, { strip: 24, index: (x, y) => x * 64 + y }),
  },
  { ...noisy(16, 12, 1, 1, { block: 2 }), file: 'palettes-1-1', shows: 'two palettes of one entry' },
  { ...noisy(24, 16, 3, 40, { block: 2 }), file: 'palettes-3-40', shows: 'k1 < k2' },
  { ...noisy(24, 16, 40, 3, { block: 2 }), file: 'palettes-40-3', shows: 'k1 > k2' },
  { ...noisy(40, 40, 256, 256, { block: 3 }), file: 'palettes-256-256', shows: 'both planes of one byte, up to 255' },
  { ...noisy(40, 40, 257, 256, { block: 3 }), file: 'palettes-257-256', shows: 'a low plane of two bytes, a high one of one' },
  { ...noisy(40, 40, 2, 257, { block: 3 }), file: 'palettes-2-257', shows: 'a low plane of one byte, a high one of two' },
  {
    ...{ file: 'palettes-4096-4096', shows: 'both palettes as large as can be, their last entries used' },
    ...noisy(16, 16, 4096, 4096, { block: 3, strip: 5, index: (x, y) => 4095 - x * 256 - y }),
  },
  {
    ...{ file: 'palette-equal-entries', shows: 'entries that equal each other, in one palette and across, and unused ones' },
    ...noisy(10, 6, 3, 4, { palette1: [RED, RED, WHITE], palette2: [RED, BLACK, BLACK, WHITE], index: (x, y) => (x + y) % 2 }),
  },

  // Alpha.
  {
    ...{ file: 'alpha', shows: 'transparent, translucent and opaque entries in both palettes', alpha: true },
    ...noisy(18, 14, 3, 4, {
      ...{ block: 2, palette1: [CLEAR, [200, 100, 0, 1], WHITE] },
      palette2: [[1, 2, 3, 254], CLEAR, RED, [90, 80, 70, 128]],
    }),
  },
  {
    ...{ file: 'alpha-one-palette', shows: 'alpha without palette 1', alpha: true },
    ...noisy(9, 7, 0, 3, { palette2: [CLEAR, RED, [0, 0, 0, 1]] }),
  },
  {
    ...{ file: 'alpha-unused', shows: 'the only entry that is not opaque is used by no pixel', alpha: true },
    ...noisy(6, 6, 2, 2, { palette1: [WHITE, [5, 5, 5, 254]], index: (x, y, isHigh) => (isHigh ? (x + y) % 2 : 0) }),
  },
  {
    ...{ file: 'alpha-palette-2', shows: 'palette 1 is opaque, palette 2 is not', alpha: true },
    ...noisy(9, 7, 2, 3, { palette1: [WHITE, RED], palette2: [BLACK, [90, 80, 70, 128], CLEAR] }),
  },

  // Colours under an alpha of 0.
  {
    ...{ file: 'hidden', shows: 'transparent entries with and without a colour, in both palettes', alpha: true, hidden: true },
    ...noisy(18, 14, 3, 4, { block: 2, palette1: [[1, 2, 3, 0], WHITE, CLEAR], palette2: [RED, [255, 255, 255, 0], CLEAR, BLACK] }),
  },
  {
    ...{ file: 'hidden-one-palette', shows: 'the only entry is transparent and has a colour', alpha: true, hidden: true },
    ...noisy(9, 7, 0, 1, { palette2: [[0, 0, 1, 0]] }),
  },
  {
    ...{ file: 'hidden-unused', shows: 'the only transparent entry with a colour is used by no pixel', alpha: true, hidden: true },
    ...noisy(9, 7, 2, 2, { palette1: [RED, [0, 9, 0, 0]], palette2: [WHITE, CLEAR], index: () => 0 }),
  },
  {
    ...{ file: 'hidden-packed-scaled', shows: 'hidden colours, packed indices and a scale in one file', alpha: true, hidden: true },
    ...noisy(31, 23, 2, 3, { packedLow: true, packedHigh: true, scale: { x: 3, y: 2, offsetX: 1, offsetY: 1 } }),
    ...{ palette1: [[9, 8, 7, 0], WHITE], palette2: [CLEAR, RED, [90, 80, 70, 128]] },
  },

  // Packed planes.
  packed('1', 'k = 1: indices of one bit, all of them 0', 13, 6, 0, 1),
  packed('2', 'k = 2: indices of one bit, eight in a byte', 21, 9, 0, 2),
  packed('2-whole-bytes', 'rows that end with a byte: no padding', 24, 5, 0, 2),
  packed('3', 'k = 3: indices of two bits, of which one value is no index', 22, 7, 0, 3),
  packed('4', 'k = 4: indices of two bits, all values used', 19, 7, 0, 4),
  packed('5', 'k = 5: indices of four bits', 17, 7, 0, 5),
  packed('16', 'k = 16: indices of four bits, all values used', 23, 11, 0, 16),
  packed('pixel', 'one pixel: an index of one bit, and seven bits of padding', 1, 1, 0, 2, { index: () => 1 }),
  packed('both', 'low indices of one bit, high ones of four, in blocks clipped at both edges', 29, 21, 2, 11, { block: 2 }),
  packed('low', 'a packed low plane, and a high one of a byte an index', 27, 17, 16, 17, { block: 3, packedHigh: false }),
  packed('high', 'a packed high plane, and a low one of a byte an index', 27, 17, 17, 5, { block: 3, packedLow: false }),
  packed('beside-wide', 'a packed low plane beside a high one of two bytes an index', 20, 12, 3, 300, { block: 2, packedHigh: false }),
  packed('strips', 'the row of each strip begins on a byte; the last strip is narrower', 41, 13, 4, 2, { block: 2, strip: 9 }),
  packed('strip-1', 'strips of one pixel: a byte for each index', 7, 5, 3, 16, { strip: 1 }),
  packed('bands', 'four bands and strips, the last band clipped', 37, 27, 2, 16, { block: 2, band: 2, strip: 10 }),
  packed('empty-rows', 'rows without a pixel of the class, in a block row and in a strip, take no byte', 20, 16, 2, 5, {
    ...{ block: 2, strip: 7, map: (column, row) => (row === 1 ? 1 : row === 2 ? 0 : column < 2) },
  }),
  packed('slope', 'a slope of twelve colours in low blocks, noise of sixteen in high ones', 48, 36, 12, 16, {
    ...{ block: 3, palette1: ramp(12, [20, 60, 90, 255], [250, 210, 160, 255]), map: (column, row) => (column * 3 + row * 5) % 7 === 2 },
    index: (x, y, isHigh) => (isHigh ? noise(x, y) % 16 : ((x + y) >> 2) % 12),
  }),
  packed('alpha', 'packed indices of transparent colours', 15, 10, 2, 3, {
    ...{ alpha: true, palette1: [CLEAR, RED], palette2: [WHITE, CLEAR, [5, 6, 7, 99]] },
  }),
  packed('flat', 'one colour in fewer bytes than pixels / 1032', 600, 500, 0, 1, { block: 8 }),

  // Predicted planes.
  predicted('left', 'predictor 1: the index to the left; the first of a row is predicted by the one above', 1, 23, 17, 40),
  predicted('above', 'predictor 2: the index above; those of the first row are predicted by the one to the left', 2, 23, 17, 40),
  predicted('mean', 'predictor 3: the mean of both, rounded down', 3, 23, 17, 41),
  predicted('paeth', 'predictor 4: that of Paeth', 4, 23, 17, 43),
  predicted('noise', 'predictor 4 of noise: every sum runs over k', 4, 31, 19, 7, { index: (x, y) => noise(x, y) % 7 }),
  predicted('paeth-ties', 'predictor 4 where two neighbours are equally near: left goes before above, above before the corner', 4, 24, 16, 3, {
    index: (x, y) => noise(x, y) % 3,
  }),
  predicted('256', 'predictor 3 with 256 entries: sums and differences wrap as bytes do', 3, 64, 48, 256, { index: (x, y) => (x * 5 + y * 3) % 256 }),
  predicted('1', 'k = 1: every difference is 0', 4, 9, 5, 1),
  predicted('2', 'k = 2, not packed', 1, 17, 9, 2),
  predicted('pixel', 'one pixel, predicted by 0', 3, 1, 1, 9, { index: () => 5 }),
  predicted('row', 'one row: each index is predicted by the one to the left, whatever the predictor', 2, 50, 1, 20),
  predicted('column', 'one column: each index is predicted by the one above, whatever the predictor', 1, 1, 50, 20),
  predicted('strips', 'strips are predicted one by one; the last one is narrower', 4, 41, 13, 30, { strip: 9 }),
  predicted('strip-1', 'strips of one pixel', 3, 7, 12, 30, { strip: 1 }),
  predicted('bands', 'bands are predicted one by one, the last one clipped', 4, 21, 26, 12, { block: 2, band: 2 }),
  predicted('bands-and-strips', 'bands and strips', 3, 37, 27, 100, { block: 1, band: 3, strip: 10 }),
  predicted('scaled', 'predicted indices of an enlarged picture', 4, 60, 44, 50, { scale: { x: 3, y: 2, offsetX: 1, offsetY: 1 } }),
  predicted('alpha', 'predicted indices of transparent colours', 2, 15, 10, 3, { alpha: true, palette2: [CLEAR, RED, [5, 6, 7, 99]] }),
  predicted('chunks', 'a predicted plane before chunks', 1, 12, 12, 60, { chunks: [{ type: 'exif', data: [0x49, 0x49, 42, 0] }] }),

  // Scales.
  scaled('2x1', 'each stored pixel is two pixels wide', 30, 11, [2, 1]),
  scaled('1x3', 'each stored pixel is three pixels high', 13, 31, [1, 3]),
  scaled('3x3', 'whole cells of 3x3 pixels', 33, 24, [3, 3]),
  scaled('16x16', 'the largest factors, the last cells cut at the right and lower edge', 100, 50, [16, 16]),
  scaled('offset', 'cells cut at all four edges', 32, 29, [5, 4, 3, 2]),
  scaled('offset-x', 'an offset across alone, one pixel of the first cells left', 31, 12, [4, 2, 3, 0]),
  scaled('offset-y', 'an offset down alone, one row of the first cells left', 12, 31, [2, 4, 0, 3]),
  scaled('pixel', 'one drawn pixel, of the middle of a cell', 1, 1, [16, 9, 7, 4], { ...noisy(1, 1, 0, 1) }),
  scaled('pixel-of-two-cells', 'two drawn pixels of two cells, each cut to one', 2, 1, [16, 16, 15, 15], {
    ...{ palette1: [], palette2: [RED, WHITE], index: (x) => x },
  }),
  scaled('one-cell', 'one stored pixel, drawn in 16x16', 16, 16, [16, 16], { palette1: [], palette2: [RED], index: () => 0 }),
  scaled('bands-and-strips', 'bands and strips of the stored picture', 77, 61, [3, 2, 2, 1], { block: 1, band: 3, strip: 7 }),
  scaled('widest-strip', 'strips of one stored pixel less than its width', 20, 6, [2, 2], { strip: 9 }),
  scaled('alpha', 'an enlarged picture with alpha', 36, 28, [2, 2], {
    ...{ alpha: true, palette1: [CLEAR, WHITE], palette2: [RED, [1, 2, 3, 4]], index: (x, y) => noise(x, y) % 2 },
  }),
  scaled('wide-indices', 'an enlarged picture of indices of two bytes', 60, 40, [4, 3], noisy(60, 40, 300, 257, { block: 2 })),
  scaled('packed', 'packed indices of an enlarged picture, in bands and strips', 60, 50, [3, 3, 1, 2], {
    ...noisy(60, 50, 2, 3, { block: 2, band: 2, strip: 8, packedLow: true, packedHigh: true }),
  }),
  scaled('flat', 'one colour in fewer bytes than pixels / 1032', 640, 480, [16, 16], { palette1: [], palette2: [RED], index: () => 0 }),

  // Strips.
  { ...noisy(23, 9, 5, 9, { block: 3, strip: 1 }), file: 'strip-1', shows: 'strips of a pixel: a scan by columns' },
  { ...noisy(23, 9, 5, 9, { block: 3, strip: 3 }), file: 'strip-in-block', shows: 'strips narrower than a block' },
  { ...noisy(32, 9, 5, 9, { block: 3, strip: 8 }), file: 'strip-of-block', shows: 'strips as wide as a block' },
  { ...noisy(40, 19, 5, 9, { block: 3, strip: 11 }), file: 'strip-across-blocks', shows: 'strips that end within blocks' },
  { ...noisy(23, 9, 5, 9, { block: 3, strip: 22 }), file: 'strip-widest', shows: 'strips one pixel narrower than the picture' },
  {
    ...{ file: 'strip-wide-row', shows: 'strips of several thousand pixels, one wider than 4096, in two bands' },
    ...noisy(9001, 6, 2, 3, { block: 2, band: 1, strip: 4500, index: (x, y, isHigh) => ((x >> 5) + y) % (isHigh ? 3 : 2) }),
  },
  {
    ...{ file: 'strip-wide', shows: 'a picture of some thousand columns in strips of more than 4096', width: 8203, height: 4, block: 3 },
    ...{ strip: 4099, palette1: ramp(12, [20, 60, 90, 255], [250, 210, 160, 255]), palette2: colours(20) },
    ...{ map: (column, row) => (column * 3 + row * 5) % 7 === 2, index: (x, y, isHigh) => (isHigh ? (x >> 4) % 20 : ((x + 3 * y) >> 3) % 12) },
  },

  // Bands.
  { ...noisy(20, 22, 4, 6, { block: 2, band: 2 }), file: 'bands', shows: 'three bands of two block rows each' },
  { ...noisy(20, 25, 4, 6, { block: 2, band: 3 }), file: 'bands-last-shorter', shows: 'a last band of one block row, clipped' },
  { ...noisy(6, 40, 4, 6, { band: 1 }), file: 'bands-many', shows: 'twenty bands of one block row' },
  {
    ...{ file: 'bands-of-one-class', shows: 'a band without low blocks, then one without high ones, then a mixed one' },
    ...noisy(12, 12, 4, 6, { block: 2, band: 1, map: (column, row) => (row === 2 ? column % 2 : row === 0) }),
  },
  {
    ...{ file: 'bands-and-strips', shows: 'two bands, strips, two-byte indices in both planes' },
    ...noisy(37, 29, 300, 700, { block: 3, band: 2, strip: 10 }),
  },

  // Chunks.
  withChunks('icc', 'an ICC profile', [{ type: 'icc ', data: ICC_DATA }]),
  withChunks('exif', 'EXIF data whose orientation a reader ignores', [{ type: 'exif', data: EXIF }]),
  withChunks('unknown', 'a chunk that no one knows, to be skipped', [{ type: 'qqqq', data: ascii('skip me') }]),
  withChunks('one-letter', 'a type of one letter and three spaces', [{ type: 'a   ', data: [0] }]),
  withChunks('mixed-case', 'a type with upper-case letters behind the first', [{ type: 'zXYZ', data: [0] }]),
  withChunks('empty', 'a chunk without data', [{ type: 'none', data: [] }]),
  withChunks('long', 'a chunk of 300 bytes, its size in two bytes', [{ type: 'long', data: new Array(300).fill(65) }]),
  withChunks('', 'six chunks in the order of their types, in which a space is below a letter', [
    { type: 'a   ', data: [1] },
    { type: 'aZ  ', data: [2] },
    { type: 'aa  ', data: [3] },
    { type: 'exif', data: EXIF },
    { type: 'icc ', data: ICC_DATA },
    { type: 'iccz', data: [0, 0, 0] },
  ]),

  // Ways to deflate.
  stored('best', 'streams as zlib makes them, with dynamic codes', ZLIB.best, { width: 90, height: 70 }),
  stored('fast', 'streams of another level, said in their header', ZLIB.fast),
  stored('fixed', 'blocks of fixed codes', ZLIB.fixed),
  stored('stored', 'stored blocks', ZLIB.stored),
  stored('stored-blocks', 'many stored blocks in a stream', ZLIB.storedInBlocksOf7),
  stored('window-512', 'streams whose header says a window of 512 bytes', ZLIB.smallWindow, { width: 50, height: 40 }),
  stored('window-256', 'streams whose header says the least window, 256 bytes', ZLIB.tinyWindow),
  stored('empty-blocks-first', 'an empty stored and an empty fixed block before the data', ZLIB.emptyBlocksFirst),
  stored('empty-block-last', 'an empty fixed and an empty, final stored block behind the data', ZLIB.emptyBlockLast),
  stored('empty-fixed-block-last', 'an empty, final fixed block behind the data', ZLIB.emptyFixedBlockLast),
  stored('beyond-window', 'matches 1024 bytes back, though the header says a window of 256 bytes', ZLIB.beyondWindow, {
    ...{ width: 64, height: 40, palette1: [], palette2: colours(200), index: (x, y) => noise(x, y % 16) % 200 },
  }),
  stored('single-codes', 'a distance code of one code, behind an empty block whose only code ends it', ZLIB.singleCodes, {
    index: (x, y, isHigh) => y % (isHigh ? 11 : 6),
  }),
  stored('repeats-across', 'repeats of code lengths that run from the literals to the distances', ZLIB.repeatsAcross),
  stored('fill-bits', 'ones in the bits that fill up a byte, before a stored block\'s length and behind the last block', ZLIB.fillBits),
  stored('length-258', 'matches of 258 bytes by the symbol 284 and its extra bits', ZLIB.runsBy284, { width: 60, index: () => 0 }),
  stored('no-distance-code', 'literals of dynamic codes, and no distance code', ZLIB.noDistanceCode),
  {
    ...{ file: 'deflate-ratio', shows: 'a plane that inflates to more than 1000 times its stored size' },
    ...{ width: 750, height: 600, block: 8, palette1: [], palette2: colours(257), index: () => 0 },
  },
  {
    ...{ file: 'deflate-flat', shows: 'one colour: a stream that inflates to nearly a thousand times its size' },
    ...{ width: 400, height: 300, block: 8, palette1: [], palette2: [RED], index: () => 0 },
  },

  ...MESH_VALID,

  // Pictures.
  {
    ...{ file: 'picture-landscape', shows: 'a landscape: a sky of few colours, grass of many', width: 160, height: 96 },
    ...{ block: 4, strip: 128, band: 4, paint: landscape },
    ...{ map: (column, row) => row > 3 || (row === 3 && column % 9 !== 0), zlib: ZLIB.best },
    palette1: [
      ...[...ramp(14, [94, 142, 235, 255], [214, 202, 235, 255]), ...ramp(14, [100, 146, 235, 255], [255, 250, 235, 255])],
      ...[[255, 240, 200, 255], ...ramp(6, [34, 80, 24, 255], [74, 158, 42, 255])],
    ],
    palette2: [...ramp(48, [30, 70, 20, 255], [74, 159, 42, 255]), ...ramp(12, [160, 170, 235, 255], [230, 220, 235, 255])],
  },
  {
    ...{ file: 'picture-screenshot', shows: 'a window with text and a chart, whole rows', width: 160, height: 100, block: 4 },
    ...{ map: (column, row) => row > 0 && column < 6, paint: screenshot },
    palette1: [
      ...[...ramp(12, [40, 60, 110, 255], [40, 82, 154, 255]), [220, 60, 50, 255], [244, 244, 246, 255]],
      ...[[250, 250, 252, 255], [35, 35, 40, 255], ...ramp(7, [60, 130, 200, 255], [60, 190, 128, 255])],
    ],
    palette2: [[244, 244, 246, 255], [35, 35, 40, 255], [250, 250, 252, 255], [60, 130, 200, 255]],
  },
  {
    ...{ file: 'picture-ball', shows: 'an icon with transparent and translucent pixels', width: 48, height: 50, block: 3 },
    ...{ alpha: true, paint: ball, map: (column, row) => column > 0 && column < 5 && row < 5 },
    palette1: [CLEAR, ...ramp(8, [20, 20, 30, 20], [20, 20, 30, 120]), [110, 40, 45, 255]],
    palette2: [CLEAR, ...ramp(40, [105, 30, 40, 255], [255, 180, 115, 255]), ...ramp(4, [105, 30, 40, 160], [150, 60, 60, 160])],
  },
];

/** Changes of a plan: fields of the file, of a band, of a chunk. */
const set = (fields) => (plan) => Object.assign(plan, fields);
const setBand = (band, fields) => (plan) => Object.assign(plan.bands[band], fields);
const setChunk = (chunk, fields) => (plan) => Object.assign(plan.chunks[chunk], fields);
const keep = () => {};

/** Faults: `[file, code, what is wrong, from, change, more]`. */
const FAULTS = [
  // Signature, version, coding.
  ['signature-png', 'signature', 'it begins as a PNG does', 'pixel', set({ signature: [0x89, 0x50, 0x4e, 0x47] })],
  ['signature-7-bits', 'signature', 'the signature lost its eighth bit', 'pixel', set({ signature: [0x09, 0x41, 0x4b, 0x4d] })],
  ['signature-case', 'signature', 'the signature is in lower case', 'example', set({ signature: [0x89, 0x61, 0x6b, 0x6d] })],
  ['signature-last', 'signature', 'the last byte of the signature is another', 'pixel', set({ signature: [0x89, 0x41, 0x4b, 0x4e] })],
  ['signature-short', 'signature', 'three bytes, of which the last is not of the signature', 'pixel', set({ signature: [0x89, 0x41, 0x4c, 0x4d] }), { cut: () => 3 }],
  ['version-0', 'version', 'version 0', 'pixel', set({ version: 0 })],
  ['version-2', 'version', 'version 2', 'pixel', set({ version: 2 })],
  ['version-255', 'version', 'version 255', 'example', set({ version: 255 })],
  ['coding-1', 'coding', 'a coding of later days', 'pixel', set({ coding: 1 })],
  ['coding-255', 'coding', 'the last coding', 'example', set({ coding: 255 })],

  // Fields of the header.
  ['flags-bit-1', 'flags', 'the flag of hidden colours without that of alpha', 'pixel', set({ flags: 2 })],
  ['flags-predictor-5', 'flags', 'predictor 5', 'predicted-left', set({ flags: 0xa0 })],
  ['flags-predictor-6', 'flags', 'predictor 6 beside a packed plane', 'packed-2', set({ flags: 0xc8 })],
  ['flags-predictor-7', 'flags', 'predictor 7 beside alpha', 'alpha', set({ flags: 0xe1 })],
  ['block-side-1', 'block-side', 'a block side of 2^0', 'pixel', set({ block: 0 })],
  ['block-side-512', 'block-side', 'a block side of 2^9', 'pixel', set({ block: 9 })],
  ['block-side-255', 'block-side', 'a block side of 2^255', 'example', set({ block: 255 })],
  ['width-0', 'geometry', 'a width of 0', 'pixel', set({ width: 0 })],
  ['height-0', 'geometry', 'a height of 0', 'pixel', set({ height: 0 })],
  ['width-and-height-0', 'geometry', 'no pixels at all', 'example', set({ width: 0, height: 0 })],
  ['k1-4097', 'palette-size', 'a palette 1 one entry too large', 'pixel-low', set({ k1: 4097 })],
  ['k2-4097', 'palette-size', 'a palette 2 one entry too large', 'pixel', set({ k2: 4097 })],
  ['k2-0', 'palette-size', 'a palette 2 without entries', 'pixel', set({ k2: 0 })],
  ['k2-0-all-low', 'palette-size', 'a palette 2 without entries, though no block is high', 'all-low', set({ k2: 0 })],
  ['k1-largest', 'palette-size', 'a palette 1 of 2^32 - 1 entries', 'example', set({ k1: 2 ** 32 - 1 })],
  ['packing-k1-17', 'packing', 'packed low planes of a palette of 17 entries', 'packed-high', set({ flags: 12 })],
  ['packing-k2-17', 'packing', 'packed high planes of a palette of 17 entries', 'packed-low', set({ flags: 12 })],
  ['packing-k1-0', 'packing', 'packed low planes without palette 1', 'one-palette', set({ flags: 4 })],
  ['packing-k1-0-both', 'packing', 'packed planes of both classes without palette 1', 'packed-2', set({ flags: 12 })],
  ['packing-k2-4096', 'packing', 'packed high planes of the largest palette', 'one-palette-4096', set({ flags: 8 })],
  ['prediction-two-palettes', 'prediction', 'predicted indices of two palettes', 'example', set({ flags: 0x20 })],
  ['prediction-all-low', 'prediction', 'predicted indices of two palettes, and no high block', 'all-low', set({ flags: 0x80 })],
  ['prediction-257', 'prediction', 'predicted indices of a palette of more than 256 entries', 'one-palette-257', set({ flags: 0x40 })],
  ['prediction-packed', 'prediction', 'predicted indices in packed planes', 'packed-2', set({ flags: 0x68 })],
  ['order-packing-prediction', 'packing', 'predicted indices in packed planes of a palette of 17 entries', 'predicted-bands', set({ flags: 0x28, k2: 17 })],
  ['order-prediction-scale', 'prediction', 'predicted indices in packed planes, and an offset of a whole cell', 'scale-3x3', set({ flags: 0x30, scale: [0x22, 0x03] })],
  ['scale-1x1', 'scale', 'the flag of a scale, and factors of 1', 'scale-2x1', set({ scale: [0, 0] })],
  ['scale-1x1-offset', 'scale', 'factors of 1 and offsets of 1', 'scale-2x1', set({ scale: [0, 0x11] })],
  ['scale-offset-x', 'scale', 'an offset across of a whole cell', 'scale-3x3', set({ scale: [0x22, 0x03] })],
  ['scale-offset-y', 'scale', 'an offset down of a whole cell', 'scale-3x3', set({ scale: [0x22, 0x30] })],
  ['scale-offset-x-over', 'scale', 'an offset across of more than a cell', 'scale-3x3', set({ scale: [0x22, 0x0f] })],
  ['scale-offset-y-over', 'scale', 'an offset down of more than a cell', 'scale-3x3', set({ scale: [0x22, 0xf0] })],
  ['scale-offset-x-of-1', 'scale', 'an offset across of 1, and a factor of 1', 'scale-1x3', set({ scale: [0x20, 0x01] })],
  ['scale-offset-y-of-1', 'scale', 'an offset down of 1, and a factor of 1', 'scale-2x1', set({ scale: [0x01, 0x10] })],
  ['strip-stored', 'strip-width', 'strips as wide as the stored picture, narrower than the drawn one', 'scale-widest-strip', set({ strip: 10 })],
  ['band-stored-rows-over', 'band-height', 'bands of one block row more than the stored picture has', 'scale-3x3', set({ band: 3 })],
  ['strip-width', 'strip-width', 'strips as wide as the picture', 'example', set({ strip: 3 })],
  ['strip-wider', 'strip-width', 'strips wider than the picture', 'example', set({ strip: 4 })],
  ['strip-pixel', 'strip-width', 'a strip width of 1 in a picture 1 wide', 'pixel', set({ strip: 1 })],
  ['band-0', 'band-height', 'bands of no block rows', 'example', set({ band: 0 })],
  ['band-rows-over', 'band-height', 'bands of one block row more than there are', 'example', set({ band: 2 })],
  ['band-largest', 'band-height', 'bands of 2^32 - 1 block rows', 'bands', set({ band: 2 ** 32 - 1 })],
  ...MESH_FAULTS,

  // Varints, one of each field.
  ['varint-width-long', 'varint', 'a width of 1 in two bytes', 'pixel', set({ width: [0x81, 0x00] })],
  ['varint-height-long', 'varint', 'a height of 1 in five bytes', 'pixel', set({ height: [0x81, 0x80, 0x80, 0x80, 0x00] })],
  ['varint-k1-long', 'varint', 'a k1 of 0 in two bytes', 'pixel', set({ k1: [0x80, 0x00] })],
  ['varint-k2-long', 'varint', 'a k2 of 1 in three bytes', 'pixel', set({ k2: [0x81, 0x80, 0x00] })],
  ['varint-strip-long', 'varint', 'a strip width of 0 in two bytes', 'example', set({ strip: [0x80, 0x00] })],
  ['varint-band-long', 'varint', 'a band height of 1 in four bytes', 'example', set({ band: [0x81, 0x80, 0x80, 0x00] })],
  ['varint-table-size-long', 'varint', 'the table\'s size in a byte too many', 'example', (p) => Object.assign(p, { tableSize: [p.zlib(p.tableContent).length | 0x80, 0x00] })],
  ['varint-low-size-long', 'varint', 'the size of a low plane, 0, in two bytes', 'pixel', setBand(0, { lowSize: [0x80, 0x00] })],
  ['varint-high-size-long', 'varint', 'the size of a high plane, 0, in two bytes', 'pixel-low', setBand(0, { highSize: [0x80, 0x00] })],
  ['varint-chunk-size-long', 'varint', 'the size of a chunk in two bytes instead of one', 'chunk-empty', setChunk(0, { size: [0x80, 0x00] })],
  ['varint-6-bytes', 'varint', 'a width in six bytes', 'pixel', set({ width: [0x81, 0x80, 0x80, 0x80, 0x80, 0x00] })],
  ['varint-6-bytes-large', 'varint', 'a height of 2^35 in six bytes', 'pixel', set({ height: [0x80, 0x80, 0x80, 0x80, 0x80, 0x01] })],
  ['varint-5-bytes-cut', 'varint', 'it ends behind five bytes of a width, each with bit 7 set', 'pixel', set({ width: new Array(5).fill(0x81) }), { cut: (at) => at.width + 5 }],
  ['varint-2-to-32', 'varint', 'a width of 2^32', 'pixel', set({ width: [0x80, 0x80, 0x80, 0x80, 0x10] })],
  ['varint-2-to-32-and-1', 'varint', 'a width of 2^32 + 1, which is 1 in 32 bits', 'pixel', set({ width: [0x81, 0x80, 0x80, 0x80, 0x10] })],
  ['varint-2-to-35', 'varint', 'a size of a band\'s plane of 2^35 - 1', 'pixel', setBand(0, { highSize: [0xff, 0xff, 0xff, 0xff, 0x7f] })],

  // Limits: geometries whose product with 32 bits looks small.
  ['limit-65535-65535', 'limit', '65535x65535 pixels in less than 100 bytes', 'pixel', set({ width: 65535, height: 65535 })],
  ['limit-65536-65536', 'limit', '2^32 pixels: 0 in 32 bits', 'pixel', set({ width: 65536, height: 65536 })],
  ['limit-65537-65537', 'limit', '65537x65537 pixels', 'pixel', set({ width: 65537, height: 65537 })],
  ['limit-2-to-31', 'limit', '2^31 pixels in a row', 'pixel', set({ width: 2 ** 31 })],
  ['limit-2-to-31-twice', 'limit', '2x2^31 pixels: 0 in 32 bits', 'pixel', set({ width: 2, height: 2 ** 31 })],
  ['limit-2-to-31-and-1', 'limit', '2^31 + 1 pixels in a column: negative in 32 bits', 'pixel', set({ height: 2 ** 31 + 1 })],
  ['limit-2-to-32-less-1', 'limit', '2^32 - 1 pixels in a row: -1 in 32 bits', 'pixel', set({ width: 2 ** 32 - 1 })],
  ['limit-largest', 'limit', 'both sides of 2^32 - 1: their product is 1 in 32 bits', 'pixel', set({ width: 2 ** 32 - 1, height: 2 ** 32 - 1 })],
  ['limit-largest-two-palettes', 'limit', 'both sides of 2^32 - 1, with a bitmap', 'pixel-low', set({ width: 2 ** 32 - 1, height: 2 ** 32 - 1 })],
  ['limit-by-one', 'limit', 'one pixel row more than the limit of 16383x16383', 'pixel', set({ width: 16383, height: 16384 })],
  ['limit-by-one-pixel', 'limit', 'a row of one pixel more than the limit', 'pixel', set({ width: 268402690 })],
  ['limit-scaled', 'limit', '16384x16384 drawn pixels, of 1024x1024 stored ones', 'scale-one-cell', set({ width: 16384, height: 16384 })],
  ['limit-scaled-largest', 'limit', 'both sides of 2^32 - 1, and offsets with which they exceed 32 bits', 'scale-pixel', set({ width: 2 ** 32 - 1, height: 2 ** 32 - 1, scale: [0xff, 0xff] })],
  ['order-limit-mesh', 'mesh', 'too many pixels, but also a root below the finest level', 'pixel', set({ width: 65535, height: 65535, mesh: 1 })],
  ['order-limit-table', 'limit', 'too many pixels, and a table that is no stream', 'pixel', set({ width: 65535, height: 65535, table: [1, 2, 3] })],

  // Prefix CRC.
  ['prefix-crc', 'prefix-crc', 'a wrong CRC-32 of the prefix', 'example', set({ spoilPrefixCrc: (crc) => crc ^ 1 })],
  ['prefix-crc-0', 'prefix-crc', 'a CRC-32 of the prefix of 0', 'pixel', set({ spoilPrefixCrc: () => 0 })],
  ['prefix-crc-big-endian', 'prefix-crc', 'a CRC-32 of the prefix, most significant byte first', 'example', set({ spoilPrefixCrc: (crc) => swap(crc) })],
  ['order-crc-flags', 'prefix-crc', 'a reserved flag that is set by damage: the CRC-32 is wrong', 'example', set({ flags: 0xe0, spoilPrefixCrc: (crc) => crc ^ 0x80 })],
  ['order-version-crc', 'version', 'an unknown version and a wrong CRC-32', 'example', set({ version: 2, spoilPrefixCrc: (crc) => crc ^ 1 })],
  ['order-crc-coding', 'prefix-crc', 'an unknown coding and a wrong CRC-32', 'example', set({ coding: 1, spoilPrefixCrc: (crc) => crc ^ 1 })],
  ['order-flags-block', 'flags', 'a reserved flag and an impossible block side', 'example', set({ flags: 0xe0, block: 0 })],
  ['order-coding-flags', 'coding', 'an unknown coding and a reserved flag', 'example', set({ coding: 7, flags: 0xe0 })],
  ['order-block-geometry', 'block-side', 'an impossible block side and a width of 0', 'example', set({ block: 0, width: 0 })],
  ['order-geometry-palette', 'geometry', 'a height of 0 and a palette 2 without entries', 'example', set({ height: 0, k2: 0 })],
  ['order-palette-strip', 'palette-size', 'a palette 1 one entry too large, and strips as wide as the picture', 'example', set({ k1: 4097, strip: 3 })],
  ['order-palette-packing', 'palette-size', 'packed low planes, and a palette 1 of too many entries', 'packed-both', set({ k1: 4097 })],
  ['order-packing-scale', 'packing', 'packed low planes without palette 1, and an offset of a whole cell', 'scale-one-cell', set({ flags: 0x14, scale: [0x22, 0x03] })],
  ['order-scale-strip', 'scale', 'factors of 1, and strips as wide as the picture', 'scale-2x1', set({ scale: [0, 0], strip: 30 })],
  ['order-strip-band', 'strip-width', 'strips as wide as the picture, in bands of no block rows', 'example', set({ strip: 3, band: 0 })],
  ['order-band-mesh', 'band-height', 'bands of no block rows, and a root below the finest level', 'example', set({ band: 0, mesh: 1 })],

  // Table.
  ...streamFaults('table', 'table-stream', 'the table', (p, stream) => Object.assign(p, { table: stream(p.tableContent) })),
  ['table-long', 'table-stream', 'a table of a byte too many', 'example', (p) => Object.assign(p, { tableContent: [...p.tableContent, 0] })],
  ['table-short', 'table-stream', 'a table of a byte too few', 'example', (p) => Object.assign(p, { tableContent: p.tableContent.slice(0, -1) })],
  ['table-k1-more', 'table-stream', 'a table without the last entries that the header tells of', 'example', set({ k1: 3 })],
  ['table-ratio', 'table-stream', 'a table of a few bytes for a bitmap of two million', 'example', set({ width: 16000, height: 4000 })],
  ['bitmap-padding-first', 'bitmap-padding', 'the first bit behind the last block is set', 'example', (p) => (p.tableContent[0] |= 4)],
  ['bitmap-padding-last', 'bitmap-padding', 'the last bit of the bitmap is set behind its last block', 'blocks-9', (p) => (p.tableContent[1] |= 0x80)],
  ['no-low-block', 'no-low-block', 'two palettes, but all of eight blocks are high', 'blocks-8', (p) => (p.tableContent[0] = 0xff)],
  ['no-low-block-9', 'no-low-block', 'two palettes, but all of nine blocks are high', 'blocks-9', (p) => p.tableContent.splice(0, 2, 0xff, 0x01)],
  ['no-low-block-1', 'no-low-block', 'two palettes, but the only block is high', 'pixel-low', (p) => (p.tableContent[0] = 1)],
  ['order-padding-low', 'bitmap-padding', 'a bit behind the bitmap\'s last block, and no low block', 'blocks-4', (p) => (p.tableContent[0] = 0x1f)],
  ['transparent-red', 'palette-transparent', 'a transparent entry of palette 1 with some red', 'alpha', setEntry(1, 0, 0, 1)],
  ['transparent-blue', 'palette-transparent', 'a transparent entry of palette 2 with some blue', 'alpha', setEntry(2, 1, 2, 255)],
  ['transparent-green', 'palette-transparent', 'a transparent entry with some green, one palette', 'alpha-one-palette', setEntry(2, 0, 1, 1)],
  ['transparent-not-hidden', 'palette-transparent', 'transparent entries with a colour, without the flag of hidden colours', 'hidden', set({ flags: 1 })],
  ['hidden-none', 'palette-hidden', 'the flag of hidden colours, but all transparent entries are 0, 0, 0', 'alpha', set({ flags: 3 })],
  ['hidden-translucent', 'palette-hidden', 'the flag of hidden colours, but no entry is wholly transparent', 'hidden-one-palette', setEntry(2, 0, 3, 1)],
  ['order-opaque-hidden', 'palette-opaque', 'the flags of alpha and of hidden colours, but all entries are opaque', 'hidden-one-palette', setEntry(2, 0, 3, 255)],
  ['opaque', 'palette-opaque', 'the alpha flag, but all entries are opaque', 'alpha', makeOpaque],
  ['opaque-one-palette', 'palette-opaque', 'the alpha flag, but the entries of the one palette are opaque', 'alpha-one-palette', makeOpaque],

  // Bands.
  ['band-crc', 'band-crc', 'a wrong CRC-32 of a band', 'example', setBand(0, { spoilCrc: (crc) => crc ^ 0x80000000 })],
  ['band-crc-last', 'band-crc', 'a wrong CRC-32 of the last of three bands', 'bands', setBand(2, { spoilCrc: (crc) => ~crc >>> 0 })],
  ['band-crc-sizes', 'band-crc', 'a CRC-32 of a band\'s planes without their sizes', 'example', (p) => Object.assign(p.bands[0], { spoilCrc: () => crcOfPlanes(p) })],
  ['band-sizes-shifted', 'plane-stream', 'a byte of the high plane counted to the low plane', 'example', setBand(0, { lowSize: 16, highSize: 12 })],
  ['plane-low-empty', 'plane-presence', 'no low plane, though there are low blocks', 'example', setBand(0, { low: [] })],
  ['plane-high-empty', 'plane-presence', 'no high plane, though there are high blocks', 'example', setBand(0, { high: [] })],
  ['plane-low-extra', 'plane-presence', 'a low plane, though there is one palette', 'pixel', setBand(0, { low: ZLIB.stored([]) })],
  ['plane-high-extra', 'plane-presence', 'a high plane, though there are low blocks only', 'all-low', setBand(0, { high: ZLIB.best([]) })],
  ['planes-exchanged', 'plane-presence', 'the only plane stands in the place of the other', 'pixel', (p) => exchangePlanes(p.bands[0])],
  ['planes-exchanged-low', 'plane-presence', 'a picture of low blocks with a high plane only', 'all-low', (p) => exchangePlanes(p.bands[0])],
  ['planes-exchanged-band', 'plane-presence', 'the planes of the second band stand in each other\'s place', 'bands-of-one-class', (p) => exchangePlanes(p.bands[1])],
  ['planes-swapped', 'plane-stream', 'two planes of unequal length in each other\'s place', 'example', (p) => exchangePlanes(p.bands[0])],
  ...streamFaults('low', 'plane-stream', 'the low plane', (p, stream) => Object.assign(p.bands[0], { low: stream(p.bands[0].lowContent) })),
  ['low-long', 'plane-stream', 'an index too many in the low plane', 'example', (p) => p.bands[0].lowContent.push(0)],
  ['low-short', 'plane-stream', 'an index too few in the low plane', 'example', (p) => p.bands[0].lowContent.pop()],
  ['high-long', 'plane-stream', 'an index too many in the high plane', 'example', (p) => p.bands[0].highContent.push(0)],
  ['high-short', 'plane-stream', 'an index too few in the high plane of the last band', 'bands', (p) => p.bands[2].highContent.pop()],
  ['high-adler', 'plane-stream', 'a high plane whose Adler-32 is wrong', 'example', (p) => Object.assign(p.bands[0], { high: BROKEN_ZLIB.adler(p.bands[0].highContent) })],
  ['high-behind', 'plane-stream', 'a byte behind the stream of the high plane', 'example', (p) => Object.assign(p.bands[0], { high: BROKEN_ZLIB.behind(p.bands[0].highContent) })],
  ['plane-one-byte', 'plane-stream', 'indices of one byte, though there are 257 entries', 'one-palette-257', (p) => Object.assign(p.bands[0], { highContent: p.bands[0].highContent.slice(0, 400) })],
  ['plane-two-bytes', 'plane-stream', 'indices of two bytes, though there are 256 entries', 'one-palette-256', (p) => p.bands[0].highContent.push(...new Array(400).fill(0))],
  ['plane-ratio', 'plane-stream', '16383x16383 pixels in a plane of a few bytes', 'pixel', set({ width: 16383, height: 16383, block: 8, band: 64 })],
  ['plane-ratio-row', 'plane-stream', '268402689x1 pixels in blocks of side 2, in a plane of a few bytes', 'pixel', set({ width: 268402689 })],
  ['plane-ratio-column', 'plane-stream', '1x268402689 pixels in one band, in a plane of a few bytes', 'pixel', set({ height: 268402689, band: 134201345 })],
  ['plane-65537', 'plane-stream', '65537 pixels whose plane has one: the count in 16 bits', 'pixel', set({ width: 65537 })],
  ['index-is-k2', 'index-range', 'an index of k2 in a high plane', 'example', (p) => (p.bands[0].highContent[1] = 3)],
  ['index-is-k1', 'index-range', 'an index of k1 in a low plane, below k2', 'example', (p) => (p.bands[0].lowContent[3] = 2)],
  ['index-255', 'index-range', 'an index of 255 in a palette of one entry', 'pixel', (p) => (p.bands[0].highContent[0] = 255)],
  ['index-257-of-257', 'index-range', 'an index of 257 in a palette of 257 entries', 'one-palette-257', (p) => setWide(p.bands[0].highContent, 399, 257)],
  ['index-256-of-257', 'index-range', 'an index of 65535 in a low plane of two bytes', 'palettes-257-256', (p) => setWide(p.bands[0].lowContent, 0, 65535)],
  ['index-4096', 'index-range', 'an index of 4096 in the largest palette', 'one-palette-4096', (p) => setWide(p.bands[0].highContent, 17, 4096)],
  ['index-last-band', 'index-range', 'an index of k2 at the end of the last band', 'bands', (p) => (p.bands[2].highContent[p.bands[2].highContent.length - 1] = 6)],
  ['packed-padding-first', 'plane-padding', 'the first bit behind the first row of a packed plane is set', 'packed-2', (p) => (p.bands[0].highContent[2] |= 4)],
  ['packed-padding-last', 'plane-padding', 'the last bit of a packed plane is set', 'packed-2', (p) => (p.bands[0].highContent[26] |= 1)],
  ['packed-padding-4-bits', 'plane-padding', 'a bit behind a row of indices of four bits', 'packed-5', (p) => (p.bands[0].highContent[8] |= 8)],
  ['packed-padding-low', 'plane-padding', 'a bit behind the fifth row of a packed low plane, the first that does not end with a byte', 'packed-both', (p) => (p.bands[0].lowContent[9] |= 4)],
  ['packed-padding-strip', 'plane-padding', 'a bit behind a row of a strip in a packed plane', 'packed-strip-1', (p) => (p.bands[0].lowContent[0] |= 1)],
  ['packed-padding-scaled', 'plane-padding', 'a bit behind the last row of a packed, enlarged picture', 'scale-packed', (p) => (p.bands.at(-1).highContent[p.bands.at(-1).highContent.length - 1] |= 1)],
  ['packed-index-1', 'index-range', 'a packed index of 1 in a palette of one entry', 'packed-1', (p) => (p.bands[0].highContent[0] = 0x40)],
  ['packed-index-3', 'index-range', 'a packed index of 3 in a palette of three entries', 'packed-3', (p) => (p.bands[0].highContent[7] |= 0x30)],
  ['packed-index-5', 'index-range', 'a packed index of 5 in a palette of five entries', 'packed-5', (p) => (p.bands[0].highContent[62] = 0x50)],
  ['packed-index-15', 'index-range', 'a packed index of 15 in a low plane of twelve entries', 'packed-slope', (p) => (p.bands[0].lowContent[1] |= 0xf0)],
  ['packed-long', 'plane-stream', 'a packed plane of a byte too many', 'packed-4', (p) => p.bands[0].highContent.push(0)],
  ['packed-short', 'plane-stream', 'a packed plane of a byte too few', 'packed-4', (p) => p.bands[0].highContent.pop()],
  ['packed-rows-joined', 'plane-stream', 'packed indices whose rows do not begin on a byte', 'packed-2', (p) => (p.bands[0].highContent.length = 24)],
  ['packed-as-bytes', 'plane-stream', 'a byte for each index, though the plane is packed', 'one-palette', set({ flags: 8 })],
  ['packed-no-flag', 'plane-stream', 'packed indices without the flag', 'packed-2', set({ flags: 0 })],
  ['packed-no-low-flag', 'plane-stream', 'two packed planes, and the flag of the high one alone', 'packed-both', set({ flags: 8 })],
  ['predicted-k', 'index-range', 'a difference of k in a predicted plane of k entries', 'predicted-paeth', (p) => (p.bands[0].highContent[5] = p.k2)],
  ['predicted-255', 'index-range', 'a difference of -1 as the byte 255, in a palette of fewer than 256 entries', 'predicted-left', (p) => (p.bands[0].highContent[1] = 255)],
  ['predicted-long', 'plane-stream', 'a predicted plane of a byte too many', 'predicted-above', (p) => p.bands[0].highContent.push(0)],
  ['predicted-filter-bytes', 'plane-stream', 'a byte before each row, as PNG has, in a predicted plane', 'predicted-mean', (p) => p.bands[0].highContent.unshift(...new Array(p.height).fill(3))],
  ['packed-empty', 'plane-presence', 'no stream for a packed plane', 'packed-2', setBand(0, { high: [] })],
  ['packed-ratio', 'plane-stream', '16383x16383 pixels in a packed plane of a few bytes', 'packed-2', set({ width: 16383, height: 16383, block: 8, band: 64 })],
  ['packed-ratio-strips', 'plane-stream', '268402689x1 pixels in strips of one pixel, in a packed plane of a few bytes', 'packed-1', set({ width: 268402689, height: 1, band: 1, strip: 1 })],
  ['packed-ratio-column', 'plane-stream', '1x268402689 pixels in one band, in a packed plane of a few bytes', 'packed-1', set({ width: 1, height: 268402689, band: 134201345 })],
  ['scaled-ratio', 'plane-stream', '16000x16000 drawn pixels of a million stored ones, in a plane of a few bytes', 'scale-one-cell', set({ width: 16000, height: 16000, block: 8, band: 4 })],
  ['scaled-plane-drawn', 'plane-stream', 'an index for each drawn pixel', 'scale-one-cell', (p) => (p.bands[0].highContent = new Array(256).fill(0))],
  ['scaled-cells', 'plane-stream', 'one column of pixels too few for the cells and the offset', 'scale-3x3', set({ scale: [0x22, 0x01] })],
  ['order-padding-index', 'plane-padding', 'an index too large in the first row, and a bit behind the last row', 'packed-3', (p) => spoilPacked(p.bands[0])],
  ['order-low-padding', 'index-range', 'an index too large in a packed low plane, and a bit behind a row of the high plane', 'packed-alpha', (p) => spoilPackedBoth(p)],
  ['order-low-high', 'index-range', 'an index too large in the low plane, and a high plane that is no stream', 'example', (p) => spoilBoth(p.bands[0])],
  ['order-low-presence', 'plane-presence', 'a low plane that is no stream, and no high plane', 'example', (p) => Object.assign(p.bands[0], { low: BROKEN_ZLIB.adler(p.bands[0].lowContent), high: [] })],
  ['order-packed-presence', 'plane-presence', 'a packed low plane with a bit behind a row, and no high plane', 'packed-both', (p) => Object.assign(p.bands[0], { lowContent: [...p.bands[0].lowContent.slice(0, -1), 0xff], high: [] })],

  // Chunks and end mark.
  ['chunk-type-digit', 'chunk-type', 'a digit in a chunk\'s type', 'chunk-unknown', setChunk(0, { type: 'qqq1' })],
  ['chunk-type-space-first', 'chunk-type', 'a chunk\'s type that begins with a space', 'chunk-unknown', setChunk(0, { type: ' qqq' })],
  ['chunk-type-space-inside', 'chunk-type', 'a space between the letters of a chunk\'s type', 'chunk-unknown', setChunk(0, { type: 'q qq' })],
  ['chunk-type-spaces', 'chunk-type', 'a chunk\'s type of spaces only', 'chunk-unknown', setChunk(0, { type: '    ' })],
  ['chunk-type-zero', 'chunk-type', 'a chunk\'s type filled up with a zero byte', 'chunk-icc', setChunk(0, { type: 'icc\0' })],
  ['chunk-type-eighth-bit', 'chunk-type', 'a byte over 127 in a chunk\'s type', 'chunk-unknown', setChunk(0, { type: [0x71, 0xe9, 0x71, 0x71] })],
  ['chunk-type-line-feed', 'chunk-type', 'a line feed at the end of a chunk\'s type', 'chunk-unknown', setChunk(0, { type: 'qqq\n' })],
  ['chunk-type-bracket', 'chunk-type', 'a character between the upper- and the lower-case letters in a type', 'chunk-unknown', setChunk(0, { type: 'q[qq' })],
  ['chunk-crc', 'chunk-crc', 'a wrong CRC-32 of a chunk', 'chunk-exif', setChunk(0, { spoilCrc: (crc) => crc ^ 0x100 })],
  ['chunk-crc-unknown', 'chunk-crc', 'a wrong CRC-32 of a chunk that would be skipped', 'chunk-unknown', setChunk(0, { spoilCrc: () => 0 })],
  ['chunk-crc-last', 'chunk-crc', 'a wrong CRC-32 of the last chunk', 'chunks', setChunk(5, { spoilCrc: (crc) => crc ^ 1 })],
  ['chunk-order', 'chunk-order', 'two chunks in descending order', 'chunks', (p) => p.chunks.splice(3, 2, p.chunks[4], p.chunks[3])],
  ['chunk-twice', 'chunk-order', 'a chunk type that stands twice', 'chunk-exif', (p) => p.chunks.push(p.chunks[0])],
  ['chunk-order-space', 'chunk-order', 'a space sorted above a letter', 'chunks', (p) => p.chunks.splice(0, 2, p.chunks[1], p.chunks[0])],
  ['chunk-critical', 'chunk', 'a chunk that the picture can\'t be drawn without', 'chunk-unknown', setChunk(0, { type: 'Must' })],
  ['chunk-critical-icc', 'chunk', 'a known type, but for its first letter\'s case', 'chunk-icc', setChunk(0, { type: 'Icc ' })],
  ['chunk-critical-z', 'chunk', 'a type of one upper-case letter', 'chunk-unknown', setChunk(0, { type: 'Z   ' })],
  ['order-chunk-crc-critical', 'chunk-crc', 'a chunk that looks critical by damage: its CRC-32 is wrong', 'chunk-exif', setChunk(0, { type: 'Exif', spoilCrc: (crc) => crc ^ 1 })],
  ['order-chunk-critical-order', 'chunk', 'a chunk that can\'t be skipped, out of order', 'chunk-exif', (p) => p.chunks.push({ type: 'Must', data: [] })],
  ['order-chunk-crc-order', 'chunk-crc', 'a chunk out of order whose CRC-32 is wrong', 'chunk-exif', (p) => p.chunks.push({ type: 'abcd', data: [], spoilCrc: (crc) => crc ^ 1 })],
  ['order-chunk-type-size', 'chunk-type', 'a digit in the type of a chunk that claims 2^32 - 1 bytes', 'chunk-unknown', setChunk(0, { type: 'qqq1', size: 2 ** 32 - 1 })],
  ['order-chunk-type-crc', 'chunk-type', 'a digit in the type of a chunk whose CRC-32 is wrong', 'chunk-unknown', setChunk(0, { type: 'qqq1', spoilCrc: (crc) => crc ^ 1 })],
  ['order-chunk-cut-type', 'truncated', 'it ends within a chunk\'s type, which begins with a digit', 'chunk-unknown', setChunk(0, { type: '1qqq' }), { cut: (at) => at.chunks[0].start + 3 }],
  ['order-chunk-plane', 'chunk-crc', 'a wrong CRC-32 of a chunk, and before it a plane that is no stream', 'chunk-exif', (p) => spoilPlaneAndChunk(p)],
  ['trailing-zero', 'trailing', 'a second end mark', 'pixel', set({ behind: [0] })],
  ['trailing-chunk', 'trailing', 'a chunk behind the end mark', 'example', set({ behind: [...ascii('none'), 0, 0x43, 0x48, 0x0a, 0x53, 0] })],
  ['trailing-line-feed', 'trailing', 'a line feed behind the end mark', 'chunks', set({ behind: [10] })],
  ['trailing-file', 'trailing', 'a whole file behind the end mark', 'pixel', (p) => Object.assign(p, { behind: p.signature })],

  // Chunks' contents: found by a reader that is asked for them.
  ...streamFaults('icc', 'icc-stream', 'the ICC profile', (p, stream) => Object.assign(p.chunks[0], { data: [...varint(132), ...stream(ICC)] }), {
    ...{ from: 'chunk-icc', reader: 'metadata' },
  }),
  ['icc-length-0', 'icc-stream', 'an ICC profile of no bytes', 'chunk-icc', setChunk(0, { data: [0, ...ZLIB.best([])] }), { reader: 'metadata' }],
  ['icc-length-0-no-stream', 'icc-stream', 'an ICC profile of no bytes, and no stream', 'chunk-icc', setChunk(0, { data: [0] }), { reader: 'metadata' }],
  ['icc-length-less', 'icc-stream', 'an ICC profile longer than stated', 'chunk-icc', setChunk(0, { data: [...varint(131), ...ZLIB.best(ICC)] }), { reader: 'metadata' }],
  ['icc-length-more', 'icc-stream', 'an ICC profile shorter than stated', 'chunk-icc', setChunk(0, { data: [...varint(133), ...ZLIB.best(ICC)] }), { reader: 'metadata' }],
  ['icc-ratio', 'icc-stream', 'an ICC profile of a million bytes in a few', 'chunk-icc', setChunk(0, { data: [...varint(1000000), ...ZLIB.best(ICC)] }), { reader: 'metadata' }],
  ['icc-no-data', 'truncated', 'no data where an ICC profile should be', 'chunk-icc', setChunk(0, { data: [] }), { reader: 'metadata' }],
  ['icc-cut-length', 'truncated', 'the data end within the length of the ICC profile', 'chunk-icc', setChunk(0, { data: [0x84] }), { reader: 'metadata' }],
  ['icc-varint', 'varint', 'the length of an ICC profile in a byte too many', 'chunk-icc', setChunk(0, { data: [0x84, 0x81, 0x00, ...ZLIB.best(ICC)] }), { reader: 'metadata' }],

  ['limit-icc', 'limit', 'an ICC profile of one byte more than the limit', 'chunk-icc', (p) => (p.chunks[0].data = longIcc()), { reader: 'metadata' }],
  ['order-icc-limit-stream', 'limit', 'an ICC profile over the limit, and a stream that is none', 'chunk-icc', setChunk(0, { data: [...varint(2 ** 32 - 1), 1, 2, 3] }), { reader: 'metadata' }],
  ['order-icc-limit-ratio', 'limit', 'an ICC profile over the limit, longer than its stream can inflate to', 'chunk-icc', setChunk(0, { data: [...varint(2 ** 32 - 1), ...ZLIB.best(ICC)] }), { reader: 'metadata' }],
  ['order-icc-limit-empty', 'limit', 'an ICC profile over the limit, and no stream', 'chunk-icc', setChunk(0, { data: varint(MAX_METADATA_BYTES + 1) }), { reader: 'metadata' }],
  ['order-icc-varint-limit', 'varint', 'the length of an ICC profile over 32 bits, which is also over the limit', 'chunk-icc', setChunk(0, { data: [0xff, 0xff, 0xff, 0xff, 0x1f] }), { reader: 'metadata' }],

  // Truncations.
  ['cut-empty', 'truncated', 'no bytes at all', 'pixel', keep, { cut: () => 0 }],
  ['cut-signature', 'truncated', 'it ends within the signature', 'pixel', keep, { cut: () => 3 }],
  ['cut-version', 'truncated', 'it ends behind the signature', 'pixel', keep, { cut: () => 4 }],
  ['cut-bytes', 'truncated', 'it ends before the mesh', 'example', keep, { cut: () => 8 }],
  ['cut-fields', 'truncated', 'it ends behind the mesh', 'example', keep, { cut: (at) => at.width }],
  ['cut-varint', 'truncated', 'it ends within the varint of its width', 'width-128', keep, { cut: (at) => at.width + 1 }],
  ['cut-scale', 'truncated', 'it ends before the scale', 'scale-2x1', keep, { cut: (at) => at.scale }],
  ['cut-scale-offset', 'truncated', 'it ends between the scale and its offset', 'scale-2x1', keep, { cut: (at) => at.scale + 1 }],
  ['cut-scale-table-size', 'truncated', 'it ends behind the offset of the scale', 'scale-2x1', keep, { cut: (at) => at.scale + 2 }],
  ['cut-table-size', 'truncated', 'it ends before the table\'s size', 'example', keep, { cut: (at) => at.tableSize }],
  ['cut-table', 'truncated', 'it ends within the table', 'example', keep, { cut: (at) => at.table + 9 }],
  ['cut-prefix-crc', 'truncated', 'it ends before the prefix\'s CRC-32', 'example', keep, { cut: (at) => at.prefixCrc }],
  ['cut-in-prefix-crc', 'truncated', 'it ends within the prefix\'s CRC-32', 'example', keep, { cut: (at) => at.prefixCrc + 3 }],
  ['cut-bands', 'truncated', 'it ends before the first band', 'example', keep, { cut: (at) => at.bands[0].start }],
  ['cut-high-size', 'truncated', 'it ends between a band\'s sizes', 'example', keep, { cut: (at) => at.bands[0].highSize }],
  ['cut-low', 'truncated', 'it ends within a low plane', 'example', keep, { cut: (at) => at.bands[0].low + 1 }],
  ['cut-high', 'truncated', 'it ends before the high plane', 'example', keep, { cut: (at) => at.bands[0].high }],
  ['cut-band-crc', 'truncated', 'it ends within a band\'s CRC-32', 'example', keep, { cut: (at) => at.bands[0].crc + 2 }],
  ['cut-last-band', 'truncated', 'the last of three bands is missing', 'bands', keep, { cut: (at) => at.bands[2].start }],
  ['cut-chunks', 'truncated', 'it ends before its chunk, where the end mark could stand', 'chunk-exif', keep, { cut: (at) => at.chunks[0].start }],
  ['cut-chunk-type', 'truncated', 'it ends within a chunk\'s type', 'chunk-exif', keep, { cut: (at) => at.chunks[0].start + 2 }],
  ['cut-chunk-size', 'truncated', 'it ends before a chunk\'s size', 'chunk-exif', keep, { cut: (at) => at.chunks[0].start + 4 }],
  ['cut-chunk-data', 'truncated', 'it ends within a chunk\'s data', 'chunk-exif', keep, { cut: (at) => at.chunks[0].data + 5 }],
  ['cut-end-mark', 'truncated', 'the end mark is missing', 'example', keep, { cut: (at) => at.endMark }],
  ['size-table-largest', 'truncated', 'a table of 2^32 - 1 bytes', 'example', set({ tableSize: 2 ** 32 - 1 })],
  ['size-plane-largest', 'truncated', 'a plane of 2^32 - 1 bytes', 'example', setBand(0, { lowSize: 2 ** 32 - 1 })],
  ['size-chunk-largest', 'truncated', 'a chunk of 2^32 - 1 bytes', 'chunk-exif', setChunk(0, { size: 2 ** 32 - 1 })],
];

/** A recipe for each way to break a stream. */
function streamFaults(name, code, what, set, { from = 'example', ...more } = {}) {
  const says = {
    gzip: 'a gzip stream in place of a zlib stream',
    raw: 'deflate data without the zlib stream around',
    dictionary: 'a preset dictionary',
    window64k: 'a window of 64 KiB in the stream\'s header',
    method7: 'a compression method other than 8 in the stream\'s header',
    headerCheck: 'a wrong check in the stream\'s header',
    blockType3: 'a deflate block of the reserved type',
    storedLengthCheck: 'a stored block whose length does not match its complement',
    farMatch: 'a match from before the first byte',
    overSubscribed: 'three distance codes of length 1',
    overSubscribedLiterals: '257 literal/length codes of length 8',
    overSubscribedLengths: 'sixteen codes of length 3 for the code lengths',
    incomplete: '257 literal/length codes of length 9',
    incompleteDistances: 'a single distance code, of length 2',
    incompleteLengths: 'sixteen codes of length 5 for the code lengths',
    noBlockEnd: 'no code for the end of a block',
    literalCodes: '287 literal/length codes',
    distanceCodes: '31 distance codes',
    repeatOfNothing: 'a repeat of the code length before, where there is none before',
    repeatBeyond: 'a repeat of code lengths beyond their number',
    unassignedLiteral: 'bits that are no literal/length code',
    unassignedDistance: 'bits that are no distance code',
    fixedLiteral286: 'the symbol 286 of the fixed literal/length code',
    fixedLiteral287: 'the symbol 287 of the fixed literal/length code',
    fixedDistance30: 'the symbol 30 of the fixed distance code',
    fixedDistance31: 'the symbol 31 of the fixed distance code',
    noFinalBlock: 'no final deflate block',
    adler: 'a wrong Adler-32',
    noAdler: 'no Adler-32',
    cutAdler: 'an Adler-32 of three bytes',
    cut: 'a stream cut short',
    behind: 'a byte behind the stream, within its stored size',
    twice: 'the stream twice',
    empty: 'no bytes at all',
    headerOnly: 'a stream of a header alone',
  };
  const isPlane = name === 'low';
  return Object.entries(BROKEN_ZLIB)
    .filter(([way]) => !(isPlane && way === 'empty'))
    .map(([way, stream]) => {
      const file = `${name}-${way.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`)}`;
      return [file, code, `${what}: ${says[way]}`, from, (p) => set(p, stream), more];
    });
}

function swap(crc) {
  return ((crc >>> 24) | ((crc >>> 8) & 0xff00) | ((crc << 8) & 0xff0000) | (crc << 24)) >>> 0;
}

/** An `icc ` chunk whose profile is right, but for its length: a byte over the limit, of zeros but for the header. */
function longIcc() {
  const profile = new Uint8Array(MAX_METADATA_BYTES + 1);
  profile.set(ICC);
  return [...varint(profile.length), ...ZLIB.best(profile)];
}

/** Stores the palettes of the plan as they now are. */
function putPalettes(plan) {
  const bytes = plan.palettes.flatMap((palette) => paletteBytes(palette, plan.alpha));
  plan.tableContent = [...plan.tableContent.slice(0, plan.mapBytes), ...bytes];
}

function setEntry(palette, entry, channel, value) {
  return (plan) => {
    plan.palettes[palette - 1][entry][channel] = value;
    putPalettes(plan);
  };
}

function makeOpaque(plan) {
  for (const entry of plan.palettes.flat()) entry[3] = 255;
  putPalettes(plan);
}

function exchangePlanes(band) {
  [band.lowContent, band.highContent] = [band.highContent, band.lowContent];
}

function setWide(content, pixel, index) {
  content[pixel] = index & 255;
  content[content.length / 2 + pixel] = index >> 8;
}

function spoilBoth(band) {
  band.lowContent[0] = 2;
  band.high = BROKEN_ZLIB.adler(band.highContent);
}

function spoilPacked({ highContent }) {
  highContent[0] |= 0xc0;
  highContent[highContent.length - 1] |= 1;
}

/** A palette 1 of one entry fewer, which leaves the index 1 out of range. */
function spoilPackedBoth(plan) {
  plan.k1 = 1;
  plan.palettes[0].pop();
  putPalettes(plan);
  plan.bands[0].highContent[plan.bands[0].highContent.length - 1] |= 1;
}

function spoilPlaneAndChunk(plan) {
  plan.bands[0].high = [1, 2, 3];
  plan.chunks[0].spoilCrc = (crc) => crc ^ 1;
}

function crcOfPlanes(plan) {
  const [{ lowContent, highContent }] = plan.bands;
  return crc32([...plan.zlib(lowContent), ...plan.zlib(highContent)]);
}

export const INVALID = FAULTS.map(([file, code, shows, from, change, more]) => ({ file, code, shows, from, change, ...more }));
