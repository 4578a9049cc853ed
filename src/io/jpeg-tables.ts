/** The tables of a JPEG, quantization and Huffman (ITU-T T.81, B.2.4.1 and B.2.4.2): whether they are whole. */

import { FormatError } from '../error.js';

const MAX_TABLE = 3;

/**
 * Splits the data of a DQT segment into its tables.
 *
 * @param offset - of the segment's marker, for messages
 * @returns each table with the byte before it, which holds its precision and its number
 * @throws {@link FormatError} `jpeg-marker`
 */
export function splitQuantization(data: Uint8Array, offset: number): Uint8Array[] {
  const tables: Uint8Array[] = [];
  let at = 0;
  while (at < data.length) {
    const kind = data[at]!;
    const end = at + 1 + 64 * ((kind >> 4) + 1);
    if (kind >> 4 > 1 || (kind & 15) > MAX_TABLE) throw tableError('quantization table (DQT)', offset, kind);
    if (end > data.length) throw markerError(offset, 'a quantization table (DQT) is cut short');
    tables.push(data.subarray(at, end));
    at = end;
  }
  return tables;
}

/**
 * Lists the tables in the data of a DHT segment, as the file names them: 0x00 to 0x03 for DC, 0x10 to 0x13 for AC.
 *
 * @param offset - of the segment's marker, for messages
 * @throws {@link FormatError} `jpeg-marker`, also for codes that can't be
 */
export function listHuffmanTables(data: Uint8Array, offset: number): number[] {
  const kinds: number[] = [];
  let at = 0;
  while (at < data.length) {
    const kind = data[at]!;
    if (kind >> 4 > 1 || (kind & 15) > MAX_TABLE) throw tableError('Huffman table (DHT)', offset, kind);
    let codes = 0;
    let room = 1;
    for (let bits = 1; bits <= 16; bits++) {
      const count = data[at + bits] ?? 0;
      codes += count;
      room = room * 2 - count;
      // The code of ones alone is not to be used (T.81, C.2), and jpeg-js can't.
      if (count > 0 && room < 1) {
        throw markerError(offset, `a Huffman table (DHT) has too many codes of ${bits} bits`);
      }
    }
    if (codes === 0 || codes > 256) throw markerError(offset, `a Huffman table (DHT) has ${codes} codes`);
    kinds.push(kind);
    at += 17 + codes;
  }
  if (at !== data.length) throw markerError(offset, 'a Huffman table (DHT) is cut short');
  return kinds;
}

function tableError(what: string, offset: number, kind: number): FormatError {
  return markerError(offset, `a ${what} of the kind 0x${kind.toString(16).padStart(2, '0')}`);
}

function markerError(offset: number, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG', offset, detail);
}
