/** Inflates with the platform's `DecompressionStream`. */

import { checkInflatedLength, checkInflateRatio, type StreamPlace, wrapInflateError } from '../../decode/inflate.js';

/** Bytes passed at a time. Their inflated bytes, at most 1032 times as many, may be in memory when the length is exceeded. */
const PIECE = 4096;

/** Where a stream lies in its file. */
export interface StoredStream extends StreamPlace {
  /** Stored size, and inflated length. */
  readonly size: number;
  readonly length: number;
}

/**
 * Inflates a zlib stream of known inflated length. It takes memory for that, and for the inflated bytes of a piece.
 *
 * The platform rejects streams that are invalid, cut short, or followed by further bytes.
 *
 * @throws FormatError with the given code, section and offset, for any fault of the stream
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
      // Throws a RangeError if there are more bytes than expected.
      inflated.set(value, size);
      size += value.length;
    }
  } catch (cause) {
    // Also ends the writing.
    void reader.cancel().catch(() => {});
    throw wrapInflateError(cause, stored);
  }
  const whole = inflated.subarray(0, size);
  checkInflatedLength(whole, length, stored);
  return whole;
}
