/** Writing PNG in a page: exact pixels, which a canvas would not give for soft transparency. Deflated by the platform. */

import { crc32 } from '../../../bits/crc32.js';
import type { Image } from '../../../image.js';

const SIGNATURE = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const RGB = 2;
const RGBA = 6;
const FILTER_NONE = 0;
const FILTER_UP = 2;

/** Writes 8-bit RGB, or RGBA where some pixel is not opaque, with the profile if there is one. */
export async function writePng({ width, height, data }: Image, icc?: Uint8Array): Promise<Blob> {
  const channels = isOpaque(data) ? 3 : 4;
  // Few colours repeat as they are, many differ little from the row above: the smaller is kept.
  const filtered = [FILTER_NONE, FILTER_UP].map((filter) => deflate(filterRows(data, width, height, channels, filter)));
  const [plain, up] = await Promise.all(filtered);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 3 ? RGB : RGBA, 0, 0, 0], 8);
  const parts = [SIGNATURE, ...chunk('IHDR', header)];
  if (icc !== undefined) parts.push(...chunk('iCCP', join(ascii('ICC profile\0\0'), await deflate(icc))));
  parts.push(...chunk('IDAT', plain.length <= up.length ? plain : up), ...chunk('IEND', new Uint8Array(0)));
  return new Blob(parts as BlobPart[], { type: 'image/png' });
}

function isOpaque(data: Image['data']): boolean {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

function filterRows(data: Image['data'], width: number, height: number, channels: number, filter: number): Uint8Array {
  const rows = new Uint8Array(height * (width * channels + 1));
  let to = 0;
  for (let y = 0, at = 0; y < height; y++) {
    rows[to++] = filter;
    for (let x = 0; x < width; x++, at += 4) {
      for (let channel = 0; channel < channels; channel++) {
        const above = filter === FILTER_UP && y > 0 ? data[at + channel - 4 * width] : 0;
        rows[to++] = data[at + channel] - above;
      }
    }
  }
  return rows;
}

async function deflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes as BlobPart]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Length, type, data, CRC-32 of type and data. */
function chunk(type: string, data: Uint8Array): Uint8Array[] {
  const name = ascii(type);
  return [uint32(data.length), name, data, uint32(crc32(data, 0, data.length, crc32(name)))];
}

function uint32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => character.charCodeAt(0));
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
