/** Writes a PNG by the platform's `CompressionStream`: the pixels exactly, which a canvas does not promise for soft alpha. */

import { crc32 } from '../../bits/crc32.js';
import type { Image } from '../../image.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
/** Colour types: RGB, RGBA. */
const RGB = 2;
const RGBA = 6;
/** The filter of all rows, "Sub": cheap, and good where neighbours are alike. */
const SUB = 1;
/** Bytes of rows that are compressed at a time. */
const SLAB = 1 << 18;

/** An RGBA picture as a PNG, RGB where all is opaque. */
export async function writePng(image: Image): Promise<Blob> {
  const isOpaque = isAllOpaque(image.data);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, image.width);
  view.setUint32(4, image.height);
  header.set([8, isOpaque ? RGB : RGBA], 8);
  const data = await deflate(filterSlabs(image, isOpaque ? 3 : 4));
  const parts = [
    SIGNATURE,
    frameChunk('IHDR', header),
    frameChunk('IDAT', data),
    frameChunk('IEND', new Uint8Array(0)),
  ];
  return new Blob(parts, { type: 'image/png' });
}

function isAllOpaque(data: Image['data']): boolean {
  for (let i = 3; i < data.length; i += 4) if (data[i] !== 255) return false;
  return true;
}

/** Length, type, data, CRC-32 of the two last. */
function frameChunk(type: string, data: Uint8Array): Uint8Array<ArrayBuffer> {
  const chunk = new Uint8Array(data.length + 12);
  const view = new DataView(chunk.buffer);
  view.setUint32(0, data.length);
  for (let i = 0; i < 4; i++) chunk[4 + i] = type.charCodeAt(i);
  chunk.set(data, 8);
  view.setUint32(8 + data.length, crc32(chunk, 4, 8 + data.length));
  return chunk;
}

/** Compresses slabs one after another. */
async function deflate(slabs: Iterable<Uint8Array<ArrayBuffer>>): Promise<Uint8Array> {
  const { readable, writable } = new CompressionStream('deflate');
  const compressed = new Response(readable).arrayBuffer();
  const writer = writable.getWriter();
  for (const slab of slabs) await writer.write(slab);
  await writer.close();
  return new Uint8Array(await compressed);
}

/** Filtered rows, a few at a time. */
function* filterSlabs(image: Image, channels: number): Generator<Uint8Array<ArrayBuffer>> {
  const slabRows = Math.max(1, Math.floor(SLAB / (image.width * channels + 1)));
  for (let top = 0; top < image.height; top += slabRows) {
    yield filterRows(image, channels, top, Math.min(top + slabRows, image.height));
  }
}

function filterRows({ width, data }: Image, channels: number, top: number, bottom: number): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array((bottom - top) * (width * channels + 1));
  let at = 0;
  for (let y = top; y < bottom; y++) {
    rows[at++] = SUB;
    for (let x = 0; x < width; x++) {
      const from = (y * width + x) * 4;
      for (let c = 0; c < channels; c++) rows[at++] = data[from + c] - (x > 0 ? data[from - 4 + c] : 0);
    }
  }
  return rows;
}
