/** The error codes of the specification, of the sources and of the vectors are the same ones. */

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { MANIFEST, specPath } from './read-vectors.js';

const SPEC = readFileSync(specPath('akm.md'), 'utf8');
const SECTION_8 = SPEC.slice(SPEC.indexOf('## 8.'), SPEC.indexOf('## 9.'));

/** The table's first column: codes of invalid files. */
const INVALID_CODES = [...SECTION_8.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, code]) => code);

/** The codes of files that are not invalid but unsupported, from the sentence below the table. */
const UNSUPPORTED_CODES = [...SECTION_8.slice(SECTION_8.indexOf('unsupported:')).matchAll(/`([a-z-]+)` \(/g)].map(
  ([, code]) => code,
);

/** Codes in the sources: as the first argument of an error or a check, as `code:`, or passed on to one of these. */
const CODE_IN_SOURCE =
  /(?:(?:\b(?:check(?:Table)?|fail)|FormatError|UnsupportedError)\(\s*|code: |checkCrc\(reader, )'([a-z]+(?:-[a-z]+)*)'/g;

function readSources(): string {
  return ['bits', 'format', 'codec', 'decode']
    .flatMap((folder) => {
      const path = fileURLToPath(new URL(`../../src/${folder}/`, import.meta.url));
      return readdirSync(path).map((name) => readFileSync(path + name, 'utf8'));
    })
    .join('\n');
}

function sorted(codes: Iterable<string>): string[] {
  return [...new Set(codes)].sort();
}

describe('the error codes', () => {
  it('of section 8 are those that the sources can throw', () => {
    const thrown = [...readSources().matchAll(CODE_IN_SOURCE)].map(([, code]) => code);
    expect(sorted(thrown)).toEqual(sorted([...INVALID_CODES, ...UNSUPPORTED_CODES]));
  });

  it('of section 8 are in its table once, and beside a rule of an earlier section', () => {
    expect(INVALID_CODES).toEqual([...new Set(INVALID_CODES)]);
    const rules = SPEC.slice(0, SPEC.indexOf('## 8.'));
    for (const code of [...INVALID_CODES, ...UNSUPPORTED_CODES]) expect(rules).toContain(`\`${code}\``);
  });

  it.each([...INVALID_CODES, ...UNSUPPORTED_CODES])('%s has two vectors at least', (code) => {
    expect(MANIFEST.invalid.filter((vector) => vector.code === code).length).toBeGreaterThanOrEqual(2);
  });

  it('of the vectors have the right class', () => {
    for (const { file, code, error } of MANIFEST.invalid) {
      const kind = UNSUPPORTED_CODES.includes(code)
        ? 'UnsupportedError'
        : code === 'limit'
          ? 'LimitError'
          : 'FormatError';
      expect([file, error]).toEqual([file, kind]);
      if (kind === 'FormatError') expect(INVALID_CODES).toContain(code);
    }
  });
});
