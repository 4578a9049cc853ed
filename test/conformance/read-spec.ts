/** The text of the specification, for tests of what it says. */

import { readFileSync } from 'node:fs';
import { specPath } from './read-vectors.js';

export const SPEC = readFileSync(specPath('akm.md'), 'utf8');

/** A section, from its heading to the next heading of the same or a higher level. */
export function readSpec(heading: string): string {
  const start = SPEC.indexOf(`\n${heading} `) + 1;
  if (start === 0) throw new Error(`akm.md has no heading ${heading}`);
  const level = heading.indexOf(' ');
  const body = SPEC.slice(start + heading.length);
  const end = body.search(new RegExp(`^#{2,${level}} `, 'm'));
  return end < 0 ? body : body.slice(0, end);
}

/** The cells of the table rows in a text whose first cell is like this, without the backquotes around a cell. */
export function rowsOf(text: string, first: RegExp): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) =>
      line
        .slice(1, -1)
        .split('|')
        .map((cell) => cell.trim().replace(/^`([^`]*)`$/, '$1')),
    )
    .filter(([cell]) => first.test(cell));
}
