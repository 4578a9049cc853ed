/** The recipes of the test vectors with a mesh; see `recipes.mjs`. */

import { colours, greys, noise, ramp } from './paint.mjs';
import { BROKEN_ZLIB, varint, ZLIB } from './writer.mjs';

const CLEAR = [0, 0, 0, 0];
const WHITE = [255, 255, 255, 255];
const RED = [200, 30, 40, 255];

/** Values of a vertex from a colour; the colour is premultiplied by its alpha. */
function valuesOf([red, green, blue, alpha = 255]) {
  return [4 * (red + 2 * green + blue), 8 * (red - blue), 4 * (2 * green - red - blue), 16 * alpha];
}

/** A soft surface of several colours. */
function hills(x, y) {
  const wave = (a, b) => Math.floor((((x * a + y * b) % 97) * ((x * b - y * a + 9797) % 89)) / 34);
  return [60 + (wave(1, 2) % 150), 90 + (wave(2, 1) % 90), 40 + (wave(1, 1) % 200)];
}

/** The same with alpha from 0 to 255; the colours are premultiplied. */
function mist(x, y) {
  const alpha = Math.min(Math.max((x * 9 + y * 5) % 330, 30) - 30, 255);
  return [...hills(x, y).map((value) => Math.floor((value * alpha) / 255)), alpha];
}

/** Steps of all levels between two distances, finer ones larger. */
function stepsOf(finest, root) {
  return Array.from({ length: root - finest + 1 }, (_, i) => [12 + 6 * i, 20 + 8 * i]);
}

/** Residuals of 0 and of a few steps, rarely of many. */
function mixedResidual({ x, y, d }, channel) {
  const number = noise(x + 64 * channel, y + 512 * d);
  const most = [1, 1, 2, 3, 6, 20][number % 6];
  return (Math.floor(number / 6) % (2 * most - 1)) - most + 1;
}

/** A picture with a mesh: hills in low blocks, noise in high ones. */
function meshed(name, shows, width, height, finest, root, more = {}) {
  const { mesh, ...rest } = more;
  return {
    ...{ file: `mesh-${name}`, shows, width, height, block: 3, palette1: [], palette2: colours(9) },
    ...{ map: (column, row) => (column + row) % 3 === 2, index: (x, y, isHigh) => noise(x, y) % (isHigh ? 9 : 2) },
    mesh: { finest, root, steps: stepsOf(finest, root), surface: (x, y) => valuesOf(hills(x, y)), ...mesh },
    ...rest,
  };
}

/** One block of side 2 with four vertices whose steps are 16, one picture pixel a code unit; and its residuals of luma. */
function fourVertices(name, shows, residual, more = {}) {
  const { mesh, ...rest } = more;
  return meshed(name, shows, 2, 2, 1, 1, {
    ...{ block: 1, map: () => 0, palette2: [RED] },
    mesh: { steps: [[16, 16]], surface: undefined, residual, ...mesh },
    ...rest,
  });
}

/** Residuals of the first vertex alone. */
const firstOnly = (...residuals) => ({ x, y }, channel) => (x === 0 && y === 0 ? residuals[channel] ?? 0 : 0);

/** Every pair of distances. */
const PAIRS = [1, 2, 3].flatMap((finest) => [1, 2, 3, 4, 5].filter((root) => root >= finest).map((root) => [finest, root]));

