/** Inflating by the platform's `DecompressionStream`. */

import { checkInflatedLength, checkInflateRatio, type StreamPlace, wrapInflateError } from '../../decode/inflate.js';

/** Bytes fed at a time: what they inflate to, 1032 times as much at most, may be in flight when the length is passed. */
const PIECE = 4096;

/** Where a stream lies in its file. */
export interface StoredStream extends StreamPlace {
  /** Bytes as stored, and when inflated. */
  readonly size: number;
  readonly length: number;
}

/**
 * Inflates a zlib stream of known inflated length; takes memory for that, and for what a piece inflates to.
 *
 * The platform refuses streams that are invalid, cut short, or followed by further bytes.
 *
 * @throws FormatError with the given code, section and offset, whatever the reason
 */
export async function inflateByPlatform(file: Uint8Array, stored: StoredStream): Promise<Uint8Array> {
  const { offset, length } = stored;
  const stream = file.subarray(offset, offset + stored.size);
  checkInflateRatio(stream.length, length, stored);
  let fed = 0;
  const pieces = new ReadableStream<BufferSource>({
    pull(controller) {
      if (fed < stream.length) controller.enqueue(stream.slice(fed, fed + PIECE));
      else controller.close();
      fed += PIECE;
    },
  });
  const reader = pieces.pipeThrough(new DecompressionStream('deflate')).getReader();
  const inflated = new Uint8Array(length);
  let size = 0;
  try {
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) break;
      // Throws when there is more than there should be.
      inflated.set(value, size);
      size += value.length;
    }
  } catch (cause) {
    // Ends the feeding too.
    void reader.cancel().catch(() => {});
    throw wrapInflateError(cause, stored);
  }
  const whole = inflated.subarray(0, size);
  checkInflatedLength(whole, length, stored);
  return whole;
}
