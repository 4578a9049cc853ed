/**
 * CRC-32 as in zlib, PNG and IEEE 802.3 (polynomial 0xEDB88320, reflected), four bytes at a step ("slicing by 4").
 *
 * @see Kounavis and Berry 2008, "Novel table lookup-based algorithms for high-performance CRC generation"
 */

const TABLE = makeTables();

/** Four tables of 256 entries, one after another; table `t` advances a byte by `t` further bytes. */
function makeTables(): Uint32Array {
  const table = new Uint32Array(4 * 256);
  for (let n = 0; n < 256; n++) {
    let c = n;
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    table[n] = c;
  }
  for (let n = 256; n < table.length; n++) table[n] = (table[n - 256] >>> 8) ^ table[table[n - 256] & 0xff];
  return table;
}

/**
 * CRC-32 of a range of bytes.
 *
 * @param start - first byte, 0 by default
 * @param end - one past the last byte, the array's length by default
 * @param previous - CRC of the bytes before, to continue; 0 for none
 * @returns an unsigned 32-bit integer
 */
export function crc32(bytes: Uint8Array, start = 0, end = bytes.length, previous = 0): number {
  let crc = ~previous;
  let i = start;
  for (const last = end - 3; i < last; i += 4) {
    crc ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
    crc =
      TABLE[768 + (crc & 0xff)] ^
      TABLE[512 + ((crc >>> 8) & 0xff)] ^
      TABLE[256 + ((crc >>> 16) & 0xff)] ^
      TABLE[crc >>> 24];
  }
  for (; i < end; i++) crc = TABLE[(crc ^ bytes[i]) & 0xff] ^ (crc >>> 8);
  return ~crc >>> 0;
}
