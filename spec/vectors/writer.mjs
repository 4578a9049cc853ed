/**
 * A little writer of AKM files for the test vectors: it writes whatever a plan says, right or wrong.
 *
 * It shares nothing with `src/`, so that the vectors are a witness of their own.
 */

export { BROKEN_ZLIB, ZLIB } from './streams.mjs';

/** CRC-32 bit by bit (spec, section 1). */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** Least significant byte first. */
export function u32(value) {
  return [0, 8, 16, 24].map((shift) => (value >>> shift) & 255);
}

/** The shortest LEB128 form. */
export function varint(value) {
  const bytes = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return [...bytes, rest];
}

export function ascii(text) {
  return [...text].map((character) => character.charCodeAt(0));
}

/**
 * A plan of which every part is right.
 *
 * @param picture - fields named as in the spec; `map` has one 0 or 1 a block, palettes are lists of `[r, g, b, a]`;
 *   `zlib` is one of {@link ZLIB}, `chunks` a list of `{type, data}`
 * @param planes - of each band the indices of its low and its high pixels, each a list of rows in scan order, and the rows of a strip
 * @param meshes - with a mesh, of each band the vertices that it stores, see {@link meshBytes}
 */
export function makePlan(picture, planes, meshes = []) {
  const { width, height, k1, k2, strip, band, block, alpha, chunks, zlib } = picture;
  const { packedLow = false, packedHigh = false, predictor = 0, scale, mesh } = picture;
  return {
    ...{ signature: [0x89, 0x41, 0x4b, 0x4d], version: 1, coding: 0, flags: flagsOf(picture), block },
    ...{ mesh: mesh ? mesh.finest + 8 * mesh.root : 0, width, height, k1, k2, strip, band, zlib },
    scale: scale ? [scale.x - 1 + (scale.y - 1) * 16, scale.offsetX + scale.offsetY * 16] : [],
    steps: mesh ? mesh.steps.flat() : [],
    palettes: [picture.palette1, picture.palette2].map((palette) => palette.map((entry) => [...entry])),
    alpha,
    mapBytes: Math.ceil(picture.map.length / 8) * ((k1 > 0 ? 1 : 0) + (mesh ? 1 : 0)),
    tableContent: [
      ...(k1 > 0 ? packMap(picture.map) : []),
      ...(mesh ? packMap(picture.meshMap) : []),
      ...paletteBytes(picture.palette1, alpha),
      ...paletteBytes(picture.palette2, alpha),
    ],
    bands: planes.map(({ low, high, stripRows }, b) => ({
      lowContent: packedLow ? packRows(low, k1) : planeBytes(low.flat(), k1),
      highContent: packedHigh ? packRows(high, k2) : planeBytes(predictRows(high, k2, predictor, stripRows).flat(), k2),
      ...(mesh ? { meshContent: meshBytes(meshes[b]) } : {}),
    })),
    chunks: chunks.map(({ type, data }) => ({ type, data })),
    endMark: [0],
    behind: [],
  };
}

/** The flags in the order of their bits, and the number of the predictor in the upper three. */
function flagsOf({ alpha, hidden, packedLow, packedHigh, scale, predictor = 0 }) {
  const flags = [alpha, hidden, packedLow, packedHigh, scale];
  return flags.reduce((sum, flag, bit) => sum + (flag ? 2 ** bit : 0), 32 * predictor);
}

/** A palette channel by channel, each value as its difference from the entry before (spec, section 4). */
export function paletteBytes(palette, alpha) {
  return [0, 1, 2, 3].slice(0, alpha ? 4 : 3).flatMap((c) =>
    palette.map((entry, i) => (entry[c] - (i > 0 ? palette[i - 1][c] : 0) + 256) % 256),
  );
}

/** The rows of a plane as differences from what is predicted (spec, section 5). */
function predictRows(rows, k, predictor, stripRows) {
  if (predictor === 0) return rows;
  return rows.map((row, y) => {
    const rowAbove = y % stripRows > 0 ? rows[y - 1] : undefined;
    return row.map((index, x) => (index - predict(rowAbove, row, x, predictor) + k) % k);
  });
}

