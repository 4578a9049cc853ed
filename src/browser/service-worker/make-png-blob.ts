/** Makes a PNG with the platform's `CompressionStream`. The pixels are exact, which a canvas does not promise for partial alpha. */

import type { Image } from '../../image.js';
import { isOpaque } from '../../io/flatten.js';
import { encodePng } from '../../io/png-file.js';
import { PNG_RGB, PNG_RGB_ALPHA } from '../../io/png-header.js';

/** The filter of all rows, "Sub": fast, and good where neighbours are alike. */
const SUB = 1;
/** Bytes of rows that are compressed at a time. */
const SLAB = 1 << 18;

/** Makes a PNG of an RGBA picture: RGB if every pixel is opaque. */
export async function makePngBlob(image: Image): Promise<Blob> {
  const [colourType, channels] = isOpaque(image.data) ? [PNG_RGB, 3] : [PNG_RGB_ALPHA, 4];
  const parts = encodePng(image, 8, colourType, [['IDAT', await deflate(filterSlabs(image, channels))]]);
  return new Blob(parts, { type: 'image/png' });
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
