/**
 * One deflate block: what it costs, and how to write it in the cheapest form: stored, with fixed codes or with dynamic codes.
 *
 * @see RFC 1951, sections 3.2.3 to 3.2.7
 */

import type { BitWriter } from './bit-writer.js';
import { type CodeLengthPlan, planCodeLengths, writeCodeLengths } from './code-lengths.js';
import { canonicalCodes, limitedCodeLengths } from './huffman.js';
import { levelCounts } from './level-counts.js';
import {
  DISTANCE_SYMBOL,
  DISTANCE_SYMBOLS,
  END_OF_BLOCK,
  EXTRA_BITS,
  FIRST_DISTANCE,
  LENGTH_SYMBOL,
  LITLEN_SYMBOLS,
  SYMBOL_BASE,
  SYMBOLS,
  type Tokens,
} from './tokens.js';

const MAX_CODE_BITS = 15;
const STORED = 0;
const FIXED = 1;
const DYNAMIC = 2;
/** Bits of a block's type. */
const TYPE_BITS = 3;
const MAX_STORED_BYTES = 65535;

/** Tolerances of {@link levelCounts}, tried one after another. */
const TOLERANCES = [2, 4, 8];

/** Lengths of the fixed codes. Two symbols of each alphabet have codes but never occur in data. */
const FIXED_LENGTHS = Uint8Array.from({ length: SYMBOLS }, (_, symbol) => {
  if (symbol >= FIRST_DISTANCE) return 5;
  if (symbol < 144 || symbol >= 280) return 8;
  return symbol < 256 ? 9 : 7;
});
const FIXED_CODES = makeFixedCodes();

function makeFixedCodes(): Uint16Array {
  const lengths = new Uint8Array(288 + 32);
  lengths.set(FIXED_LENGTHS.subarray(0, LITLEN_SYMBOLS));
  lengths.fill(8, LITLEN_SYMBOLS, 288);
  lengths.fill(5, 288);
  const codes = new Uint16Array(288 + 32);
  canonicalCodes(lengths, 0, 288, codes);
  canonicalCodes(lengths, 288, 32, codes);
  const packed = new Uint16Array(SYMBOLS);
  packed.set(codes.subarray(0, LITLEN_SYMBOLS));
  packed.set(codes.subarray(288, 288 + DISTANCE_SYMBOLS), FIRST_DISTANCE);
  return packed;
}

/** How to write a block's symbols. */
export interface BlockPlan {
  /** Bits of the whole block, including its type and its end. */
  readonly bits: number;
  /** Code lengths of all symbols. */
  readonly lengths: Uint8Array;
  /** The header; absent when the codes are the fixed ones. */
  readonly header?: CodeLengthPlan;
}

/** Bits of the data of a block with these symbols under these code lengths. */
function dataBits(histogram: Uint32Array, lengths: Uint8Array): number {
  let bits = 0;
  for (let s = 0; s < SYMBOLS; s++) bits += histogram[s] * (lengths[s] + EXTRA_BITS[s]);
  return bits;
}

/**
 * Plans a block with fixed or dynamic codes from the counts of its symbols.
 *
 * @param histogram - {@link SYMBOLS} counts, the end of the block among them
 * @param thorough - whether to look for the cheapest header too, which is several times slower
 */
export function planBlock(histogram: Uint32Array, thorough: boolean): BlockPlan {
  const fixedBits = TYPE_BITS + dataBits(histogram, FIXED_LENGTHS);
  let best = planDynamic(histogram, histogram, thorough);
  let tried = histogram;
  for (const tolerance of thorough ? TOLERANCES : []) {
    const levelled = histogram.slice();
    levelCounts(levelled, 0, LITLEN_SYMBOLS, tolerance);
    levelCounts(levelled, FIRST_DISTANCE, DISTANCE_SYMBOLS, tolerance);
    // The counts of a small block are often the same after all.
    if (levelled.every((count, symbol) => count === tried[symbol])) continue;
    tried = levelled;
    const plan = planDynamic(histogram, levelled, thorough);
    if (plan.bits < best.bits) best = plan;
  }
  return fixedBits <= best.bits ? { bits: fixedBits, lengths: FIXED_LENGTHS } : best;
}

