/** Damaged vectors: a changed byte, a missing end, bytes behind the end. None may decode. */

import { describe, expect, it } from 'vitest';
import { AkmError, decode } from '../../src/decode/index.js';
import { randomNumbers } from '../support/plain-pictures.js';
import { errorOf, MANIFEST, readValid, readVector } from './read-vectors.js';

describe('a damaged file', () => {
  it.each(['example', 'chunk-exif', 'alpha-unused'])('%s is refused with any change of any byte', (name) => {
    const bytes = readValid(name);
    for (let offset = 0; offset < bytes.length; offset++) {
      for (let change = 1; change < 256; change++) {
        const damaged = bytes.slice();
        damaged[offset] ^= change;
        if (!(errorOf(() => decode(damaged)) instanceof AkmError)) expect([offset, change]).toBe('refused');
      }
    }
  });

  it.each(MANIFEST.valid)('$file is refused when one of its bytes changes (a sample)', (vector) => {
    const bytes = readVector(vector);
    for (const random of randomNumbers(100, bytes.length)) {
      const offset = Math.floor(random / 256) % bytes.length;
      const damaged = bytes.slice();
      damaged[offset] ^= 1 + (random % 255);
      if (!(errorOf(() => decode(damaged)) instanceof AkmError)) expect([offset, damaged[offset]]).toBe('refused');
    }
  });

  it.each(MANIFEST.valid)('$file is refused at every shorter length', (vector) => {
    const bytes = readVector(vector);
    for (let length = 0; length < bytes.length; length++) {
      const error = errorOf(() => decode(bytes.subarray(0, length)));
      if ((error as AkmError | undefined)?.code !== 'truncated') expect([length, error]).toBe('truncated');
    }
  });

  it.each(MANIFEST.valid)('$file is refused with 1 to 16 bytes behind it', (vector) => {
    const bytes = readVector(vector);
    for (let count = 1; count <= 16; count++) {
      for (const filler of [0, 0x61]) {
        const longer = new Uint8Array(bytes.length + count).fill(filler);
        longer.set(bytes);
        expect(errorOf(() => decode(longer))).toMatchObject({ name: 'FormatError', code: 'trailing' });
      }
    }
  });
});
