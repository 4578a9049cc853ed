/** The messages between the element and its worker. */

import type { StreamLimits } from '../stream/decode-stream.js';

/** To the worker: one request at a time. */
export interface DecodeRequest extends StreamLimits {
  readonly url: string;
}

/** From the worker: a size, then blocks and rows, `alive` on progress, finally `done` or `failed`. Words are transferred RGBA pixels. */
export type DecodeReply =
  | { readonly kind: 'size'; readonly width: number; readonly height: number }
  | {
      readonly kind: 'blocks';
      readonly words: Uint32Array<ArrayBuffer>;
      /** Blocks across. */
      readonly width: number;
      readonly side: number;
    }
  | { readonly kind: 'rows'; readonly words: Uint32Array<ArrayBuffer>; readonly top: number }
  | { readonly kind: 'alive' }
  | { readonly kind: 'done' }
  | { readonly kind: 'failed'; readonly fault: Fault };

/** An error without its class, which can't be sent. */
export interface Fault {
  /** Absent if it is not an error of the library. */
  readonly name?: string;
  readonly code: string;
  readonly message: string;
}
