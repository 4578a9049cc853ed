/** The test vectors of the specification. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const VECTORS = fileURLToPath(new URL('../../spec/vectors/', import.meta.url));

const manifest = JSON.parse(readFileSync(`${VECTORS}manifest.json`, 'utf8'));

function load(entry) {
  return { ...entry, bytes: Uint8Array.from(readFileSync(VECTORS + entry.file)) };
}

/** @returns the valid vectors: entries of the manifest, with `bytes` */
export function validVectors() {
  return manifest.valid.map(load);
}

/** @returns the invalid vectors: entries of the manifest, with `bytes` */
export function invalidVectors() {
  return manifest.invalid.map(load);
}

/** Vectors small enough to be damaged thousands of times. */
export function smallVectors(maxBytes = 600) {
  return validVectors().filter(({ bytes }) => bytes.length <= maxBytes);
}
