/** The bytes of a download, parsed as they arrive. If a part is incomplete, parsing is repeated when there are more bytes. */

import { ByteReader } from '../../bits/byte-reader.js';
import { FormatError, LimitError } from '../../error.js';

/** Initial size of the buffer in bytes; it doubles. */
const FIRST_SIZE = 1 << 16;

export class ByteSource {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #maxBytes: number;
  readonly #onBytes: (() => void) | undefined;
  #buffer = new Uint8Array(FIRST_SIZE);
  #size = 0;
  #offset = 0;
  #hasEnded = false;

  /**
   * @param maxBytes - rejects a download of more bytes, counted as they arrive
   * @param onBytes - called for each piece that arrives
   */
  constructor(stream: ReadableStream<Uint8Array>, maxBytes: number, onBytes?: () => void) {
    this.#reader = stream.getReader();
    this.#maxBytes = maxBytes;
    this.#onBytes = onBytes;
  }

  /** All bytes so far, as a view; offsets are those of the file. */
  get bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.#size);
  }

  /** Reads the next part once its bytes have arrived. Throws what `parse` throws, or LimitError (`maxBytes`). */
  async read<T>(section: string, parse: (reader: ByteReader) => T): Promise<T> {
    for (;;) {
      const reader = new ByteReader(this.bytes, section, this.#offset);
      try {
        const part = parse(reader);
        this.#offset = reader.offset;
        return part;
      } catch (error) {
        if (this.#hasEnded || !(error instanceof FormatError) || error.code !== 'truncated') throw error;
      }
      await this.#pull();
    }
  }

  /** Waits for the download's end. */
  async readToEnd(): Promise<void> {
    while (!this.#hasEnded) await this.#pull();
  }

  /** Ends the download. */
  cancel(): Promise<void> {
    return this.#reader.cancel();
  }

  async #pull(): Promise<void> {
    const { value } = await this.#reader.read();
    if (value === undefined) {
      this.#hasEnded = true;
      return;
    }
    this.#onBytes?.();
    const size = this.#size + value.length;
    if (size > this.#maxBytes) throw new LimitError('maxBytes', this.#maxBytes, size, 'a download');
    if (size > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(size, this.#buffer.length * 2));
      larger.set(this.bytes);
      this.#buffer = larger;
    }
    this.#buffer.set(value, this.#size);
    this.#size = size;
  }
}
