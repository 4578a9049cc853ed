/** A file in which every block is smoothed: what the filter costs at most. */

import { ByteWriter } from '../../dist/bits/byte-writer.js';
import { packPalette } from '../../dist/codec/palette.js';
import { deflateBytes } from '../../dist/encode/deflate/index.js';
import { writeHeader } from '../../dist/format/header.js';
import { writeBand, writeTail } from '../../dist/format/write-container.js';
import { readInfo, readSections } from '../../dist/node/index.js';

/**
 * @param {Uint8Array} bytes a file of one palette
 * @returns {Uint8Array} the same picture, with every block low and smoothed
 */
export function allLow(bytes) {
  const info = readInfo(bytes);
  const header = {
    ...info,
    blockLog2: Math.log2(info.blockSide),
    k1: info.k2,
    k2: 1,
    smoothPasses: 4,
    smoothThreshold: 16,
  };
  const table = new ByteWriter();
  table.writeBytes(new Uint8Array(Math.ceil((info.blockColumns * info.blockRows) / 8)));
  table.writeBytes(packPalette(info.highPalette, false));
  table.writeBytes([0, 0, 0]);
  const writer = new ByteWriter();
  writeHeader(writer, header, deflateBytes(table.finish(), 9));
  for (const { name, offset, bytes: size } of readSections(bytes)) {
    if (name.endsWith('high plane'))
      writeBand(writer, { low: bytes.subarray(offset, offset + size), high: new Uint8Array(0) });
  }
  writeTail(writer, []);
  return writer.finish();
}
