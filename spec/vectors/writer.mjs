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
 * @param planes - the indices of each band's low and high pixels, in scan order; lists of rows where planes are packed
 */
export function makePlan(picture, planes) {
  const { width, height, k1, k2, strip, band, block, passes, threshold, alpha, chunks, zlib } = picture;
  const { packedLow = false, packedHigh = false, scale } = picture;
  return {
    ...{ signature: [0x89, 0x41, 0x4b, 0x4d], version: 1, coding: 0, flags: flagsOf(picture), block },
    ...{ passes, threshold, width, height, k1, k2, strip, band, zlib },
    scale: scale ? [scale.x - 1 + (scale.y - 1) * 16, scale.offsetX + scale.offsetY * 16] : [],
    tableContent: [
      ...(k1 > 0 ? packMap(picture.map) : []),
      ...[...picture.palette1, ...picture.palette2].flatMap((entry) => (alpha ? entry : entry.slice(0, 3))),
    ],
    bands: planes.map(({ low, high }) => ({
      lowContent: packedLow ? packRows(low, k1) : planeBytes(low.flat(), k1),
      highContent: packedHigh ? packRows(high, k2) : planeBytes(high.flat(), k2),
    })),
    chunks: chunks.map(({ type, data }) => ({ type, data })),
    endMark: [0],
    behind: [],
  };
}

/** The flags in the order of their bits. */
function flagsOf({ alpha, hidden, packedLow, packedHigh, scale }) {
  return [alpha, hidden, packedLow, packedHigh, scale].reduce((sum, flag, bit) => sum + (flag ? 2 ** bit : 0), 0);
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
  put([plan.version, plan.coding, plan.flags, plan.block, plan.passes, plan.threshold]);
  at.width = bytes.length;
  for (const field of ['width', 'height', 'k1', 'k2', 'strip', 'band']) putVarint(plan[field]);
  at.scale = bytes.length;
  put(plan.scale);
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
    const lowStart = bytes.length;
    put(low);
    const highStart = bytes.length;
    put(high);
    at.bands.push({ start, highSize, low: lowStart, high: highStart, crc: bytes.length });
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
