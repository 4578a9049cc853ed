/**
 * The Huffman tables of a JPEG that contains none. Motion JPEG cameras omit them from their frames.
 *
 * @see ITU-T T.81, annex K.3
 */

import type { HuffmanData } from './jpeg-tables.js';

/** The symbols of both DC tables: the sizes of differences. */
const DC_SYMBOLS = '000102030405060708090a0b';

/** Numbers of codes by length, then the symbols, by the table's kind in DHT. */
const TABLES: Readonly<Record<number, string>> = {
  0: `00010501010101010100000000000000${DC_SYMBOLS}`,
  1: `00030101010101010101010000000000${DC_SYMBOLS}`,
  16:
    '0002010303020403050504040000017d' +
    '0102030004110512213141061351610722711432819' +
    '1a1082342b1c11552d1f02433627282090a161718191a25262728292a3435363738393a434445464748494a535455565758595a' +
    '636465666768696a737475767778797a838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9ba' +
    'c2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
  17:
    '00020102040403040705040400010277' +
    '0001020311040521310612415107617113223281081442' +
    '91a1b1c109233352f0156272d10a162434e125f11718191a262728292a35363738393a434445464748494a535455565758595a' +
    '636465666768696a737475767778797a82838485868788898a92939495969798999aa2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9ba' +
    'c2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9dae2e3e4e5e6e7e8e9eaf2f3f4f5f6f7f8f9fa',
};

/**
 * The standard table of a kind.
 *
 * @param kind - as in DHT
 * @returns undefined for a kind without a standard table
 */
export function standardHuffman(kind: number): HuffmanData | undefined {
  const text = TABLES[kind];
  if (text === undefined) return undefined;
  return Uint8Array.from({ length: text.length / 2 }, (_, at) => Number.parseInt(text.slice(2 * at, 2 * at + 2), 16));
}
