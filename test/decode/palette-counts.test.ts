import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeIndexed } from '../../src/decode/index.js';
import { countUses } from '../../src/decode/palette-counts.js';
import { plainFile, plainPicture } from '../support/plain-pictures.js';

describe('countUses', () => {
  it('counts every pixel once, in the palette of its block', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const indexed = decodeIndexed(plainFile(picture));
        const { low, high } = countUses(indexed);
        const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0);
        expect([low.length, high.length]).toEqual([indexed.lowPalette.length / 4, indexed.highPalette.length / 4]);
        const { blockMap, blockColumns, blockSide, width, height } = indexed;
        let lowPixels = 0;
        for (let y = 0; y < height; y++) {
          for (let x = 0; x < width; x++) {
            if (blockMap[Math.floor(y / blockSide) * blockColumns + Math.floor(x / blockSide)] === 0) lowPixels++;
          }
        }
        expect([sum(low), sum(high)]).toEqual([lowPixels, width * height - lowPixels]);
      }),
    );
  });
});
