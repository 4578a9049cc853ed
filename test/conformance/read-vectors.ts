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
  /** The feature that it shows, in a sentence. */
  readonly shows: string;
}

export interface InvalidVector {
  readonly file: string;
  /** Name of the error's class. */
  readonly error: string;
  readonly code: string;
  readonly shows: string;
  /** Set if only a reader of metadata finds the fault. The next fields then describe the pixels. */
  readonly reader?: 'metadata';
  readonly width?: number;
  readonly height?: number;
  readonly crc32?: string;
}

interface Manifest {
  readonly format: string;
  /** The limit that the vectors with the code `limit` exceed. */
  readonly maxPixels: number;
  /** The limit that those of them with a `reader` exceed. */
  readonly maxMetadataBytes: number;
  readonly valid: readonly ValidVector[];
  readonly invalid: readonly InvalidVector[];
}

/** Path of a file below `spec/`. */
export function specPath(name: string): string {
  return fileURLToPath(new URL(`../../spec/${name}`, import.meta.url));
}

export const MANIFEST = JSON.parse(readFileSync(specPath('vectors/manifest.json'), 'utf8')) as Manifest;

/** The bytes of a vector, as a plain `Uint8Array` that shares no memory. */
export function readVector({ file }: { readonly file: string }): Uint8Array {
  return Uint8Array.from(readFileSync(specPath(`vectors/${file}`)));
}

/** The bytes of the valid vector of the given name, without folder and extension. */
export function readValid(name: string): Uint8Array {
  return readVector({ file: `valid/${name}.akm` });
}

/** The error that a function throws; undefined when it returns. */
export function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
}
