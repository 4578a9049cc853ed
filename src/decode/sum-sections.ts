/** Bytes of a file by kind of section, summed up while the file is walked: however many bands and chunks it has. */

import { checkBytes } from '../check.js';
import { CHUNK_EXIF, CHUNK_ICC } from '../format/constants.js';
import { CRC_SIZE } from '../format/read-container.js';
import { type DecodeOptions, resolveDecodeOptions } from './options.js';
import { parseContainer, parsePrefix } from './parse.js';

/** Chunks that have a sum of their own, by type. */
const KNOWN_CHUNKS: readonly string[] = [CHUNK_EXIF, CHUNK_ICC];

/**
 * Sums up the bytes of a whole file: header, table, low and high planes, frames and checksums, chunks if there are any.
 *
 * @throws as `readSections`
 */
export function sumSections(bytes: Uint8Array, options?: DecodeOptions): Map<string, number> {
  const prefix = parsePrefix(checkBytes('bytes', bytes), resolveDecodeOptions(options));
  let low = 0;
  let high = 0;
  let frames = prefix.end - prefix.tableOffset - prefix.tableSize + 1;
  const chunks = new Map<string, number>();
  parseContainer(bytes, prefix, {
    band: ({ offset, lowOffset, lowSize, highSize }) => {
      low += lowSize;
      high += highSize;
      frames += lowOffset - offset + CRC_SIZE;
    },
    chunk: ({ type, offset, dataOffset, dataSize }) => {
      const kind = KNOWN_CHUNKS.includes(type) ? `chunk ${type.trim()}` : 'other chunks';
      chunks.set(kind, (chunks.get(kind) ?? 0) + dataOffset - offset + dataSize + CRC_SIZE);
    },
  });
  return new Map([
    ['header', prefix.tableOffset],
    ['table', prefix.tableSize],
    ['frames, CRCs', frames],
    ['low planes', low],
    ['high planes', high],
    ...chunks,
  ]);
}