export const MESH_VALID = [
  {
    ...{ file: 'example-mesh', shows: 'an example of section 9: a mesh over two of four blocks', width: 4, height: 3 },
    ...{ palette1: [], palette2: [RED], map: (_, row) => row, index: () => 0, zlib: ZLIB.stored },
    mesh: {
      ...{ finest: 1, root: 2, steps: [[16, 16], [32, 32]] },
      residual: ({ x, y }, channel) => EXAMPLE[`${x}, ${y}`]?.[channel] ?? 0,
    },
  },

  // Distances, blocks, clipped edges.
  ...PAIRS.map(([finest, root]) => {
    const says = finest === root ? `one level, vertices ${2 ** root} pixels apart` : `vertices ${2 ** root} down to ${2 ** finest} pixels apart`;
    return meshed(`${2 ** finest}-${2 ** root}`, says, 53, 45, finest, root);
  }),
  meshed('block-2', 'blocks of 2 pixels, the least for the least distance', 23, 17, 1, 4, { block: 1 }),
  meshed('block-4', 'blocks of 4 pixels, as large as the finest cells', 27, 19, 2, 5, { block: 2 }),
  meshed('block-16', 'blocks of 16 pixels', 50, 37, 1, 5, { block: 4 }),
  meshed('block-256', 'a single block of 256 pixels, clipped', 40, 33, 3, 5, { block: 8, map: () => 0 }),
  meshed('whole', 'a picture of whole root cells', 64, 32, 2, 5),
  meshed('column-over', 'one column more than whole root cells', 65, 32, 2, 5),
  meshed('row-over', 'one row more than whole root cells', 64, 33, 2, 5),
  meshed('pixel', 'one pixel: a root of the finest distance', 1, 1, 1, 5, { block: 1, map: () => 0 }),
  meshed('row', 'one pixel high: a root of the finest distance', 61, 1, 2, 5, { map: (column) => column % 2 }),
  meshed('column', 'one pixel wide: a root of the finest distance', 1, 61, 2, 5, { map: (_, row) => row % 2 }),
  meshed('low-16', '16 pixels high: a root of 16 pixels, though the header says 32', 50, 16, 1, 5),
  meshed('low-17', '17 pixels high: a root of 32 pixels', 50, 17, 1, 5),

  // Blocks of the mesh, palettes.
  meshed('all', 'the mesh draws all blocks', 45, 37, 2, 4, { map: () => 0 }),
  meshed('one-block', 'the mesh draws one block of many', 45, 37, 1, 5, { map: (column, row) => column !== 3 || row !== 2 }),
  meshed('last-block', 'the mesh draws the last block alone, which is clipped to a pixel', 41, 33, 1, 5, {
    map: (column, row) => column < 5 || row < 4,
  }),
  meshed('islands', 'blocks of the mesh far from each other', 90, 70, 2, 5, { map: (column, row) => (column * row) % 5 !== 4 }),
  meshed('two-palettes', 'palette 1, palette 2 and the mesh, each with blocks', 60, 50, 2, 4, {
    ...{ palette1: greys(2), map: (column, row) => (column + row) % 2, mesh: { map: (column, row) => (column + row) % 4 === 2 } },
  }),
  meshed('two-palettes-no-high', 'palette 1 and the mesh draw all blocks', 40, 30, 1, 3, {
    ...{ palette1: greys(2), map: () => 0, mesh: { map: (column) => column % 2 } },
  }),
  meshed('packed', 'packed planes of both palettes beside a mesh, rows that skip its pixels', 61, 43, 2, 5, {
    ...{ palette1: greys(2), packedLow: true, packedHigh: true, strip: 21 },
    mesh: { map: (column, row) => (2 * column + row) % 5 === 1 },
  }),
  meshed('packed-high', 'a packed high plane beside a mesh, without palette 1', 43, 41, 2, 4, { packedHigh: true }),
  meshed('wide-indices', 'indices of two bytes beside a mesh', 44, 36, 2, 4, {
    ...{ palette1: greys(300), palette2: colours(257), map: (column, row) => (column + row) % 2 },
    ...{ index: (x, y, isHigh) => noise(x, y) % (isHigh ? 257 : 300), mesh: { map: (column, row) => (column + row) % 4 === 2 } },
  }),

  // Bands, strips, scale, chunks.
  meshed('bands', 'four bands, whose lattices are independent; the last one is clipped', 45, 58, 2, 5, { band: 2 }),
  meshed('bands-low', 'bands of one block row of 2 pixels, with roots of 2 pixels', 21, 13, 1, 5, { block: 1, band: 1 }),
  meshed('bands-without', 'a band without the mesh between two with it', 30, 24, 1, 3, { band: 1, map: (_, row) => row === 1 }),
  meshed('bands-all', 'a band that the mesh draws whole, so that it has no plane', 30, 24, 1, 3, { band: 1, map: (_, row) => row !== 1 }),
  meshed('strips', 'strips, which do not matter to the mesh', 57, 41, 2, 5, { strip: 10 }),
  meshed('bands-and-strips', 'bands and strips', 57, 41, 3, 5, { band: 2, strip: 17 }),
  meshed('scaled', 'an enlarged picture with a mesh', 100, 75, 1, 4, { scale: { x: 3, y: 2, offsetX: 1, offsetY: 1 } }),
  meshed('chunks', 'a mesh before chunks', 20, 20, 2, 3, { chunks: [{ type: 'exif', data: [0x49, 0x49, 42, 0] }] }),

  // Alpha.
  meshed('alpha', 'alpha in the mesh and in a palette', 53, 41, 2, 4, {
    ...{ alpha: true, palette2: [CLEAR, WHITE, [9, 8, 7, 100]], index: (x, y) => noise(x, y) % 3 },
    mesh: { surface: (x, y) => valuesOf(mist(x, y)) },
  }),
  meshed('alpha-opaque', 'alpha in the mesh alone: all entries are opaque', 33, 21, 1, 3, {
    ...{ alpha: true, mesh: { surface: (x, y) => valuesOf(mist(x, y)) } },
  }),
  meshed('alpha-hidden', 'a hidden colour in palette 2, beside a mesh', 33, 21, 1, 3, {
    ...{ alpha: true, hidden: true, palette2: [[1, 2, 3, 0], WHITE], index: (x, y) => noise(x, y) % 2 },
    mesh: { surface: (x, y) => valuesOf(mist(x, y)) },
  }),
  meshed('alpha-beyond', 'colours above their alpha, and alpha below 0 and above 255', 40, 40, 1, 3, {
    ...{ alpha: true, map: () => 0, mesh: { surface: undefined, steps: [[90, 90], [90, 90], [90, 90]], residual: mixedResidual } },
  }),

  // Residuals, escapes, values.
  meshed('flat', 'no residuals: all values are 0, thus black', 45, 37, 2, 5, { mesh: { surface: undefined, residual: () => 0 } }),
  meshed('residuals', 'residuals and escapes of all sizes and contexts', 60, 60, 1, 5, {
    ...{ map: () => 0, mesh: { surface: undefined, steps: new Array(5).fill([7, 5]), residual: mixedResidual } },
  }),
  meshed('step-1', 'steps of 1: values are any numbers', 30, 22, 1, 3, { mesh: { steps: [[1, 1], [1, 1], [1, 1]] } }),
  meshed('step-255', 'steps of 255', 30, 22, 1, 3, { mesh: { steps: [[255, 255], [255, 255], [255, 255]] } }),
  meshed('steps-differ', 'other steps on each level and for chroma', 45, 37, 1, 5, {
    mesh: { steps: [[3, 200], [255, 1], [16, 16], [1, 255], [77, 33]] },
  }),
  fourVertices('token', 'the largest residuals of a token', ({ x, y }, c) => (c === 0 ? [3, -3, 0, 2][x + y / 2] : [1, -1, 1, -1][x + y / 2])),
  fourVertices('escape-1', 'an escape of one byte, the least and the most', ({ x, y }) => (y > 0 ? 0 : x === 0 ? 4 : 67), { mesh: { steps: [[2, 2]] } }),
  fourVertices('escape-2', 'an escape of two bytes, the least and the most', ({ x, y }, c) => (x > 0 || y > 0 ? 0 : [68, 8191, 0][c]), { mesh: { steps: [[1, 1]] } }),
  fourVertices('escape-3', 'an escape of three bytes', ({ x, y }, c) => (c > 0 || y > 0 ? 0 : x === 0 ? 8191 : -16382), { mesh: { steps: [[1, 1]] } }),
  fourVertices('escape-negative', 'escapes of negative residuals in all channels', firstOnly(-4, -2, -90)),
  fourVertices('escape-alpha', 'an alpha byte of 254, and escapes of alpha', ({ x, y }, c) => (c < 3 ? 0 : [127, -128, 128, 300][x / 2 + y]), {
    ...{ alpha: true, mesh: { steps: [[2, 2]] } },
  }),
  fourVertices('largest', 'the largest value in each channel: clamped to 255', firstOnly(8191, 8191, 8191), { mesh: { steps: [[1, 1]] } }),
  fourVertices('smallest', 'the smallest value in each channel: clamped to 0', firstOnly(-8191, -8191, -8191), { mesh: { steps: [[1, 1]] } }),
  fourVertices('largest-step', 'the largest multiple of 255', firstOnly(32, -32, 32), { mesh: { steps: [[255, 255]] } }),
  fourVertices('negative', 'values below 0, which are interpolated before they are clamped', ({ x, y }, c) => (c > 0 ? 0 : [-60, 160, 90, -100][x / 2 + y])),
  meshed('rounding', 'predictions halfway between two multiples of a step, of both signs', 12, 12, 1, 3, {
    ...{ map: () => 0, mesh: { surface: undefined, steps: [[3, 3], [2, 2], [6, 2]], residual: ({ x, y }, c) => ((x * 5 + y * 3 + c) % 7) - 3 } },
  }),

  // Ways to deflate, a picture.
  meshed('stored', 'a mesh in stored deflate blocks', 33, 21, 2, 4, { zlib: ZLIB.stored }),
  meshed('many-blocks', 'a mesh in many deflate blocks', 33, 21, 2, 4, { zlib: ZLIB.storedInBlocksOf7 }),
  meshed('ratio', 'pixels of a mesh that are more than 1032 times the bytes of the file', 512, 360, 3, 5, {
    ...{ block: 8, map: () => 0, mesh: { surface: undefined, residual: firstOnly(90, 5, -8) } },
  }),
  meshed('picture', 'a soft picture with a sharp figure in palettes', 160, 100, 2, 5, {
    ...{ map: (column, row) => column > 6 && column < 12 && row > 3 && row < 9, band: 6 },
    ...{ palette2: ramp(9, [20, 20, 40, 255], [250, 230, 180, 255]), mesh: { steps: [[16, 24], [20, 32], [28, 44], [40, 60]] } },
  }),
];

