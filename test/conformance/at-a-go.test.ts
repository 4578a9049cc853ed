/** The test vectors in a few tests, fast enough for every mutant of the sources (`npm run mutation`). */

import { crc32 } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  type AkmError,
  decode,
  decodeIndexed,
  type Image,
  readMetadata,
  readSections,
} from '../../src/decode/index.js';
import { salvage } from '../../src/decode/salvage.js';
import { errorOf, MANIFEST, readVector } from './read-vectors.js';

function hex32(bytes: Image['data']): string {
  return crc32(Buffer.from(bytes)).toString(16).padStart(8, '0');
}

/** All but the largest, which take seconds when every expression of the sources is counted. */
const SMALL = MANIFEST.valid.filter(({ width, height }) => width * height <= 10_000);

describe('the valid vectors of up to 10,000 pixels', () => {
  it('decode to their pixels', () => {
    for (const vector of SMALL) {
      const { width, height, data } = decode(readVector(vector));
      const { file } = vector;
      expect({ file, width, height, crc32: hex32(data) }).toEqual({ ...vector, shows: undefined });
    }
  });

  it('are salvaged completely', () => {
    for (const vector of SMALL) {
      const { image, lost, fault } = salvage(readVector(vector));
      expect([vector.file, hex32(image.data), lost, fault]).toEqual([vector.file, vector.crc32, [], undefined]);
    }
  });

  it('have sections that add up', () => {
    for (const vector of SMALL) {
      const bytes = readVector(vector);
      const sum = readSections(bytes).reduce((total, section) => total + section.bytes, 0);
      expect([vector.file, sum]).toEqual([vector.file, bytes.length]);
    }
  });
});

describe('the invalid vectors', () => {
  it('are refused with the messages of messages.txt', async () => {
    const lines = MANIFEST.invalid.map((vector) => {
      const bytes = readVector(vector);
      const error = errorOf(() => (vector.reader === undefined ? decode : readMetadata)(bytes)) as AkmError;
      return `${vector.file}: ${error.name} ${error.code}\n  ${error.message}\n`;
    });
    await expect(lines.join('')).toMatchFileSnapshot('messages.txt');
  });

  it('have the same fault in every function that reads their pixels', () => {
    // A profile over the limit is not a fault of the file, so salvage reports none.
    const faulty = MANIFEST.invalid.filter(({ reader, code }) => reader === undefined || code !== 'limit');
    for (const vector of faulty) {
      const bytes = readVector(vector);
      const error = errorOf(() => decode(bytes)) as AkmError | undefined;
      expect(errorOf(() => decodeIndexed(bytes))).toEqual(error);
      const saved = errorOf(() => {
        if (salvage(bytes).fault !== undefined) throw salvage(bytes).fault;
      }) as AkmError | undefined;
      // Only a reader of metadata finds these. Salvage finds them, too, because it reads the metadata.
      const code = vector.reader === undefined ? error?.code : vector.code;
      expect([vector.file, saved?.code]).toEqual([vector.file, code]);
    }
  });
});
