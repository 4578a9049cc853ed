/**
 * Names that are not UTF-8.
 *
 * Linux allows any bytes in a name. Node passes arguments as text, with U+FFFD for bytes that are not UTF-8. The name is
 * lost then: two names may become equal, and the text may be the name of another file. Such names are refused.
 */

import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { FileError } from '../node/file-error.js';
import { UsageError } from './failure.js';

const REPLACEMENT = '\ufffd';
const REASON = 'the name is not UTF-8';

/** A name in which bytes that are not UTF-8 are spelt out, so that no two names look the same; undefined when all are UTF-8. */
export function spellBrokenName(bytes: Uint8Array): string | undefined {
  if (isUtf8(bytes)) return undefined;
  let text = '';
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    text += length === 0 ? `\\x${bytes[at].toString(16)}` : Buffer.from(bytes.subarray(at, at + length)).toString();
    at += Math.max(1, length);
  }
  return text;
}

/** Bytes of the UTF-8 character that begins here, 0 when none does. */
function characterLength(bytes: Uint8Array, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++) {
    if (isUtf8(bytes.subarray(at, at + length))) return length;
  }
  return 0;
}

/** The failure of a name that is not UTF-8. */
export function brokenNameError(spelt: string): FileError {
  return new FileError(spelt, 'not-utf8', REASON);
}

/** Whether an error is a {@link brokenNameError}. */
export function isBrokenName(error: { readonly code: string }): boolean {
  return error.code === 'not-utf8';
}

/**
 * Spells out the arguments that are not UTF-8.
 *
 * @param texts - arguments as Node passes them, in their order
 * @returns the name for each argument that is not UTF-8, undefined for the others
 */
export function spellBrokenArguments(texts: readonly string[]): (string | undefined)[] {
  if (!texts.some((text) => text.includes(REPLACEMENT))) return texts.map(() => undefined);
  const broken = findBrokenArguments();
  const used = new Map<string, number>();
  return texts.map((text) => {
    const names = broken.get(text) ?? findByEnd(broken, text);
    if (names === undefined) return undefined;
    const count = used.get(text) ?? 0;
    used.set(text, count + 1);
    return count < names.length ? names[count] : names.find((name) => name !== undefined);
  });
}

/** The names at the end of an argument such as `--out-dir=name`. */
function findByEnd(broken: BrokenArguments, text: string): readonly (string | undefined)[] | undefined {
  if (!text.includes(REPLACEMENT)) return undefined;
  for (const [argument, names] of broken) {
    if (argument.endsWith(text)) return names.map((name) => name?.slice(argument.length - text.length));
  }
  return undefined;
}

/**
 * Rejects names that are not UTF-8, before another file is mistaken for the named one.
 *
 * @throws FileError for a name to be read, UsageError for one to be written
 */
export function refuseBrokenNames(reads: readonly string[], writes: readonly string[]): void {
  const [badWrite] = spellBrokenArguments(writes).filter((name) => name !== undefined);
  if (badWrite !== undefined) throw new UsageError(`${badWrite}: ${REASON}`);
  const [badRead] = spellBrokenArguments(reads).filter((name) => name !== undefined);
  if (badRead !== undefined) throw brokenNameError(badRead);
}

/**
 * Arguments that are not UTF-8, by the text that Node passes for them: how each is spelt, in their order. Undefined stands for
 * an argument that contains U+FFFD and is UTF-8.
 */
type BrokenArguments = ReadonlyMap<string, readonly (string | undefined)[]>;

/** The arguments of this process. Empty on systems that do not provide their bytes, where names are text. */
function findBrokenArguments(): BrokenArguments {
  const broken = new Map<string, (string | undefined)[]>();
  const texts = process.argv.slice(2);
  const all = readArguments();
  const bytes = all.slice(all.length - texts.length);
  const isOurs = bytes.length === texts.length && bytes.every((each, i) => each.toString() === texts[i]);
  if (!isOurs) return broken;
  for (const [i, each] of bytes.entries()) {
    if (!texts[i].includes(REPLACEMENT)) continue;
    const names = broken.get(texts[i]);
    if (names === undefined) broken.set(texts[i], [spellBrokenName(each)]);
    else names.push(spellBrokenName(each));
  }
  return broken;
}

/** The arguments of the process as bytes. */
function readArguments(): Buffer[] {
  const parts: Buffer[] = [];
  try {
    const line = readFileSync('/proc/self/cmdline');
    for (let at = 0; at < line.length; ) {
      const end = line.indexOf(0, at);
      parts.push(line.subarray(at, end < 0 ? line.length : end));
      at = end < 0 ? line.length : end + 1;
    }
  } catch {
    // Only Linux has this file.
  }
  return parts;
}
