/**
 * zlib streams of a content, for the test vectors: made in many ways that RFC 1950 and 1951 allow, and broken in many ways
 * that they don't.
 *
 * Of pako it uses deflate alone, whose bytes stay the same from machine to machine.
 */

import { Z_FIXED, deflate, deflateRaw, gzip } from 'pako';

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
  repeatsAcross: (content) => repeatsAcross(content),
  runs: (content) => storedButRuns(content, 285),
  runsBy284: (content) => storedButRuns(content, 284),
  fillBits: (content) => fillBits(content),
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
  overSubscribedLiterals: (content) => withCodes(content, { literals: new Array(257).fill(8) }),
  overSubscribedLengths: (content) => withCodes(content, { bitsOfLength: 3 }),
  incomplete: (content) => withCodes(content, { literals: new Array(257).fill(9) }),
  incompleteDistances: (content) => withCodes(content, { distances: [2] }),
  incompleteLengths: (content) => withCodes(content, { bitsOfLength: 5 }),
  noBlockEnd: (content) => withCodes(content, { literals: [...new Array(256).fill(8), 0] }),
  literalCodes: (content) => withCodes(content, { literals: [...completeCode(257), ...new Array(30).fill(0)] }),
  distanceCodes: (content) => withCodes(content, { distances: new Array(31).fill(0) }),
  // An empty block in front, which a reader that lets the repeat pass takes for one of a single code, that of its end.
  repeatOfNothing: (content) => behindEmptyBlock(content, [[16, 3], [18, 138], [18, 115], 1, 0]),
  repeatBeyond: (content) => behindEmptyBlock(content, [[18, 138], [18, 118], 1, [17, 3]]),
  unassignedLiteral: (content) => behindEmptyBlock(content, [[18, 138], [18, 118], 1, 0], '1'),
  unassignedDistance: (content) => unassignedDistance(content),
  fixedLiteral286: (content) => fixedBlock(content, `${fixedCode(286)}00000`),
  fixedLiteral287: (content) => fixedBlock(content, `${fixedCode(287)}00000`),
  fixedDistance30: (content) => fixedBlock(content, `${fixedCode(257)}11110`),
  fixedDistance31: (content) => fixedBlock(content, `${fixedCode(257)}11111`),
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

/** Fixed codes: the content but for its last three bytes, and in their place the bits of a match. */
function fixedBlock(content, match) {
  const literals = [...content].slice(0, -3).map(fixedCode).join('');
  return [0x78, 0x01, ...packBits(`110${literals}${match}${fixedCode(256)}`), ...adler32(content)];
}

/** The fixed code of a literal, a length or the end of a block (RFC 1951, section 3.2.6). */
function fixedCode(symbol) {
  if (symbol < 144) return binary(0b00110000 + symbol, 8);
  if (symbol < 256) return binary(0b110010000 + symbol - 144, 9);
  return symbol < 280 ? binary(symbol - 256, 7) : binary(0b11000000 + symbol - 280, 8);
}

/** A match of 3 to 258 bytes at distance 1 in fixed codes; a length of 258 has two (RFC 1951, section 3.2.5). */
function fixedMatch(length, longest) {
  const n = length - 3;
  if (n === 255 && longest === 285) return `${fixedCode(285)}00000`;
  const extra = Math.max(0, 29 - Math.clz32(n));
  const symbol = 257 + 4 * extra + (n >> extra);
  return fixedCode(symbol) + (extra > 0 ? reversed(n % 2 ** extra, extra) : '') + '00000';
}

/** Runs of a byte shorter than this are stored. */
const MIN_RUN = 64;

/** Stored blocks, but for runs of equal bytes: these are matches of fixed codes. A length of 258 has the symbol `longest`. */
function storedButRuns(content, longest) {
  let bits = '';
  let stored = [];
  for (let at = 0; at < content.length; ) {
    stored.push(content[at++]);
    let run = 0;
    while (content[at + run] === content[at - 1]) run++;
    if (run < MIN_RUN) continue;
    bits += `${storedBits(bits.length, stored, false)}010`;
    for (let left = run; left > 0; ) {
      const length = left > 258 && left < 261 ? left - 3 : Math.min(left, 258);
      bits += fixedMatch(length, longest);
      left -= length;
    }
    bits += fixedCode(256);
    stored = [];
    at += run;
  }
  return [0x78, 0x01, ...packBits(bits + storedBits(bits.length, stored, true)), ...adler32(content)];
}