/** The residuals of `example-mesh` by place: luma, orange, green. */
const EXAMPLE = {
  '0, 0': [100, 2, -1],
  '4, 0': [20, 0, 0],
  '0, 4': [-2, 1, 0],
  '2, 0': [1, 0, 0],
  '2, 2': [-3, 0, 1],
};

const set = (fields) => (plan) => Object.assign(plan, fields);
const setBand = (band, fields) => (plan) => Object.assign(plan.bands[band], fields);
const keep = () => {};
/** Spoils the bytes of the first band's mesh. */
const spoil = (change) => (plan) => {
  const { meshContent } = plan.bands[0];
  plan.bands[0].meshContent = change(meshContent) ?? meshContent;
};
/** A residual of luma by its escape, in place of the last vertex's token. */
const lastEscape = (...bytes) => spoil((mesh) => [...mesh.slice(0, -1), 0x75, ...bytes]);
/** The bits of the table's bitmaps: of the classes and of the mesh. */
const setMap = (at, byte) => (plan) => (plan.tableContent[at] = byte);

/** A stream that is right but for the ways of `BROKEN_ZLIB`. */
const breakMesh = (way) => (plan) => Object.assign(plan.bands[0], { mesh: BROKEN_ZLIB[way](plan.bands[0].meshContent) });

