/** The two ways to inflate a zlib stream (RFC 1950): whole, or piece by piece. */

/**
 * Inflates a whole stream of known inflated length.
 *
 * It must throw an error when the stream is invalid, is cut short, is followed by further bytes, needs a preset dictionary,
 * or inflates to more than `length` bytes. It must not allocate much more than `length` bytes.
 *
 * @param scratch - more than `length` bytes, if given. The returned bytes may lie in it. The caller uses them, and may
 *   write to them, before it passes the same `scratch` again. Without `scratch`, the caller keeps the returned bytes.
 */
export type Inflate = (stream: Uint8Array, length: number, scratch?: Uint8Array<ArrayBuffer>) => Uint8Array;

/** Inflates one stream piece by piece, in memory that does not depend on the stream's length. */
export interface InflateStream {
  /**
   * Inflates until the input is used up, the output is full, or the stream ends.
   *
   * @param input - the next bytes of the stream; bytes that were not taken must be passed again
   * @param output - filled from its start
   * @throws when the stream is invalid
   */
  inflate(input: Uint8Array, output: Uint8Array<ArrayBuffer>): InflateStep;
  /** Whether the stream has ended with a right checksum. It then takes no more bytes. */
  isEnded(): boolean;
}

/** What {@link InflateStream.inflate} did. */
export interface InflateStep {
  /** Bytes taken from the input. */
  readonly taken: number;
  /** Bytes written to the output. */
  readonly made: number;
}
