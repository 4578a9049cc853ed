/** Checks that every zlib stream must pass. */

import { inflateSync } from 'node:zlib';
import { expect } from 'vitest';
import { inflateWithPako } from '../../../src/inflate/pako.js';

/** Expects equal bytes; much faster than `toEqual` where there are many. */
export function expectSameBytes(actual: Uint8Array, expected: Uint8Array): void {
  expect(actual.length).toBe(expected.length);
  if (Buffer.compare(actual, expected) === 0) return;
  const different = actual.findIndex((byte, i) => byte !== expected[i]);
  expect.fail(`byte ${different}: ${actual[different]} instead of ${expected[different]}`);
}

/** Expects that two independent inflaters restore the given bytes from a zlib stream. */
export function expectInflatesTo(stream: Uint8Array, bytes: Uint8Array): void {
  expectSameBytes(inflateSync(stream), bytes);
  expectSameBytes(inflateWithPako(stream, bytes.length), bytes);
}
