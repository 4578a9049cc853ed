/**
 * Makes the CRC-32s of a damaged file right again, so that damage gets past them: a fuzzer that stops at a checksum finds
 * nothing behind it. Plain JavaScript, since the fuzzer's child process runs it without a build.
 */

import { crc32 } from 'node:zlib';

/** Returns a copy in which every CRC-32 that can be found is right. Other bytes do not change. */
export function repairCrcs(bytes) {
  const file = Buffer.from(bytes);
  let offset = 4 + 5;

  const readVarint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = file[offset++];
      if (byte === undefined) return Number.NaN;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  /** Writes the CRC-32 of `start..offset` at `offset` and steps over it; false when the file ends before. */
  const repair = (start) => {
    if (!(offset + 4 <= file.length)) return false;
    file.writeUInt32LE(crc32(file.subarray(start, offset)), offset);
    offset += 4;
    return true;
  };

  const [, height, , , , band] = Array.from({ length: 6 }, readVarint);
  let rows = height;
  if ((file[6] & 16) > 0) {
    // Behind `band` are the factors and the offsets of a scale, the vertical ones in the upper four bits.
    rows = Math.ceil((height + (file[offset + 1] >> 4)) / ((file[offset] >> 4) + 1));
    offset += 2;
  }
  const hasMesh = file[8] > 0;
  // Two steps for each level of a mesh.
  if (hasMesh) offset += 2 * Math.max(0, ((file[8] >> 3) & 7) - (file[8] & 7) + 1);
  const tableSize = readVarint();
  offset += tableSize;
  if (!repair(0)) return file;
  const bands = Math.ceil(Math.ceil(rows / 2 ** file[7]) / band);
  for (let b = 0; b < bands; b++) {
    const start = offset;
    const sizes = readVarint() + readVarint();
    const meshSize = hasMesh ? readVarint() : 0;
    if (meshSize > 0) readVarint();
    offset += sizes + meshSize;
    if (!repair(start)) return file;
  }
  while (file[offset] > 0) {
    const start = offset;
    offset += 4;
    const size = readVarint();
    offset += size;
    if (!repair(start)) return file;
  }
  return file;
}