/** Plans a block with dynamic codes, made for the given counts. */
function planDynamic(histogram: Uint32Array, counts: Uint32Array, thorough: boolean): BlockPlan {
  const lengths = new Uint8Array(SYMBOLS);
  limitedCodeLengths(counts, 0, LITLEN_SYMBOLS, MAX_CODE_BITS, lengths);
  limitedCodeLengths(counts, FIRST_DISTANCE, DISTANCE_SYMBOLS, MAX_CODE_BITS, lengths);
  const header = planCodeLengths(lengths, thorough);
  return { bits: TYPE_BITS + header.bits + dataBits(histogram, lengths), lengths, header };
}

/**
 * Bits that this number of bytes takes in stored blocks.
 *
 * @param bitPosition - where the first of them begins; its data are aligned to bytes
 */
export function storedBits(byteCount: number, bitPosition: number): number {
  const blocks = Math.max(1, Math.ceil(byteCount / MAX_STORED_BYTES));
  const padding = -(bitPosition + TYPE_BITS) & 7;
  // All blocks but the first begin at a byte.
  return blocks * (8 + 32) - 8 + TYPE_BITS + padding + 8 * byteCount;
}

/** Writes bytes as stored blocks. */
export function writeStored(writer: BitWriter, bytes: Uint8Array, isFinal: boolean): void {
  let from = 0;
  do {
    const to = Math.min(from + MAX_STORED_BYTES, bytes.length);
    const size = to - from;
    writer.reserveBits(TYPE_BITS + 7 + 32);
    writer.writeBits(isFinal && to === bytes.length ? 1 : 0, 1);
    writer.writeBits(STORED, 2);
    writer.alignToByte();
    writer.reserveBits(32);
    writer.writeBits(size, 16);
    writer.writeBits(size ^ 0xffff, 16);
    writer.writeAlignedBytes(bytes.subarray(from, to));
    from = to;
  } while (from < bytes.length);
}

/**
 * Writes the tokens `from .. to - 1` in the cheapest way: as one block, or as several stored ones.
 *
 * @param plan - of exactly these tokens
 * @param bytes - what they stand for
 */
export function writeBlock(
  writer: BitWriter,
  tokens: Tokens,
  from: number,
  to: number,
  plan: BlockPlan,
  bytes: Uint8Array,
  isFinal: boolean,
): void {
  if (storedBits(bytes.length, writer.bitLength) <= plan.bits) {
    writeStored(writer, bytes, isFinal);
    return;
  }
  writer.reserveBits(plan.bits);
  writer.writeBits(isFinal ? 1 : 0, 1);
  writer.writeBits(plan.header ? DYNAMIC : FIXED, 2);
  let codes = FIXED_CODES;
  if (plan.header) {
    writeCodeLengths(writer, plan.header);
    codes = new Uint16Array(SYMBOLS);
    canonicalCodes(plan.lengths, 0, LITLEN_SYMBOLS, codes);
    canonicalCodes(plan.lengths, FIRST_DISTANCE, DISTANCE_SYMBOLS, codes);
  }
  writeSymbols(writer, tokens, from, to, codes, plan.lengths);
}

function writeSymbols(
  writer: BitWriter,
  { values, distances }: Tokens,
  from: number,
  to: number,
  codes: Uint16Array,
  lengths: Uint8Array,
): void {
  for (let i = from; i < to; i++) {
    const value = values[i];
    const distance = distances[i];
    if (distance === 0) {
      writer.writeBits(codes[value], lengths[value]);
      continue;
    }
    const lengthSymbol = LENGTH_SYMBOL[value];
    writer.writeBits(codes[lengthSymbol], lengths[lengthSymbol]);
    writer.writeBits(value - SYMBOL_BASE[lengthSymbol], EXTRA_BITS[lengthSymbol]);
    const distanceSymbol = FIRST_DISTANCE + DISTANCE_SYMBOL[distance];
    writer.writeBits(codes[distanceSymbol], lengths[distanceSymbol]);
    writer.writeBits(distance - SYMBOL_BASE[distanceSymbol], EXTRA_BITS[distanceSymbol]);
  }
  writer.writeBits(codes[END_OF_BLOCK], lengths[END_OF_BLOCK]);
}
