import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIndexed } from '../../src/decode/index.js';
import { countUses } from '../../src/decode/palette-counts.js';
import { classAt } from '../support/plain-decoder.mjs';
import { plainFile, plainPicture } from '../support/plain-pictures.js';

describe('countUses', () => {
  it('counts every pixel once, at its index into the palette of its block', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const { low, high } = countUses(decodeIndexed(plainFile(picture)));
        const expected = [new Uint32Array(picture.k1), new Uint32Array(picture.k2)];
        picture.indices.forEach((index, at) => {
          expected[classAt(picture, at % picture.width, Math.floor(at / picture.width))][index]++;
        });
        expect([low, high]).toEqual(expected);
      }),
    );
  });
});
