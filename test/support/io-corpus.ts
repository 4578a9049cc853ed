/** The shared folder of format files, which is not part of the project: tests that need it are skipped without it. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FORMATS = fileURLToPath(new URL('../../../shared/corpus/formats/', import.meta.url));

/** Whether the files are missing. */
export const formatsMissing = !existsSync(FORMATS);

/** For the end of a title of tests that are skipped when {@link formatsMissing}. */
export const FORMATS_NOTE = formatsMissing ? ' (skipped: ../shared/corpus/formats is not there)' : '';

/** Names of the files whose path in the folder matches; an empty list without the folder. */
export function listFormats(pattern: RegExp): string[] {
  if (formatsMissing) return [];
  const names = readdirSync(FORMATS, { recursive: true, encoding: 'utf8' });
  return names
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => pattern.test(name))
    .sort();
}

/** Reads a file of the folder. */
export function readFormat(name: string): Uint8Array {
  return Uint8Array.from(readFileSync(FORMATS + name));
}
