/** What the page asks of its worker, and what it gets. */

import type { EncodeOptions } from '../../../encode/index.js';
import type { Fidelity } from '../../shared/figures.js';

/** A file that the page holds; the worker reads it when it needs it, and keeps the last one read. */
export interface FileRef {
  /** Its own for each file. */
  readonly id: number;
  readonly blob: Blob;
}

/** A drawn picture: the whole, then each half as large as the one before, down to what a screen shows. */
export type Levels = readonly ImageBitmap[];

/** A picture as opened. */
export interface OpenedPicture {
  readonly width: number;
  readonly height: number;
  readonly format: 'png' | 'jpeg' | 'ppm' | 'pgm' | 'rgba' | 'akm';
  readonly hasAlpha: boolean;
  /** Sentences on what was changed or ignored. */
  readonly notes: readonly string[];
  readonly levels: Levels;
}

/** A picture that is open. */
export interface StudioPicture {
  readonly name: string;
  readonly file: FileRef;
  readonly opened: OpenedPicture;
}

/** Bytes of a kind of section. */
export interface SectionSum {
  readonly name: string;
  readonly bytes: number;
}

/** What there is to say of a file beside its source. */
export interface TrialReport extends Fidelity {
  readonly bytes: number;
  readonly bitsPerPixel: number;
  readonly ssim: number;
  readonly maxError: number;
  /** Of encoding alone; absent for a file that was opened. */
  readonly seconds?: number;
  readonly sections: readonly SectionSum[];
  readonly k1: number;
  readonly k2: number;
  readonly blockSide: number;
  readonly blockColumns: number;
  readonly blockRows: number;
  /** One byte a block, 0 low, 1 high. */
  readonly blockMap: Uint8Array;
  readonly smoothThreshold: number;
  readonly smoothPasses: number;
  readonly lowPalette: Uint8Array;
  readonly highPalette: Uint8Array;
  /** Pixels that use each entry. */
  readonly lowCounts: Uint32Array;
  readonly highCounts: Uint32Array;
}

/** A file with what was made of it. */
export interface Trial {
  readonly file: Blob;
  readonly report: TrialReport;
  readonly levels: Levels;
}

/** The error as colours, and its largest. */
export interface DrawnError {
  readonly levels: Levels;
  /** Root mean square over R, G and B of the brightest colour, 0..255. */
  readonly max: number;
}

/** Every job by its name: what is asked, and what comes back. */
export interface Jobs {
  open: { readonly input: { readonly picture: FileRef }; readonly output: OpenedPicture };
  /** Says what a file holds; of a picture that was encoded before. */
  inspect: { readonly input: { readonly picture: FileRef; readonly file: FileRef }; readonly output: Trial };
  encode: { readonly input: { readonly picture: FileRef; readonly options: EncodeOptions }; readonly output: Trial };
  draw: { readonly input: { readonly file: FileRef }; readonly output: Levels };
  drawError: { readonly input: { readonly picture: FileRef; readonly file: FileRef }; readonly output: DrawnError };
  /** Covers what does not use a palette's entry. */
  drawUses: {
    readonly input: { readonly file: FileRef; readonly palette: 'low' | 'high'; readonly entry: number };
    readonly output: ImageBitmap;
  };
  writePng: { readonly input: { readonly file: FileRef }; readonly output: Blob };
}

export type JobName = keyof Jobs;
export type JobInput<Name extends JobName> = Jobs[Name]['input'];
export type JobOutput<Name extends JobName> = Jobs[Name]['output'];

/** From page to worker. */
export type ToWorker =
  | { readonly kind: 'job'; readonly id: number; readonly name: JobName; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** From worker to page. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
