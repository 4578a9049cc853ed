/**
 * A little writer of AKM files for the test vectors: it writes whatever a plan says, right or wrong.
 *
 * It shares nothing with `src/`, so that the vectors are a witness of their own; of pako it uses deflate alone, whose bytes
 * stay the same from machine to machine.
 */

import { Z_FIXED, deflate, deflateRaw, gzip } from 'pako';

/** CRC-32 bit by bit (spec, section 1). */
export function crc32(bytes) {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

/** Adler-32 as the last four bytes of a zlib stream, most significant first. */
function adler32(content) {
  let a = 1;
  let b = 0;
  for (const byte of content) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return [b >> 8, b & 255, a >> 8, a & 255];
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

/** Stored deflate blocks, final or not, of at most `size` bytes each. */
function storedBlocks(content, isFinal, size = 65535) {
  const blocks = [];
  for (let at = 0; at === 0 || at < content.length; at += size) {
    const block = content.slice(at, at + size);
    const isLast = isFinal && at + size >= content.length;
    blocks.push(isLast ? 1 : 0, block.length & 255, block.length >> 8, ~block.length & 255, (~block.length >> 8) & 255);
    for (const byte of block) blocks.push(byte);
  }
  return blocks;
}

const EMPTY_STORED_BLOCK = storedBlocks([], false);
/** An empty block of fixed codes, then an empty stored one that fills the byte. */
const EMPTY_FIXED_BLOCK = [0x02, 0x00, 0x00, 0x00, 0xff, 0xff];

/** zlib streams of a content, each in another of the ways that RFC 1950 and 1951 allow. */
export const ZLIB = {
  best: (content) => [...deflate(Uint8Array.from(content), { level: 9 })],
  fast: (content) => [...deflate(Uint8Array.from(content), { level: 1 })],
  fixed: (content) => [...deflate(Uint8Array.from(content), { level: 9, strategy: Z_FIXED })],
  smallWindow: (content) => [...deflate(Uint8Array.from(content), { level: 9, windowBits: 9, memLevel: 1 })],
  stored: (content) => [0x78, 0x01, ...storedBlocks([...content], true), ...adler32(content)],
  storedInBlocksOf7: (content) => [0x78, 0x01, ...storedBlocks([...content], true, 7), ...adler32(content)],
  tinyWindow: (content) => [0x08, 0x1d, ...storedBlocks([...content], true), ...adler32(content)],
  emptyBlocksFirst: (content) => [
    ...[0x78, 0xda, ...EMPTY_STORED_BLOCK, ...EMPTY_FIXED_BLOCK],
    ...[...deflateRaw(Uint8Array.from(content), { level: 9 }), ...adler32(content)],
  ],
  emptyBlockLast: (content) => [
    ...[0x78, 0xda, ...storedBlocks([...content], false), ...EMPTY_FIXED_BLOCK, ...storedBlocks([], true)],
    ...adler32(content),
  ],
  emptyFixedBlockLast: (content) => [0x78, 0xda, ...storedBlocks([...content], false), 0x03, 0x00, ...adler32(content)],
  beyondWindow: (content) => [0x08, 0x1d, ...deflateRaw(Uint8Array.from(content), { level: 9 }), ...adler32(content)],
  singleCodes: (content) => withCodes(content, { distances: [1] }, { literals: [...new Array(256).fill(0), 1] }),
  noDistanceCode: (content) => withCodes(content, {}),
};

/** Streams that are no zlib streams of the content, though they look much like it. */
export const BROKEN_ZLIB = {
  gzip: (content) => [...gzip(Uint8Array.from(content))],
  raw: (content) => [...deflateRaw(Uint8Array.from(content))],
  dictionary: (content) => [...deflate(Uint8Array.from(content), { dictionary: Uint8Array.of(1, 2, 3, 4) })],
  window64k: (content) => [0x88, 0x1c, ...storedBlocks([...content], true), ...adler32(content)],
  method7: (content) => [0x77, 0x09, ...storedBlocks([...content], true), ...adler32(content)],
  headerCheck: (content) => [0x78, 0x02, ...storedBlocks([...content], true), ...adler32(content)],
  blockType3: () => [0x78, 0x01, 0x07, 0x00, 0x00, 0x00, 0x00, 0x01],
  storedLengthCheck: (content) => {
    const stream = ZLIB.stored(content);
    stream[5] ^= 1;
    return stream;
  },
  farMatch: (content) => farMatch(content.length),
  overSubscribed: (content) => withCodes(content, { distances: [1, 1, 1] }),
  incomplete: (content) => withCodes(content, { literals: new Array(257).fill(9) }),
  incompleteDistances: (content) => withCodes(content, { distances: [2] }),
  incompleteLengths: (content) => withCodes(content, { bitsOfLength: 5 }),
  noBlockEnd: (content) => withCodes(content, { literals: [...new Array(256).fill(8), 0] }),
  literalCodes: (content) => withCodes(content, { literals: [...completeCode(257), ...new Array(30).fill(0)] }),
  distanceCodes: (content) => withCodes(content, { distances: new Array(31).fill(0) }),
  noFinalBlock: (content) => [0x78, 0x01, ...storedBlocks([...content], false), ...adler32(content)],
  adler: (content) => {
    const stream = ZLIB.best(content);
    stream[stream.length - 1] ^= 1;
    return stream;
  },
  noAdler: (content) => ZLIB.best(content).slice(0, -4),
  cutAdler: (content) => ZLIB.best(content).slice(0, -1),
  cut: (content) => ZLIB.stored(content).slice(0, -5),
  behind: (content) => [...ZLIB.best(content), 0],
  twice: (content) => [...ZLIB.best(content), ...ZLIB.best(content)],
  empty: () => [],
  headerOnly: () => [0x78, 0x9c],
};

/** Fixed codes: a literal 0, then a match of 3 at distance 2, one further back than the content begins. */
function farMatch(length) {
  // Bits, first to last: final 1, type 10, literal 0 = 00110000, length 3 = 0000001, distance 2 = 00001, end = 0000000.
  return [0x78, 0x01, ...packBits('1 10 00110000 0000001 00001 0000000'), ...adler32(new Array(length).fill(0))];
}

/** Where zlib puts the lengths of the codes for code lengths: those for repetitions first. */
const REPETITIONS = 3;
const CODE_LENGTHS = 19;

/** Code lengths of a complete code of 257 to 286 literals and lengths: 8 bits, 9 for the last ones. */
function completeCode(count) {
  return [...new Array(512 - count).fill(8), ...new Array(2 * (count - 256)).fill(9)];
}

/** The codes of the given lengths (RFC 1951, section 3.2.2) as texts of bits; empty for a length of 0. */
function huffmanCodes(lengths) {
  const codes = new Array(lengths.length).fill('');
  for (let length = 1, code = 0; length < 16; length++) {
    code *= 2;
    lengths.forEach((other, symbol) => {
      if (other === length) codes[symbol] = binary(code++, length);
    });
  }
  return codes;
}

function binary(value, bits) {
  return value.toString(2).padStart(bits, '0');
}

/** The bits of a number in a block's head: the least significant first. */
function reversed(value, bits) {
  return [...binary(value, bits)].reverse().join('');
}

/**
 * A block of dynamic codes of given lengths, right or wrong, as bits: the content in literals and, if there is a distance
 * code, in matches of 3 bytes at distance 1. Every code length is written in `bitsOfLength` bits.
 */
function dynamicBlock(content, isFinal, { literals, distances = [0], bitsOfLength = 4 }) {
  const withMatches = distances[0] === 1;
  const lengths = literals ?? completeCode(withMatches ? 258 : 257);
  const head = [Number(isFinal), '01', reversed(lengths.length - 257, 5), reversed(distances.length - 1, 5), '1111'];
  for (let i = 0; i < CODE_LENGTHS; i++) head.push(reversed(i < REPETITIONS ? 0 : bitsOfLength, 3));
  for (const length of [...lengths, ...distances]) head.push(binary(length, bitsOfLength));
  const codes = huffmanCodes(lengths);
  const body = [];
  for (let i = 0; i < content.length; i++) {
    const isMatch = withMatches && i > 0 && [i, i + 1, i + 2].every((at) => content[at] === content[i - 1]);
    body.push(isMatch ? `${codes[257]}0` : codes[content[i]]);
    if (isMatch) i += 2;
  }
  return [...head, ...body, codes[256]].join('');
}

/** A stream of one block of dynamic codes, behind an empty one if `before` is given. */
function withCodes(content, codes, before) {
  const first = before === undefined ? '' : dynamicBlock([], false, before);
  return [0x78, 0x01, ...packBits(first + dynamicBlock(content, true, codes)), ...adler32(content)];
}

/** Bits in the order in which deflate packs them: the first is the least significant of the first byte. */
function packBits(text) {
  const bits = text.replaceAll(' ', '');
  const bytes = new Array(Math.ceil(bits.length / 8)).fill(0);
  for (let i = 0; i < bits.length; i++) if (bits[i] === '1') bytes[i >> 3] |= 1 << (i & 7);
  return bytes;
}

/**
 * A plan of which every part is right.
 *
 * @param picture - fields named as in the spec; `map` has one 0 or 1 a block, palettes are lists of `[r, g, b, a]`;
 *   `zlib` is one of {@link ZLIB}, `chunks` a list of `{type, data}`
 * @param planes - the indices of each band's low and high pixels, in scan order
 */
export function makePlan(picture, planes) {
  const { width, height, k1, k2, strip, band, block, passes, threshold, alpha, chunks, zlib } = picture;
  return {
    ...{ signature: [0x89, 0x41, 0x4b, 0x4d], version: 1, coding: 0, flags: alpha ? 1 : 0, block, passes, threshold },
    ...{ width, height, k1, k2, strip, band, zlib },
    tableContent: [
      ...(k1 > 0 ? packMap(picture.map) : []),
      ...[...picture.palette1, ...picture.palette2].flatMap((entry) => (alpha ? entry : entry.slice(0, 3))),
    ],
    bands: planes.map(({ low, high }) => ({ lowContent: planeBytes(low, k1), highContent: planeBytes(high, k2) })),
    chunks: chunks.map(({ type, data }) => ({ type, data })),
    endMark: [0],
    behind: [],
  };
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
