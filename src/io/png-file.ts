/** The bytes of a PNG file around its compressed rows (PNG, third edition, 5). */

import { crc32 } from '../bits/crc32.js';
import { latin } from './bytes.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const IHDR_BYTES = 13;
/** Length, type and CRC-32. */
const CHUNK_OVERHEAD = 12;

/** A chunk to write. */
export type PngChunkContent = readonly [type: string, data: Uint8Array];

/**
 * Makes the bytes of a PNG, in pieces to be joined. The picture is not interlaced.
 *
 * @param depth - bits a sample
 * @param chunks - all chunks between IHDR and IEND, the image data among them
 */
export function encodePng(
  { width, height }: { readonly width: number; readonly height: number },
  depth: number,
  colourType: number,
  chunks: readonly PngChunkContent[],
): Uint8Array<ArrayBuffer>[] {
  const header = new Uint8Array(IHDR_BYTES);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([depth, colourType], 8);
  const all: PngChunkContent[] = [['IHDR', header], ...chunks, ['IEND', new Uint8Array()]];
  return [SIGNATURE, ...all.map(frameChunk)];
}

/** A chunk with its length and its CRC-32. */
function frameChunk([type, data]: PngChunkContent): Uint8Array<ArrayBuffer> {
  const { length } = data;
  const chunk = new Uint8Array(length + CHUNK_OVERHEAD);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, length);
  chunk.set(latin(type), 4);
  chunk.set(data, 8);
  view.setUint32(8 + length, crc32(chunk, 4, 8 + length));
  return chunk;
}
