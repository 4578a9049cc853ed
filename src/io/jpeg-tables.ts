/** The tables of a JPEG, quantization and Huffman (ITU-T T.81, B.2.4.1 and B.2.4.2): checks them and prepares them for use. */

import { FormatError } from '../error.js';

const MAX_TABLE = 3;
const MAX_CODE_BITS = 16;
/** Maximum codes of a table. */
const MAX_CODES = 256;
/** Codes of up to this number of bits are found by one look-up. */
export const LOOKUP_BITS = 9;

/** Position in a block, row by row, of each coefficient in zigzag order. */
export const NATURAL_ORDER = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21],
  ...[28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61],
  ...[54, 47, 55, 62, 63],
  // In a damaged file a run of zeros may go beyond the block. As in libjpeg, such a coefficient is the last one.
  ...new Array<number>(16).fill(63),
);

/** A quantization table: 64 factors, row by row. */
export type QuantizationTable = Int32Array;

/** A Huffman table as in DHT: 16 numbers of codes by length, then the symbols in the order of their codes. */
export type HuffmanData = Uint8Array;

/** A Huffman table prepared for decoding. */
export interface HuffmanTable {
  /** By the next {@link LOOKUP_BITS} bits: length of the code times 256, plus its symbol; 0 for a longer code. */
  readonly lookup: Uint16Array;
  /** By length: the largest code, or -1; and what to add to a code to get its place among the symbols. */
  readonly largest: Int32Array;
  readonly toPlace: Int32Array;
  readonly symbols: Uint8Array;
}

/**
 * Divides the data of a DQT segment into its tables, by number.
 *
 * @param offset - position of the segment's marker, for messages
 * @throws {@link FormatError} `jpeg-marker`
 */
export function parseQuantization(data: Uint8Array, offset: number): [number, QuantizationTable][] {
  const tables: [number, QuantizationTable][] = [];
  let at = 0;
  while (at < data.length) {
    const kind = data[at];
    const factorBytes = (kind >> 4) + 1;
    const end = at + 1 + 64 * factorBytes;
    if (factorBytes > 2 || (kind & 15) > MAX_TABLE) throw tableError('quantization table (DQT)', offset, kind);
    if (end > data.length) throw markerError(offset, 'a quantization table (DQT) is cut short');
    const table = new Int32Array(64);
    for (let place = 0; place < 64; place++) {
      const from = at + 1 + place * factorBytes;
      table[NATURAL_ORDER[place]] = factorBytes === 1 ? data[from] : (data[from] << 8) | data[from + 1];
    }
    tables.push([kind & 15, table]);
    at = end;
  }
  return tables;
}

/**
 * Divides the data of a DHT segment into its tables, by their kinds in the file: 0x00 to 0x03 for DC, 0x10 to 0x13 for AC. A
 * table may have no codes. Some encoders write such tables where they are not used.
 *
 * @param offset - position of the segment's marker, for messages
 * @throws {@link FormatError} `jpeg-marker`, also for impossible codes
 */
export function parseHuffman(data: Uint8Array, offset: number): [number, HuffmanData][] {
  const tables: [number, HuffmanData][] = [];
  let at = 0;
  while (at < data.length) {
    const kind = data[at];
    if (kind >> 4 > 1 || (kind & 15) > MAX_TABLE) throw tableError('Huffman table (DHT)', offset, kind);
    let codes = 0;
    let room = 1;
    for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
      const count = data[at + bits] ?? 0;
      codes += count;
      room = room * 2 - count;
      // A code of only ones is not allowed (T.81, C.2).
      if (count > 0 && room < 1) {
        throw markerError(offset, `a Huffman table (DHT) has too many codes of ${bits} bits`);
      }
    }
    if (codes > MAX_CODES) throw markerError(offset, `a Huffman table (DHT) has ${codes} codes`);
    const end = at + 1 + MAX_CODE_BITS + codes;
    if (end > data.length) throw markerError(offset, 'a Huffman table (DHT) is cut short');
    tables.push([kind, data.subarray(at + 1, end)]);
    at = end;
  }
  return tables;
}

/** Prepares a table of {@link parseHuffman} for decoding (T.81, C.2 and F.2.2.3). */
export function buildHuffmanTable(data: HuffmanData): HuffmanTable {
  const symbols = data.subarray(MAX_CODE_BITS);
  const lookup = new Uint16Array(1 << LOOKUP_BITS);
  const largest = new Int32Array(MAX_CODE_BITS + 1).fill(-1);
  const toPlace = new Int32Array(MAX_CODE_BITS + 1);
  let code = 0;
  let place = 0;
  for (let bits = 1; bits <= MAX_CODE_BITS; bits++) {
    const count = data[bits - 1];
    toPlace[bits] = place - code;
    if (count > 0) largest[bits] = code + count - 1;
    for (let i = 0; i < count && bits <= LOOKUP_BITS; i++) {
      const from = (code + i) << (LOOKUP_BITS - bits);
      lookup.fill((bits << 8) | symbols[place + i], from, from + (1 << (LOOKUP_BITS - bits)));
    }
    code = (code + count) << 1;
    place += count;
  }
  return { lookup, largest, toPlace, symbols };
}

function tableError(what: string, offset: number, kind: number): FormatError {
  return markerError(offset, `a ${what} of the kind 0x${kind.toString(16).padStart(2, '0')}`);
}

function markerError(offset: number, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG', offset, detail);
}
