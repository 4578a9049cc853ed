import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findDrawnBlocks } from '../../src/decode/drawn-blocks.js';
import { readInfo } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { drawPicture, halfBusyPicture } from '../support/pictures.js';

/** The classes of a picture, and the same picture enlarged without offsets. */
function enlarge(x: number, y: number) {
  const info = readInfo(encode(halfBusyPicture(70, 45), { k1: 5, k2: 17, block: 8 }));
  const size = { width: info.width * x, height: info.height * y };
  return { info, enlarged: { ...info, ...size, scale: { x, y, offsetX: 0, offsetY: 0 } } };
}

describe('the blocks of a picture as it is drawn', () => {
  it('are the stored ones where it is not enlarged', () => {
    const { info } = enlarge(1, 1);
    expect(findDrawnBlocks(info)).toBe(info);
  });

  it('have the class of the stored block that they show', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 }), (x, y) => {
        const { info, enlarged } = enlarge(x, y);
        const { blockSide, blockColumns, blockRows, blockMap } = findDrawnBlocks(enlarged);
        expect([blockSide, blockColumns, blockRows]).toEqual([
          8,
          Math.ceil(enlarged.width / 8),
          Math.ceil(enlarged.height / 8),
        ]);
        for (let row = 0; row < blockRows; row++) {
          for (let column = 0; column < blockColumns; column++) {
            const stored = Math.floor(row / y) * info.blockColumns + Math.floor(column / x);
            expect(blockMap[row * blockColumns + column]).toBe(info.blockMap[stored]);
          }
        }
      }),
    );
  });

  it('can be given to the encoder for the picture that was enlarged', () => {
    const picture = drawPicture(96, 64, (x, y) => [(x >> 1) * 5, (y >> 1) * 7, ((x >> 1) * (y >> 1)) & 255, 255]);
    const map = findDrawnBlocks(readInfo(encode(picture, { quality: 30, block: 8 })));
    const bytes = encode(picture, { blockMap: map.blockMap, block: map.blockSide, k1: 4, k2: 8 });
    expect(readInfo(bytes).blockMap).toHaveLength(map.blockMap.length);
  });
});
