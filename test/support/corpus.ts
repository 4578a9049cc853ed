/**
 * The shared folder beside the checkout: reference values and pictures that are not part of the project.
 *
 * Tests that need it are written `describe.skipIf(sharedMissing)(...)`, so the suite passes without it and prints the reason.
 */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import type { Image } from '../../src/image.js';

/** Path of the shared folder, which may be missing. */
export const SHARED_FOLDER = fileURLToPath(new URL('../../../shared/', import.meta.url));

/** Why tests that need the shared folder are skipped, or `false` when it exists. */
export const sharedMissing: string | false = existsSync(`${SHARED_FOLDER}reference`)
  ? false
  : 'skipped: ../shared is not there (it is not part of the project)';

if (sharedMissing) console.warn(sharedMissing);

/** Path of a file of the shared folder, such as `reference/metrics.json`. */
export function sharedPath(name: string): string {
  return SHARED_FOLDER + name;
}

/** Reads a JSON file of the shared folder; the caller names the shape it expects. */
export function readSharedJson<T>(name: string): T {
  return JSON.parse(readFileSync(sharedPath(name), 'utf8')) as T;
}

/** Reads a trusted PNG by pngjs: 8 bits, RGBA. Not for damaged files. */
export function readPng(path: string): Image {
  const { width, height, data } = PNG.sync.read(readFileSync(path));
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}
