/** Allocates memory for pixels. If that fails, the error is one of this library. */

import { AkmError } from '../error.js';

/** Memory for pixels. If the platform has too little, an AkmError is thrown. */
export function allocateWords(pixels: number): Uint32Array<ArrayBuffer> {
  try {
    return new Uint32Array(pixels);
  } catch (cause) {
    throw new AkmError('memory', `no memory for ${pixels} pixels, ${pixels * 4} bytes`, cause);
  }
}

/** Runs a function that allocates a mesh, with the same error. */
export function orNoMemory<T>(make: () => T): T {
  try {
    return make();
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new AkmError('memory', 'no memory for a mesh', cause);
  }
}

/** Memory for working bytes, with the same error. */
export function allocateBytes(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw new AkmError('memory', `no memory for ${size} bytes`, cause);
  }
}
