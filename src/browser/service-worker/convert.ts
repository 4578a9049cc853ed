/** Converts a response with an AKM file to one with a PNG. */

import type { Image } from '../../image.js';
import { decodeStream, type StreamLimits } from '../stream/decode-stream.js';
import { makePngBlob } from './make-png-blob.js';

/** Headers of the file that also hold for the PNG made of it. */
const KEPT_HEADERS = ['cache-control', 'date', 'expires', 'last-modified', 'vary', 'timing-allow-origin'];

/** Decodes a whole file. Throws like `decodeStream`. */
export async function decodeImage(stream: ReadableStream<Uint8Array>, limits: StreamLimits): Promise<Image> {
  let words = new Uint32Array(0);
  let [width, height] = [0, 0];
  await decodeStream(stream, limits, {
    onSize: (foundWidth, foundHeight) => {
      [width, height] = [foundWidth, foundHeight];
    },
    onRows: (rows, top) => {
      // Allocated with the first rows, which show that the file is more than a header.
      if (words.length === 0) words = new Uint32Array(width * height);
      words.set(rows, top * width);
    },
  });
  return { width, height, data: new Uint8Array(words.buffer) };
}

/**
 * Makes a response with the picture as a PNG.
 *
 * @param answer - has an AKM file as its body, which is consumed
 * @throws like `decodeStream`
 */
export async function convertAnswer(answer: Response, limits: StreamLimits): Promise<Response> {
  if (answer.body === null) throw new TypeError('an answer without a body');
  const png = await makePngBlob(await decodeImage(answer.body, limits));
  const headers = new Headers({ 'content-type': 'image/png', 'content-length': String(png.size) });
  for (const name of KEPT_HEADERS) {
    const value = answer.headers.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(png, { headers });
}
