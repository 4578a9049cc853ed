/** Figures of a file for people: the uses of palette entries, the classes as drawn, and the bytes by kind of section. */

import { checkBytes } from '../check.js';
import { CHUNK_EXIF, CHUNK_ICC } from '../format/constants.js';
import { CRC_SIZE } from '../format/read-container.js';
import type { IndexedImage } from './decode.js';
import { type DecodeOptions, resolveDecodeOptions } from './options.js';
import { parseContainer, parsePrefix } from './parse.js';
import type { AkmInfo } from './read-info.js';

/** Numbers of pixels by entry, in the palettes' order. */
export interface PaletteCounts {
  /** Counts of the low palette; empty when there is one palette. */
  readonly low: Uint32Array;
  /** Counts of the high palette. */
  readonly high: Uint32Array;
}

/** Counts the pixels of each entry. The sums are the pixels of each class, without those of the mesh. */
export function countUses(picture: IndexedImage): PaletteCounts {
  const { width, height, blockSide, blockColumns, blockMap, meshMap, indices } = picture;
  const low = new Uint32Array(picture.lowPalette.length / 4);
  const high = new Uint32Array(picture.highPalette.length / 4);
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.floor(y / blockSide) * blockColumns;
    for (let x = 0; x < width; x++, at++) {
      const block = row + Math.floor(x / blockSide);
      if (meshMap[block] === 0) (blockMap[block] === 0 ? low : high)[indices[at]]++;
    }
  }
  return { low, high };
}

/** A map of classes, with the side of its blocks in drawn pixels. */
export type DrawnBlocks = Pick<AkmInfo, 'blockSide' | 'blockColumns' | 'blockRows' | 'blockMap'>;

/**
 * Divides the drawn picture into blocks of the same side as the stored ones. Each gets the class of the stored block in which
 * its centre lies. For a picture that is not enlarged, these are the stored blocks. Such a map can be given to the encoder.
 */
export function findDrawnBlocks(info: AkmInfo): DrawnBlocks {
  const { width, height, scale, blockSide } = info;
  if (scale.x === 1 && scale.y === 1) return info;
  const blockColumns = Math.ceil(width / blockSide);
  const blockRows = Math.ceil(height / blockSide);
  const blockMap = new Uint8Array(blockColumns * blockRows);
  for (let row = 0, block = 0; row < blockRows; row++) {
    const y = Math.min(height - 1, (row + 0.5) * blockSide);
    const from = Math.floor(Math.floor((y + scale.offsetY) / scale.y) / blockSide) * info.blockColumns;
    for (let column = 0; column < blockColumns; column++, block++) {
      const x = Math.min(width - 1, (column + 0.5) * blockSide);
      blockMap[block] = info.blockMap[from + Math.floor(Math.floor((x + scale.offsetX) / scale.x) / blockSide)];
    }
  }
  return { blockSide, blockColumns, blockRows, blockMap };
}

/** Chunks that are summed separately, by type. */
const KNOWN_CHUNKS: readonly string[] = [CHUNK_EXIF, CHUNK_ICC];

/**
 * Sums the bytes of a whole file by kind: header, table, low and high planes, mesh if there is one, frames and checksums, and chunks if any.
 *
 * @throws as `readSections`
 */
export function sumSections(bytes: Uint8Array, options?: DecodeOptions): Map<string, number> {
  const prefix = parsePrefix(checkBytes('bytes', bytes), resolveDecodeOptions(options));
  let low = 0;
  let high = 0;
  let mesh = 0;
  let frames = prefix.end - prefix.tableOffset - prefix.tableSize + 1;
  const chunks = new Map<string, number>();
  parseContainer(bytes, prefix, {
    band: ({ offset, lowOffset, lowSize, highSize, meshSize }) => {
      low += lowSize;
      high += highSize;
      mesh += meshSize;
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
    ...(prefix.header.mesh === undefined ? [] : ([['mesh', mesh]] as const)),
    ...chunks,
  ]);
}
