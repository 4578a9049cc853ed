/** Inflating by the platform's `DecompressionStream`. */

import {
  checkInflatedLength,
  checkInflateRatio,
  type StreamPlace,
  wrapInflateError,
} from '../../decode/inflate-checks.js';

/** Bytes fed at a time: what they inflate to, 1032 times as much at most, may be in flight when the length is passed. */
const PIECE = 4096;

/**
 * Inflates a zlib stream of known inflated length; takes memory for that, and for what a piece inflates to.
 *
 * The platform refuses streams that are invalid, cut short, or followed by further bytes.
 *
 * @throws FormatError with the given code, section and offset, whatever the reason
 */
export async function inflateByPlatform(stream: Uint8Array, length: number, at: StreamPlace): Promise<Uint8Array> {
  checkInflateRatio(stream, length, at);
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  const reader = readable.getReader();
  const inflated = new Uint8Array(length);
  let size = 0;
  try {
    const fed = feed(writer, stream);
    for (;;) {
      const { value } = await reader.read();
      if (value === undefined) break;
      if (size + value.length > length) throw new Error('it inflates to more than it should');
      inflated.set(value, size);
      size += value.length;
    }
    await fed;
  } catch (cause) {
    // Ends the feeding too, which else would wait for a reader.
    void reader.cancel().catch(() => {});
    throw wrapInflateError(cause, at);
  }
  const whole = inflated.subarray(0, size);
  checkInflatedLength(whole, length, at);
  return whole;
}

/** Feeds piece by piece: a piece waits until what the last one gave has been read. */
function feed(writer: WritableStreamDefaultWriter<BufferSource>, stream: Uint8Array): Promise<void> {
  const fed = (async () => {
    for (let at = 0; at < stream.length; at += PIECE) await writer.write(stream.slice(at, at + PIECE));
    await writer.close();
  })();
  // A fault is seen by the reader as well, which may be first.
  fed.catch(() => {});
  return fed;
}
