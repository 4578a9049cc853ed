/** Argument checks shared by every public function: each throws an {@link OptionError} that names the option. */

import { OptionError } from './error.js';

/** Requires an integer within `min..max` and returns it. */
export function checkInteger(option: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < min || value > max) {
    throw new OptionError(option, `expected an integer from ${min} to ${max}, found ${show(value)}`);
  }
  return value;
}

/** Requires a string and returns it. */
export function checkText(option: string, value: unknown): string {
  if (typeof value !== 'string') throw new OptionError(option, `expected a string, found ${show(value)}`);
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

/** Requires a number within `min..max`, not NaN, and returns it. */
export function checkNumber(option: string, value: unknown, min: number, max: number): number {
  if (typeof value !== 'number' || !(value >= min && value <= max)) {
    throw new OptionError(option, `expected a number from ${min} to ${max}, found ${show(value)}`);
  }
  return value;
}

/** Requires a byte array (a `Uint8Array`, such as a Node `Buffer`) and returns its bytes; see {@link viewBytes}. */
export function checkBytes(option: string, value: unknown): Uint8Array {
  if (!(value instanceof Uint8Array)) {
    throw new OptionError(option, `expected a Uint8Array, found ${show(value)}`);
  }
  return viewBytes(option, value);
}

/**
 * The bytes of an array as a plain `Uint8Array` over the same memory, even if a subclass overrides methods.
 *
 * @throws {@link OptionError} when the buffer is detached, or the value only imitates an array
 */
export function viewBytes(option: string, value: Uint8Array | Uint8ClampedArray): Uint8Array {
  try {
    return new Uint8Array(value.buffer, value.byteOffset, value.length);
  } catch (cause) {
    throw new OptionError(option, 'expected bytes that can be read, found a buffer that is detached', cause);
  }
}

/** Requires an object, such as one with options, and returns it. */
export function checkObject<T extends object>(option: string, value: T): T {
  if (typeof value !== 'object' || value === null) {
    throw new OptionError(option, `expected an object, found ${show(value)}`);
  }
  return value;
}

/** Requires a function and returns it. */
export function checkFunction<T>(option: string, value: T): T {
  if (typeof value !== 'function') throw new OptionError(option, `expected a function, found ${show(value)}`);
  return value;
}

/** Describes a value in few words, for messages. It calls no method of the value. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 40));
  if (value === null || typeof value === 'number' || typeof value === 'boolean' || value === undefined) {
    return String(value);
  }
  return Array.isArray(value) ? 'an array' : `a value of type ${typeof value}`;
}
