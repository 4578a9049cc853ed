/** Argument checks shared by every public function: each throws an {@link OptionError} that names the option. */

import { OptionError } from './error.js';

/** Requires an integer within `min..max` and returns it. */
export function checkInteger(option: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new OptionError(option, `expected an integer from ${min} to ${max}, found ${show(value)}`);
  }
  return value;
}

/** Requires one of the listed strings and returns it. */
export function checkOneOf<T extends string>(option: string, value: unknown, allowed: readonly T[]): T {
  const found = allowed.find((candidate) => candidate === value);
  if (found === undefined) {
    throw new OptionError(option, `expected one of ${allowed.join(', ')}, found ${show(value)}`);
  }
  return found;
}

/** Requires a byte array (a `Uint8Array`, thus also a Node `Buffer`) and returns it. */
export function checkBytes(option: string, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw new OptionError(option, `expected a Uint8Array, found ${show(value)}`);
  }
  return value;
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined) {
    return String(value);
  }
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