/** Files that begin with as many steps as a decoder reads for the byte. */
function withMesh(mesh, steps = []) {
  return set({ mesh, steps });
}

export const MESH_FAULTS = [
  // The header.
  ['mesh-1', 'mesh', 'a mesh whose root is finer than its finest level, thus without steps', 'example', withMesh(1)],
  ['mesh-root-only', 'mesh', 'a finest distance of 2^0, with steps of two levels', 'example', withMesh(8, [1, 1, 1, 1])],
  ['mesh-finest-0', 'mesh', 'a finest distance of 2^0, in a file with a mesh', 'mesh-2-4', (p) => Object.assign(p, { mesh: 16, steps: [9, 9, ...p.steps] })],
  ['mesh-finest-4', 'mesh', 'a finest distance of 2^4, in blocks of that side', 'mesh-block-16', withMesh(4 + 8 * 4, [9, 9])],
  ['mesh-finest-block', 'mesh', 'a finest distance over the side of a block', 'mesh-block-2', withMesh(2 + 8 * 4, [9, 9, 9, 9, 9, 9])],
  ['mesh-root-6', 'mesh', 'a root of 2^6', 'mesh-8-32', (p) => Object.assign(p, { mesh: 3 + 8 * 6, steps: [9, 9, ...p.steps] })],
  ['mesh-root-below', 'mesh', 'a root below the finest level', 'mesh-4-8', withMesh(2 + 8)],
  ['mesh-root-8', 'mesh', 'a root of 2^8, thus without steps', 'mesh-2-4', withMesh(1 + 8 * 8)],
  ['mesh-root-31', 'mesh', 'a root of 2^31, with steps of seven levels', 'mesh-2-4', withMesh(1 + 8 * 31, new Array(14).fill(9))],
  ['mesh-255', 'mesh', 'a mesh of all bits, with steps of one level', 'pixel', withMesh(255, [1, 1])],
  ['mesh-step-luma', 'mesh', 'a luma step of 0 on the finest level', 'mesh-2-4', (p) => (p.steps[2] = 0)],
  ['mesh-step-chroma', 'mesh', 'a chroma step of 0 on the root', 'mesh-2-4', (p) => (p.steps[1] = 0)],
  ['mesh-predicted', 'prediction', 'a mesh and a predictor', 'mesh-all', set({ flags: 0x20 })],
  ['mesh-packed-low', 'packing', 'packed low planes without palette 1, beside a mesh', 'mesh-packed-high', set({ flags: 12 })],
  ['order-prediction-mesh', 'prediction', 'a predictor, and a mesh with a step of 0', 'mesh-all', (p) => Object.assign(p, { flags: 0x20, steps: p.steps.map(() => 0) })],
  ['order-mesh-table', 'mesh', 'a step of 0, and a table that is no stream', 'mesh-2-4', (p) => Object.assign(p, { steps: [0, 1, 1, 1], table: [1, 2, 3] })],

  // The table.
  ['mesh-no-bitmap', 'table-stream', 'a table without the bitmap of the mesh', 'mesh-all', (p) => (p.tableContent = p.tableContent.slice(p.mapBytes))],
  ['mesh-padding', 'bitmap-padding', 'a bit behind the last block in the bitmap of the mesh', 'mesh-bands-low', (p) => (p.tableContent[p.mapBytes - 1] |= 0x80)],
  ['mesh-padding-second', 'bitmap-padding', 'a bit behind the last block in the second bitmap', 'mesh-two-palettes-no-high', (p) => (p.tableContent[p.mapBytes - 1] |= 0x80)],
  ['mesh-class', 'mesh-class', 'a high block in the mesh', 'mesh-two-palettes-no-high', setMap(0, 2)],
  ['mesh-class-last', 'mesh-class', 'the last block is high and in the mesh', 'mesh-packed', (p) => spoilLastBlock(p)],
  ['mesh-none', 'no-mesh-block', 'no block of the mesh, one palette', 'mesh-one-block', (p) => p.tableContent.fill(0, 0, p.mapBytes)],
  ['mesh-none-two-palettes', 'no-mesh-block', 'no block of the mesh, two palettes', 'mesh-two-palettes-no-high', (p) => p.tableContent.fill(0, p.mapBytes / 2, p.mapBytes)],
  ['mesh-no-low-block', 'no-low-block', 'a palette 1, but all low blocks are of the mesh', 'mesh-two-palettes-no-high', (p) => spoilAllMesh(p)],
  ['order-mesh-padding-class', 'bitmap-padding', 'a bit behind the bitmap of the mesh, and a high block in the mesh', 'mesh-two-palettes-no-high', (p) => {
    p.tableContent[0] = 2;
    p.tableContent[p.mapBytes - 1] |= 0x80;
  }],
  ['order-mesh-class-low', 'mesh-class', 'all blocks are high, and some of them in the mesh', 'mesh-two-palettes-no-high', (p) => p.tableContent.splice(0, 3, 0xff, 0xff, 0x0f)],
  ['order-mesh-low-none', 'no-low-block', 'neither a low block nor one of the mesh', 'mesh-two-palettes-no-high', (p) => p.tableContent.splice(0, 6, 0xff, 0xff, 0x0f, 0, 0, 0)],
  ['order-mesh-none-transparent', 'no-mesh-block', 'no block of the mesh, and a transparent entry with a colour', 'mesh-alpha-hidden', (p) => {
    p.flags = 1;
    p.tableContent.fill(0, 0, p.mapBytes);
  }],
  ['mesh-transparent', 'palette-transparent', 'a transparent entry with a colour, beside a mesh', 'mesh-alpha-hidden', set({ flags: 1 })],
  ['mesh-hidden-none', 'palette-hidden', 'the flag of hidden colours without one, beside a mesh', 'mesh-alpha', set({ flags: 3 })],

  // Sizes of a band.
  ['mesh-varint-size', 'varint', 'the size of a mesh in a byte too many', 'example-mesh', setBand(0, { meshSize: [0x98, 0x00] })],
  ['mesh-varint-length', 'varint', 'the length of a mesh in six bytes', 'example-mesh', setBand(0, { meshLength: [0x8d, 0x80, 0x80, 0x80, 0x80, 0x00] })],
  ['mesh-size-largest', 'truncated', 'a mesh of 2^32 - 1 bytes', 'example-mesh', setBand(0, { meshSize: 2 ** 32 - 1 })],
  ['mesh-presence-none', 'mesh-presence', 'no stream for the mesh of a band', 'mesh-all', setBand(0, { mesh: [], meshSize: 0 })],
  ['mesh-presence-extra', 'mesh-presence', 'a mesh of a band without a block of it', 'mesh-bands-without', setBand(1, { meshContent: [0, 0, 0, 0, 0] })],
  ['mesh-length-0', 'mesh-length', 'a length of 0', 'example-mesh', setBand(0, { meshLength: 0 })],
  ['mesh-length-least', 'mesh-length', 'a length below a byte for each finest cell', 'mesh-all', setBand(0, { meshLength: Math.ceil((45 * 37) / 16) - 1 })],
  ['mesh-length-less', 'mesh-stream', 'a length of a byte less than the stream has', 'mesh-all', (p) => setLength(p, -1)],
  ['mesh-length-more', 'mesh-stream', 'a length of a byte more than the stream has', 'mesh-all', (p) => setLength(p, 1)],
  ['mesh-length-ratio', 'mesh-stream', 'a length over 1032 times the stream', 'mesh-all', setBand(0, { meshLength: 2 ** 24 })],
  ['mesh-length-largest', 'mesh-stream', 'a length of 2^32 - 1', 'mesh-all', setBand(0, { meshLength: 2 ** 32 - 1 })],
  ['mesh-ratio', 'mesh-length', '16383x16383 pixels in a mesh of a few bytes', 'mesh-block-256', (p) => {
    Object.assign(p, { width: 16383, height: 16383, band: 64, tableContent: [...new Array(512).fill(0xff), ...p.tableContent.slice(1)] });
  }],
  ...['adler', 'noAdler', 'cut', 'behind', 'raw', 'blockType3', 'farMatch', 'incomplete', 'headerOnly'].map((way) => [
    ...[`mesh-${way.replace(/[A-Z]|\d+/g, (part) => `-${part.toLowerCase()}`)}`, 'mesh-stream', SAYS()[way], 'example-mesh', breakMesh(way)],
  ]),

  // Its bytes.
  ['mesh-no-counts', 'mesh-length', 'a mesh that ends within its numbers of tokens', 'mesh-pixel', spoil(() => [4, 0, 0, 0])],
  ['mesh-count-cut', 'mesh-length', 'a mesh that ends within a number of tokens', 'mesh-pixel', spoil(() => [4, 0, 0, 0, 0x80])],
  ['mesh-count-long', 'mesh-length', 'a number of tokens in a byte too many', 'example-mesh', spoil((mesh) => [mesh[0] | 0x80, 0, ...mesh.slice(1)])],
  ['mesh-count-6-bytes', 'mesh-length', 'a number of tokens in six bytes', 'example-mesh', spoil((mesh) => [mesh[0] | 0x80, 0x80, 0x80, 0x80, 0x80, 1, ...mesh.slice(1)])],
  ['mesh-count-2-to-32', 'mesh-length', 'a number of tokens that is right but for 2^32', 'example-mesh', spoil((mesh) => [mesh[0] | 0x80, 0x80, 0x80, 0x80, 0x10, ...mesh.slice(1)])],
  ['mesh-count-over', 'mesh-length', 'more tokens than vertices', 'example-mesh', spoil((mesh) => [...mesh.slice(0, 4), 9, ...mesh.slice(5)])],
  ['mesh-context-few', 'mesh-length', 'a token of one context counted to another', 'mesh-flat', spoil((mesh) => moveCount(mesh))],
  ['mesh-token-few', 'mesh-length', 'a token too few', 'mesh-flat', spoil((mesh) => mesh.slice(0, -1))],
  ['mesh-byte-behind', 'mesh-length', 'a byte behind the escapes', 'example-mesh', spoil((mesh) => [...mesh, 0])],
  ['mesh-no-alphas', 'mesh-length', 'no bytes of alpha', 'mesh-escape-alpha', spoil((mesh) => mesh.slice(0, 9))],
  ['mesh-escape-none', 'mesh-length', 'the mark of an escape, but no escape', 'mesh-flat', lastEscape()],
  ['mesh-escape-long', 'mesh-length', 'an escape of 0 in two bytes', 'mesh-flat', lastEscape(0x80, 0)],
  ['mesh-escape-4-bytes', 'mesh-length', 'an escape of four bytes', 'mesh-flat', lastEscape(0x80, 0x80, 0x80, 1)],
  ['mesh-escape-alpha-none', 'mesh-length', 'the mark of an escape of alpha, but no escape', 'mesh-escape-alpha', spoil((mesh) => mesh.slice(0, -2))],
  ['mesh-token-128', 'mesh-token', 'a token of 128', 'mesh-flat', spoil((mesh) => [...mesh.slice(0, -1), 128])],
  ['mesh-token-255', 'mesh-token', 'a first token of 255, whose escapes are missing', 'mesh-flat', spoil((mesh) => [...mesh.slice(0, 6), 255, ...mesh.slice(7)])],
  ['mesh-value-8192', 'mesh-value', 'a value of 8192', 'mesh-largest', spoil((mesh) => raiseEscape(mesh, 2))],
  ['mesh-value-negative', 'mesh-value', 'a value of -8192', 'mesh-smallest', spoil((mesh) => raiseEscape(mesh, 2))],
  ['mesh-value-largest', 'mesh-value', 'the largest escape', 'mesh-flat', lastEscape(0xff, 0xff, 0x7f)],
  ['mesh-value-alpha', 'mesh-value', 'an alpha beyond the limits', 'mesh-escape-alpha', spoil((mesh) => [...mesh.slice(0, -2), 0xff, 0xff, 0x7f])],
  ['order-mesh-presence-plane', 'mesh-presence', 'a high plane that is no stream, and no mesh', 'mesh-4-8', setBand(0, { high: [1, 2, 3], mesh: [], meshSize: 0 })],
  ['order-plane-mesh-presence', 'plane-presence', 'neither a high plane nor a mesh', 'mesh-4-8', setBand(0, { high: [], mesh: [], meshSize: 0 })],
  ['order-mesh-length-plane', 'mesh-length', 'a high plane that is no stream, and a mesh of a length of 0', 'mesh-4-8', setBand(0, { high: [9, 9], meshLength: 0 })],
  ['order-mesh-ratio-plane', 'mesh-stream', 'an index out of range, and a mesh of a length over 1032 times its stream', 'mesh-4-8', (p) => {
    p.bands[0].highContent[0] = 9;
    p.bands[0].meshLength = 2 ** 28;
  }],
  ['order-index-mesh', 'index-range', 'an index out of range, and a mesh that is no stream', 'mesh-4-8', (p) => {
    p.bands[0].highContent[0] = 9;
    p.bands[0].mesh = BROKEN_ZLIB.adler(p.bands[0].meshContent);
  }],
  ['order-mesh-token-escape', 'mesh-token', 'a token of 128 with a mark of an escape, and no escape', 'mesh-flat', spoil((mesh) => [...mesh.slice(0, -1), 0xf5])],
  ['order-mesh-value-behind', 'mesh-value', 'a value beyond the limits, and a byte behind the escapes', 'mesh-flat', lastEscape(0xff, 0xff, 0x7f, 0)],
  ['order-mesh-escape-value', 'mesh-length', 'a luma beyond the limits, and no escape of orange in the same vertex', 'mesh-flat', spoil((mesh) => [...mesh.slice(0, -1), 0x7d, 0xff, 0xff, 0x7f])],

  // Truncations.
  ['cut-mesh-byte', 'truncated', 'it ends before the mesh of the header', 'example-mesh', keep, { cut: (at) => at.width - 1 }],
  ['cut-mesh-steps', 'truncated', 'it ends before the steps of the mesh', 'example-mesh', keep, { cut: (at) => at.steps }],
  ['cut-mesh-chroma', 'truncated', 'it ends between the two steps of a level', 'example-mesh', keep, { cut: (at) => at.steps + 1 }],
  ['cut-mesh-level', 'truncated', 'it ends between the steps of two levels', 'example-mesh', keep, { cut: (at) => at.steps + 2 }],
  ['cut-mesh-table-size', 'truncated', 'it ends behind the steps of the mesh', 'example-mesh', keep, { cut: (at) => at.tableSize }],
  ['cut-mesh-size', 'truncated', 'it ends before the size of a mesh', 'example-mesh', keep, { cut: (at) => at.bands[0].meshSize }],
  ['cut-mesh-length', 'truncated', 'it ends before the length of a mesh', 'example-mesh', keep, { cut: (at) => at.bands[0].meshLength }],
  ['cut-mesh', 'truncated', 'it ends before a mesh', 'example-mesh', keep, { cut: (at) => at.bands[0].mesh }],
  ['cut-mesh-inside', 'truncated', 'it ends within a mesh', 'example-mesh', keep, { cut: (at) => at.bands[0].mesh + 5 }],
  ['cut-mesh-crc', 'truncated', 'it ends behind a mesh, before the CRC-32', 'example-mesh', keep, { cut: (at) => at.bands[0].crc }],
  ['mesh-band-crc', 'band-crc', 'a CRC-32 of a band without its mesh', 'example-mesh', setBand(0, { spoilCrc: (crc) => crc ^ 2 })],
];

