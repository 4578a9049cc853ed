/** Memory for pixels, or an error of ours. */

import { AkmError } from '../error.js';

/** Memory for the pixels; that the platform has not enough is an error of ours too. */
export function allocateWords(pixels: number): Uint32Array<ArrayBuffer> {
  try {
    return new Uint32Array(pixels);
  } catch (cause) {
    throw new AkmError('memory', `no memory for ${pixels} pixels, ${pixels * 4} bytes`, cause);
  }
}

/** Memory for bytes that are worked on, in the same way. */
export function allocateBytes(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new AkmError('memory', `no memory for ${size} bytes`, cause);
  }
}
