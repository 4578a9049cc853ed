/** Damaged files with right CRC-32s: each decodes or is refused. `npm run fuzz` tests millions of them. */

import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mutantBytes, mutants } from '../../hardening/fuzz/model.mjs';
import { repairCrcs } from '../../hardening/fuzz/repair-crcs.mjs';
import { AkmError, decode, readMetadata } from '../../src/decode/index.js';
import { salvage } from '../../src/decode/salvage.js';
import { readValid, specPath } from '../conformance/read-vectors.js';
import { runs } from '../support/runs.js';

const SMALL = [
  'example',
  'pixel',
  'alpha',
  'bands',
  'example-mesh',
  'mesh-two-palettes',
  'chunks',
  'all-low',
  'strip-1',
  'deflate-fixed',
].map(readValid);

/** Codes of checks behind a CRC-32. */
const INNER_CODES = [
  ...['flags', 'block-side', 'geometry', 'palette-size', 'strip-width', 'band-height', 'mesh', 'limit', 'coding'],
  ...['table-stream', 'bitmap-padding', 'no-low-block', 'palette-transparent', 'plane-presence'],
  ...['plane-stream', 'index-range', 'mesh-class', 'no-mesh-block', 'mesh-presence', 'mesh-length', 'mesh-stream'],
  ...['mesh-token', 'mesh-value', 'chunk-type', 'chunk-order', 'chunk', 'trailing'],
];

describe('the repair of CRC-32s', () => {
  it('does not change a valid vector', () => {
    for (const name of readdirSync(specPath('vectors/valid'))) {
      const bytes = readValid(name.replace('.akm', ''));
      expect(Buffer.compare(repairCrcs(bytes), bytes)).toBe(0);
    }
  });

  it('lets damage pass the checksums', () => {
    const bytes = readValid('example');
    bytes[6] = 0xe0;
    expect(() => decode(bytes)).toThrow(expect.objectContaining({ code: 'prefix-crc' }));
    expect(() => decode(repairCrcs(bytes))).toThrow(expect.objectContaining({ code: 'flags' }));
  });
});

describe('a damaged file with right CRC-32s', () => {
  it('decodes or is refused, in thousands of runs that reach every check behind a CRC-32', () => {
    const codes = new Set<string>();
    const traceLimit = Error.stackTraceLimit;
    // Traces are most of the cost of errors, and are not needed here.
    Error.stackTraceLimit = 0;
    const note = (read: () => unknown) => {
      try {
        read();
        codes.add('decoded');
      } catch (error) {
        if (!(error instanceof AkmError) || error.code === 'option') throw error;
        codes.add(error.code);
      }
    };
    const property = fc.property(mutants(SMALL.length), (mutant) => {
      const bytes = mutantBytes(mutant, SMALL);
      note(() => decode(bytes, { maxPixels: 2 ** 20 }));
      note(() => readMetadata(bytes));
      note(() => salvage(bytes, { maxPixels: 2 ** 20 }));
    });
    fc.assert(property, { numRuns: runs(5000), seed: 2 });
    Error.stackTraceLimit = traceLimit;
    expect([...codes]).toEqual(expect.arrayContaining(['decoded', ...INNER_CODES]));
  });
});
