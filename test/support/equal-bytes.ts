/**
 * Makes `toEqual` quick for typed arrays. Vitest compares them element by element, which takes seconds for a picture of a
 * megabyte. Equal bytes are compared at once here. Unequal ones are left to Vitest, which reports the difference.
 */

import { expect } from 'vitest';

function haveEqualBytes(a: unknown, b: unknown): true | undefined {
  if (!ArrayBuffer.isView(a) || !ArrayBuffer.isView(b)) return undefined;
  if (a.constructor !== b.constructor || a.byteLength !== b.byteLength) return undefined;
  const [first, second] = [a, b].map(({ buffer, byteOffset, byteLength }) =>
    Buffer.from(buffer, byteOffset, byteLength),
  );
  return first.equals(second) ? true : undefined;
}

/** A mark on a process that runs several test files: they share its testers. */
const ADDED = Symbol.for('akm.equal-bytes');

if (!Reflect.has(globalThis, ADDED)) {
  Reflect.set(globalThis, ADDED, true);
  expect.addEqualityTesters([haveEqualBytes]);
}