function predict(rowAbove, row, x, predictor) {
  const above = rowAbove ? rowAbove[x] : x > 0 ? row[x - 1] : 0;
  const left = x > 0 ? row[x - 1] : above;
  const corner = rowAbove && x > 0 ? rowAbove[x - 1] : 0;
  if (predictor === 1) return left;
  if (predictor === 2) return above;
  if (predictor === 3) return Math.floor((left + above) / 2);
  const guess = left + above - corner;
  const [toLeft, toAbove, toCorner] = [left, above, corner].map((value) => Math.abs(guess - value));
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

function packMap(map) {
  const bytes = new Array(Math.ceil(map.length / 8)).fill(0);
  for (let i = 0; i < map.length; i++) bytes[Math.floor(i / 8)] += map[i] * 2 ** (i % 8);
  return bytes;
}

function planeBytes(indices, k) {
  if (k <= 256) return [...indices];
  return [...indices.map((index) => index % 256), ...indices.map((index) => Math.floor(index / 256))];
}

/** A packed plane (spec, section 5): the first index of a row in the most significant bits of the row's first byte. */
export function packRows(rows, k) {
  const bits = k <= 2 ? 1 : k <= 4 ? 2 : 4;
  return rows.flatMap((row) => {
    const bytes = new Array(Math.ceil((row.length * bits) / 8)).fill(0);
    row.forEach((index, i) => {
      const bit = i * bits;
      bytes[Math.floor(bit / 8)] += index * 2 ** (8 - bits - (bit % 8));
    });
    return bytes;
  });
}

/**
 * A mesh (spec, section 5.3): the numbers of tokens, the tokens by context, the bytes of alpha by context, the escapes.
 *
 * @param vertices - the active ones in their order, each with its context and the residuals of luma, orange, green and, with
 *   alpha, alpha; none if the band has no block of the mesh
 */
export function meshBytes(vertices) {
  if (vertices.length === 0) return [];
  const escapes = [];
  const part = (residual, most) => {
    const size = Math.abs(residual);
    if (size <= most) return residual + most;
    escapes.push(...varint(2 * (size - most - 1) + (residual < 0 ? 1 : 0)));
    return 2 * most + 1;
  };
  const coded = vertices.map(({ context, residuals: [luma, orange, green, alpha] }) => {
    const token = 16 * part(luma, 3) + 4 * part(orange, 1) + part(green, 1);
    if (alpha === undefined) return { context, token };
    const folded = alpha < 0 ? -2 * alpha - 1 : 2 * alpha;
    if (folded > 254) escapes.push(...varint(folded - 255));
    return { context, token, alpha: Math.min(folded, 255) };
  });
  const sorted = [0, 1, 2, 3, 4, 5].map((c) => coded.filter(({ context }) => context === c));
  const alphas = sorted.flat().flatMap(({ alpha }) => (alpha === undefined ? [] : [alpha]));
  const counts = sorted.slice(0, 5).flatMap(({ length }) => varint(length));
  return [...counts, ...sorted.flat().map(({ token }) => token), ...alphas, ...escapes];
}

/**
 * Writes a file from a plan.
 *
 * In a plan a number in a varint's place is written in its shortest form, and a list of bytes as it stands. A part that
 * is absent follows from the others: `table` is the zlib stream of `tableContent`, sizes are those of what they measure. A
 * CRC-32 is right unless the plan has a function that spoils it.
 *
 * @param checksum - computes a CRC-32; a fuzzer has no time for ours
 * @returns the file's bytes, and the offsets at which its parts begin
 */
export function writePlan(plan, checksum = crc32) {
  const bytes = [];
  const at = {};
  const put = (more) => {
    for (const byte of more) bytes.push(byte);
  };
  const putVarint = (value) => put(typeof value === 'number' ? varint(value) : value);
  const putCrc = (start, spoil = (crc) => crc) => put(u32(spoil(checksum(bytes.slice(start)))));

  put(plan.signature);
  put([plan.version, plan.coding, plan.flags, plan.block, plan.mesh]);
  at.width = bytes.length;
  for (const field of ['width', 'height', 'k1', 'k2', 'strip', 'band']) putVarint(plan[field]);
  at.scale = bytes.length;
  put(plan.scale);
  at.steps = bytes.length;
  put(plan.steps);
  const table = plan.table ?? plan.zlib(plan.tableContent);
  at.tableSize = bytes.length;
  putVarint(plan.tableSize ?? table.length);
  at.table = bytes.length;
  put(table);
  at.prefixCrc = bytes.length;
  putCrc(0, plan.spoilPrefixCrc);

  at.bands = [];
  for (const band of plan.bands) {
    const low = band.low ?? (band.lowContent.length > 0 ? plan.zlib(band.lowContent) : []);
    const high = band.high ?? (band.highContent.length > 0 ? plan.zlib(band.highContent) : []);
    const start = bytes.length;
    putVarint(band.lowSize ?? low.length);
    const highSize = bytes.length;
    putVarint(band.highSize ?? high.length);
    const meshSize = bytes.length;
    const { mesh, hasMesh } = meshOf(band, plan.zlib);
    if (hasMesh) putVarint(band.meshSize ?? mesh.length);
    const meshLength = bytes.length;
    if (mesh.length > 0 || band.meshLength !== undefined) putVarint(band.meshLength ?? band.meshContent.length);
    const lowStart = bytes.length;
    put(low);
    const highStart = bytes.length;
    put(high);
    const meshStart = bytes.length;
    put(mesh);
    const starts = { low: lowStart, high: highStart, mesh: meshStart, crc: bytes.length };
    at.bands.push({ start, highSize, meshSize, meshLength, ...starts });
    putCrc(start, band.spoilCrc);
  }

  at.chunks = [];
  for (const chunk of plan.chunks) {
    const start = bytes.length;
    put(typeof chunk.type === 'string' ? ascii(chunk.type) : chunk.type);
    putVarint(chunk.size ?? chunk.data.length);
    at.chunks.push({ start, data: bytes.length });
    put(chunk.data);
    putCrc(start, chunk.spoilCrc);
  }
  at.endMark = bytes.length;
  put(plan.endMark);
  put(plan.behind);
  return { bytes: Uint8Array.from(bytes), at };
}

/** The stream of a band's mesh, and whether a band has one at all: the file has a mesh. */
function meshOf({ mesh, meshContent }, zlib) {
  if (meshContent === undefined) return { mesh: [], hasMesh: false };
  return { mesh: mesh ?? (meshContent.length > 0 ? zlib(meshContent) : []), hasMesh: true };
}
