/** Results of slow programs, kept in a folder by a hash of all that they depend on. */

import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

/** @param {...(string | Uint8Array)} parts */
export function hash(...parts) {
  const state = createHash('sha256');
  for (const part of parts) state.update(`${part.length}:`).update(part);
  return state.digest('hex').slice(0, 40);
}

/**
 * The kept value, or a new one that is kept. Values are JSON, in which `Infinity` is written as text.
 *
 * @template T
 * @param {string} folder
 * @param {string} key
 * @param {() => Promise<T> | T} compute
 * @returns {Promise<T>}
 */
export async function cached(folder, key, compute) {
  const path = join(folder, `${key}.json`);
  try {
    return JSON.parse(readFileSync(path, 'utf8'), (_, value) => (value === 'Infinity' ? Infinity : value));
  } catch {
    const value = await compute();
    mkdirSync(folder, { recursive: true });
    const temporary = `${path}.${process.pid}-${threadId}`;
    writeFileSync(
      temporary,
      JSON.stringify(value, (_, inner) => (inner === Infinity ? 'Infinity' : inner)),
    );
    renameSync(temporary, path);
    return value;
  }
}