function SAYS() {
  return {
    adler: 'a mesh whose Adler-32 is wrong',
    noAdler: 'a mesh without an Adler-32',
    cut: 'a mesh whose stream is cut short',
    behind: 'a byte behind the stream of a mesh, within its stored size',
    raw: 'a mesh without a zlib stream around it',
    blockType3: 'a mesh with a deflate block of the reserved type',
    farMatch: 'a mesh with a match from before the first byte',
    incomplete: 'a mesh with an incomplete set of codes',
    headerOnly: 'a mesh whose stream is a header alone',
  };
}

function setLength(plan, more) {
  plan.bands[0].meshLength = plan.bands[0].meshContent.length + more;
}

/** The last block becomes high in the first bitmap and stays, or comes, into the mesh in the second. */
function spoilLastBlock(plan) {
  const size = plan.mapBytes / 2;
  const bit = 2 ** ((8 * 6 - 1) % 8);
  plan.tableContent[size - 1] |= bit;
  plan.tableContent[2 * size - 1] |= bit;
}

/** All blocks are low and of the mesh. */
function spoilAllMesh(plan) {
  const size = plan.mapBytes / 2;
  plan.tableContent.splice(size, size, 0xff, 0xff, 0x0f);
}

/** One token fewer of the first context, one more of the second. */
function moveCount(mesh) {
  const first = varint(((mesh[0] & 127) + (mesh[0] > 127 ? 128 * mesh[1] : 0)) - 1);
  const rest = mesh.slice(mesh[0] > 127 ? 2 : 1);
  return [...first, rest[0] + 1, ...rest.slice(1)];
}

/** The first escape, which has three bytes or two, raised by a number. */
function raiseEscape(mesh, by) {
  const at = 5 + 4;
  const folded = mesh[at] - 128 + 128 * ((mesh[at + 1] & 127) + (mesh[at + 1] > 127 ? 128 * mesh[at + 2] : 0));
  const size = mesh[at + 1] > 127 ? 3 : 2;
  return [...mesh.slice(0, at), ...varint(folded + by), ...mesh.slice(at + size)];
}
