/** The page's requests to its worker, and the worker's replies. */

import type { EncodeOptions } from '../../../encode/index.js';
import type { Fidelity } from '../../shared/figures.js';

/** A file that the page holds. The worker reads it when it needs it, and keeps the last one read. */
export interface FileRef {
  /** Unique for each file. */
  readonly id: number;
  readonly blob: Blob;
}

/** A drawn picture: in full size, then each half as large as the one before, down to the size of a screen. */
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

/** Where the vertices of a mesh are. */
export interface LatticeShape {
  /** Pixels between vertices on the finest level, and at the root. */
  readonly finest: number;
  readonly root: number;
  /** Block rows in a band, at whose first row a lattice begins. */
  readonly bandBlockRows: number;
}

/** The figures of a file and its difference from the source. */
export interface TrialReport extends Fidelity {
  readonly bytes: number;
  readonly bitsPerPixel: number;
  readonly ssim: number;
  readonly maxError: number;
  /** Seconds of encoding; absent for a file that was opened. */
  readonly seconds?: number;
  readonly sections: readonly SectionSum[];
  readonly k1: number;
  readonly k2: number;
  readonly blockSide: number;
  readonly blockColumns: number;
  readonly blockRows: number;
  /** One byte a block: 0 low by flat palette, 1 high, 2 low by mesh. */
  readonly blockMap: Uint8Array;
  /** The lattice of the mesh; absent if there is none, or if the picture is enlarged. */
  readonly lattice?: LatticeShape;
  readonly lowPalette: Uint8Array;
  readonly highPalette: Uint8Array;
  /** Pixels that use each entry. */
  readonly lowCounts: Uint32Array;
  readonly highCounts: Uint32Array;
}

/** A file with its figures and its picture. */
export interface Trial {
  readonly file: Blob;
  readonly report: TrialReport;
  readonly levels: Levels;
}

/** The error as colours, and the largest error. */
export interface DrawnError {
  readonly levels: Levels;
  /** Root mean square over R, G and B of the brightest colour, 0..255. */
  readonly max: number;
}

/** Every request by its name, with its input and its output. */
export interface Requests {
  open: { readonly input: { readonly picture: FileRef }; readonly output: OpenedPicture };
  /** Describes a file that was encoded before from a picture. */
  inspect: { readonly input: { readonly picture: FileRef; readonly file: FileRef }; readonly output: Trial };
  encode: { readonly input: { readonly picture: FileRef; readonly options: EncodeOptions }; readonly output: Trial };
  draw: { readonly input: { readonly file: FileRef }; readonly output: Levels };
  drawError: { readonly input: { readonly picture: FileRef; readonly file: FileRef }; readonly output: DrawnError };
  /** Draws a cover over the pixels that do not use a palette's entry. */
  drawUses: {
    readonly input: { readonly file: FileRef; readonly palette: 'low' | 'high'; readonly entry: number };
    readonly output: ImageBitmap;
  };
  writePng: { readonly input: { readonly file: FileRef }; readonly output: Blob };
}

export type RequestName = keyof Requests;
export type RequestInput<Name extends RequestName> = Requests[Name]['input'];
export type RequestOutput<Name extends RequestName> = Requests[Name]['output'];

/** From page to worker. */
export type ToWorker =
  | { readonly kind: 'request'; readonly id: number; readonly name: RequestName; readonly input: unknown }
  | { readonly kind: 'cancel'; readonly id: number };

/** From worker to page. */
export type FromWorker =
  | { readonly kind: 'progress'; readonly id: number; readonly done: number }
  | { readonly kind: 'done'; readonly id: number; readonly output: unknown }
  | { readonly kind: 'failed'; readonly id: number; readonly message: string };