/** Stored blocks as bits, behind so many others. */
function storedBits(before, content, isFinal) {
  const bits = storedBlocks(content, isFinal).map((byte) => reversed(byte, 8));
  const fill = (8 - ((before + 3) % 8)) % 8;
  return bits.join('').slice(0, 3) + '0'.repeat(fill) + bits.join('').slice(8);
}

/** A stored block and an empty one of fixed codes; the bits that fill up their bytes are set. */
function fillBits(content) {
  const stored = storedBlocks([...content], false);
  stored[0] |= 0b11111000;
  return [0x78, 0x01, ...stored, 0b00000011, 0b11111100, ...adler32(content)];
}

/** The order in which a block states the lengths of the codes for code lengths (RFC 1951, section 3.2.7). */
const LENGTH_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

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

/** The head of a block of dynamic codes, up to the code lengths themselves. */
function dynamicHead(isFinal, literals, distances, bitsOfLength) {
  const head = [Number(isFinal), '01', reversed(literals - 257, 5), reversed(distances - 1, 5), '1111'];
  return [...head, ...LENGTH_ORDER.map((symbol) => reversed(bitsOfLength(symbol), 3))].join('');
}

/** Code lengths, or repeats of them as `[symbol, count]`, in a complete code of all 19 symbols. */
function lengthBits(lengths) {
  const codes = huffmanCodes(LENGTH_ORDER.map((_, symbol) => bitsOfSymbol(symbol)));
  const repeats = { 16: [3, 2], 17: [3, 3], 18: [11, 7] };
  return lengths
    .map((length) => {
      if (typeof length === 'number') return codes[length];
      const [symbol, count] = length;
      const [least, bits] = repeats[symbol];
      return codes[symbol] + reversed(count - least, bits);
    })
    .join('');
}

function bitsOfSymbol(symbol) {
  return symbol < 13 ? 4 : 5;
}

/**
 * The content, behind an empty block of dynamic codes.
 *
 * @param lengths - 257 lengths of literals, of which the last is 1, and a length of distances, as far as they are right
 * @param body - bits in front of the block's end
 */
function behindEmptyBlock(content, lengths, body = '') {
  const block = `${dynamicHead(false, 257, 1, bitsOfSymbol)}${lengthBits(lengths)}${body}0`;
  return [0x78, 0x01, ...packBits(block + dynamicBlock(content, true, {})), ...adler32(content)];
}

/** An empty block and one of literals: in each, a repeat of code lengths runs from the literals to the distances. */
function repeatsAcross(content) {
  const empty = [dynamicHead(false, 257, 4, bitsOfSymbol), lengthBits([[18, 138], [18, 115], 2, [16, 6], 2]), '11'];
  const codes = huffmanCodes(completeCode(257));
  const lengths = [...completeCode(257), [17, 8], 1, 1];
  const body = [...content, 256].map((symbol) => codes[symbol]);
  const block = [dynamicHead(true, 262, 5, bitsOfSymbol), lengthBits(lengths), ...body];
  return [0x78, 0x01, ...packBits([...empty, ...block].join('')), ...adler32(content)];
}

/** The content but for its last three bytes, and in their place a match whose distance is the bit that is no code. */
function unassignedDistance(content) {
  const codes = huffmanCodes(completeCode(258));
  const head = [dynamicHead(true, 258, 1, bitsOfSymbol), lengthBits([...completeCode(258), 1])];
  const body = [...content].slice(0, -3).map((byte) => codes[byte]);
  return [0x78, 0x01, ...packBits([...head, ...body, codes[257], '1', codes[256]].join('')), ...adler32(content)];
}

/**
 * A block of dynamic codes of given lengths, right or wrong, as bits: the content in literals and, if there is a distance
 * code, in matches of 3 bytes at distance 1. Every code length is written in `bitsOfLength` bits.
 */
function dynamicBlock(content, isFinal, { literals, distances = [0], bitsOfLength = 4 }) {
  const withMatches = distances[0] === 1;
  const lengths = literals ?? completeCode(withMatches ? 258 : 257);
  const head = [dynamicHead(isFinal, lengths.length, distances.length, (symbol) => (symbol > 15 ? 0 : bitsOfLength))];
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
