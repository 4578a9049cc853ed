import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countUses, findDrawnBlocks, sumSections } from '../../src/decode/figures.js';
import { decodeIndexed, readInfo, readSections } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { MANIFEST, readValid, readVector } from '../conformance/read-vectors.js';
import { drawPicture, halfBusyPicture } from '../support/pictures.js';
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

  it('counts no pixel of a mesh', () => {
    const picture = decodeIndexed(readValid('mesh-two-palettes'));
    const { low, high } = countUses(picture);
    let pixels = 0;
    for (let y = 0; y < picture.height; y++) {
      for (let x = 0; x < picture.width; x++) {
        const block = Math.floor(y / picture.blockSide) * picture.blockColumns + Math.floor(x / picture.blockSide);
        if (picture.meshMap[block] === 0) pixels++;
      }
    }
    expect([...low, ...high].reduce((sum, count) => sum + count)).toBe(pixels);
    expect(pixels).toBeLessThan(picture.width * picture.height);
  });
});

/** The classes of a picture. */
const info = readInfo(encode(halfBusyPicture(70, 45), { k1: 5, k2: 17, block: 8 }));

/** The same picture enlarged without offsets. */
function enlarge(x: number, y: number) {
  const size = { width: info.width * x, height: info.height * y };
  return { ...info, ...size, scale: { x, y, offsetX: 0, offsetY: 0 } };
}

describe('the blocks of a picture as it is drawn', () => {
  it('are the stored ones without a scale', () => {
    expect(findDrawnBlocks(info)).toBe(info);
  });

  it('have the class of the stored block that they show', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 }), (x, y) => {
        const enlarged = enlarge(x, y);
        const { blockSide, blockColumns, blockRows, blockMap } = findDrawnBlocks(enlarged);
        expect([blockSide, blockColumns, blockRows]).toEqual([
          8,
          Math.ceil(enlarged.width / 8),
          Math.ceil(enlarged.height / 8),
        ]);
        const shown = blockMap.map((_, block) => {
          const [row, column] = [Math.floor(block / blockColumns), block % blockColumns];
          return info.blockMap[Math.floor(row / y) * info.blockColumns + Math.floor(column / x)];
        });
        expect(blockMap).toHaveLength(blockColumns * blockRows);
        expect(blockMap).toEqual(shown);
      }),
    );
  });

  it('can be given to the encoder with the enlarged picture', () => {
    const picture = drawPicture(96, 64, (x, y) => [(x >> 1) * 5, (y >> 1) * 7, ((x >> 1) * (y >> 1)) & 255, 255]);
    const map = findDrawnBlocks(readInfo(encode(picture, { quality: 30, block: 8 })));
    const bytes = encode(picture, { blockMap: map.blockMap, block: map.blockSide, k1: 4, k2: 8 });
    expect(readInfo(bytes).blockMap).toHaveLength(map.blockMap.length);
  });
});
describe('sumSections', () => {
  it('counts every byte of a file', () => {
    for (const { file } of MANIFEST.valid) {
      const bytes = readVector({ file });
      const sums = [...sumSections(bytes, { maxPixels: 2 ** 30 }).values()];
      expect(sums.reduce((sum, count) => sum + count, 0)).toBe(bytes.length);
    }
  });

  it('sums up the planes of all bands, and their frames', () => {
    const bytes = readValid('bands-many');
    const sums = sumSections(bytes);
    const sumOf = (pattern: RegExp) =>
      readSections(bytes)
        .filter(({ name }) => pattern.test(name))
        .reduce((sum, section) => sum + section.bytes, 0);
    expect(Object.fromEntries(sums)).toEqual({
      header: sumOf(/^header$/),
      table: sumOf(/^table$/),
      'frames, CRCs': sumOf(/ sizes$| CRC-32$|^end mark$/),
      'low planes': sumOf(/ low plane$/),
      'high planes': sumOf(/ high plane$/),
    });
  });

  it('keeps known chunks by name, and joins the others', () => {
    const sums = sumSections(readValid('chunks'));
    const named = readSections(readValid('chunks')).filter(({ name }) => name.startsWith('chunk '));
    const sizeOf = (name: string) => named.find((section) => section.name === name)?.bytes;
    const all = named.reduce((sum, { bytes }) => sum + bytes, 0);
    const [exif, icc] = [sizeOf('chunk exif')!, sizeOf('chunk icc')!];
    expect([sums.get('chunk exif'), sums.get('chunk icc')]).toEqual([exif, icc]);
    expect(sums.get('other chunks')).toBe(all - exif - icc);
  });
});
