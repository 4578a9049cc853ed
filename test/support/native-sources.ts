/**
 * Lets Node load the sources itself, with their types removed.
 *
 * Vitest's loader turns each use of an import into a call of a getter. With it, encoders take 15 to 35 % more time.
 */

import { findSourceMap, register } from 'node:module';

/** A place in a loaded source, as a stack trace names it. */
const PLACE = /(file:[^\s()]+\/src\/[^\s()]+\.ts):(\d+):(\d+)/g;

/** The same place in the file. Without types, code has other lines. */
function findPlace(place: string, url: string, line: string, column: string): string {
  const { originalLine, originalColumn } = findSourceMap(url)?.findEntry(Number(line) - 1, Number(column) - 1) ?? {};
  return originalLine === undefined ? place : `${url}:${originalLine + 1}:${(originalColumn ?? 0) + 1}`;
}

/** A mark on a process that runs several test files: its loader has the hooks. */
const HOOKED = Symbol.for('akm.native-sources');

if (!Reflect.has(globalThis, HOOKED)) {
  Reflect.set(globalThis, HOOKED, true);
  register('./source-hooks.mjs', import.meta.url);
  process.setSourceMapsEnabled(true);
  const { prepareStackTrace } = Error;
  Error.prepareStackTrace = (error, sites) => {
    const stack: unknown =
      prepareStackTrace?.(error, sites) ?? `${error}${sites.map((site) => `\n    at ${site}`).join('')}`;
    return typeof stack === 'string' ? stack.replace(PLACE, findPlace) : stack;
  };
}
