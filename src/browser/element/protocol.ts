/** What the element and its worker say to each other. */

import type { StreamLimits } from '../stream/decode-stream.js';

/** To the worker: one at a time. */
export interface DecodeRequest extends StreamLimits {
  readonly url: string;
}

/** From the worker: a size, then blocks and rows, `alive` as bytes come and smoothing goes on, at last `done` or `failed`. Words are RGBA pixels, handed over. */
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

/** An error without its class, which does not travel. */
export interface Fault {
  /** Absent where it is none of the library's. */
  readonly name?: string;
  readonly code: string;
  readonly message: string;
}
