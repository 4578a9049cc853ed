/** The test vectors of the specification, as its manifest lists them. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export interface ValidVector {
  /** Path below `spec/vectors/`. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  /** CRC-32 of the RGBA pixels, 8 hex digits. */
  readonly crc32: string;
  /** What it shows, in a sentence. */
  readonly shows: string;
}

export interface InvalidVector {
  readonly file: string;
  /** Name of the error's class. */
  readonly error: string;
  readonly code: string;
  readonly shows: string;
  /** When only a reader of metadata finds the fault; the pixels are then those that the next fields say. */
  readonly reader?: 'metadata';
  readonly width?: number;
  readonly height?: number;
  readonly crc32?: string;
}

interface Manifest {
  readonly format: string;
  /** The limit that the vectors with the code `limit` pass. */
  readonly maxPixels: number;
  /** The limit that those of them pass that have a `reader`. */
  readonly maxMetadataBytes: number;
  readonly valid: readonly ValidVector[];
  readonly invalid: readonly InvalidVector[];
}

/** Path of a file below `spec/`. */
export function specPath(name: string): string {
  return fileURLToPath(new URL(`../../spec/${name}`, import.meta.url));
}

export const MANIFEST = JSON.parse(readFileSync(specPath('vectors/manifest.json'), 'utf8')) as Manifest;

/** The bytes of a vector, as a plain `Uint8Array` of their own. */
export function readVector({ file }: { readonly file: string }): Uint8Array {
  return Uint8Array.from(readFileSync(specPath(`vectors/${file}`)));
}

/** The bytes of the valid vector of the given name, without folder and extension. */
export function readValid(name: string): Uint8Array {
  return readVector({ file: `valid/${name}.akm` });
}

/** What a function throws; undefined when it returns. */
export function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
