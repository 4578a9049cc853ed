import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Image } from '../../src/image.js';
import { applyOrientation, findOrientation, type Orientation } from '../../src/io/exif-orientation.js';
import { readPicture } from '../../src/io/index.js';
import { FORMATS_NOTE, formatsMissing, readFormat } from '../support/io-corpus.js';
import { exifBlock, latin } from '../support/io-files.mjs';

const ALL: readonly Orientation[] = [1, 2, 3, 4, 5, 6, 7, 8];
/** The orientation that undoes each one: 6 and 8 undo each other, the others themselves. */
const INVERSE: Readonly<Record<Orientation, Orientation>> = { 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6 };

/** A picture whose pixels are letters, one row a word. */
function letters(...rows: readonly string[]): Image {
  const text = rows.join('');
  const data = Uint8Array.from(text, (letter) => letter.charCodeAt(0)).reduce<number[]>((all, code) => {
    all.push(code, code + 1, code + 2, 255);
    return all;
  }, []);
  return { width: rows[0]!.length, height: rows.length, data: Uint8Array.from(data) };
}

function spell(image: Image): string[] {
  return Array.from({ length: image.height }, (_, y) =>
    Array.from({ length: image.width }, (_, x) => String.fromCharCode(image.data[(y * image.width + x) * 4]!)).join(''),
  );
}

describe('applyOrientation', () => {
  it.each([
    [1, ['abc', 'def']],
    [2, ['cba', 'fed']],
    [3, ['fed', 'cba']],
    [4, ['def', 'abc']],
    [5, ['ad', 'be', 'cf']],
    [6, ['da', 'eb', 'fc']],
    [7, ['fc', 'eb', 'da']],
    [8, ['cf', 'be', 'ad']],
  ] as const)('turns the letters upright for orientation %i', (orientation, expected) => {
    expect(spell(applyOrientation(letters('abc', 'def'), orientation))).toEqual(expected);
  });

  it('followed by its inverse changes nothing', () => {
    const image = fc
      .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }))
      .chain(([width, height]) =>
        fc
          .uint8Array({ minLength: width * height * 4, maxLength: width * height * 4 })
          .map((data) => ({ width, height, data })),
      );
    fc.assert(
      fc.property(image, fc.constantFrom(...ALL), (original, orientation) => {
        const turned = applyOrientation(original, orientation);
        expect(applyOrientation(turned, INVERSE[orientation])).toEqual(original);
      }),
    );
  });
});

describe('findOrientation', () => {
  it('reads both byte orders', () => {
    for (const orientation of ALL) {
      expect(findOrientation(exifBlock(orientation, 'II'))).toEqual({ kind: 'found', orientation });
      expect(findOrientation(exifBlock(orientation, 'MM'))).toEqual({ kind: 'found', orientation });
    }
  });

  it('names the fault, and never throws', () => {
    expect(findOrientation(latin('MM'))).toEqual({ kind: 'fault', fault: 'it is too short' });
    expect(findOrientation(exifBlock(0))).toEqual({ kind: 'fault', fault: 'its orientation is 0' });
    expect(findOrientation(exifBlock(9))).toEqual({ kind: 'fault', fault: 'its orientation is 9' });
    const wrongType = exifBlock(6);
    wrongType[13] = 4;
    expect(findOrientation(wrongType)).toEqual({ kind: 'fault', fault: 'its orientation has the type 4' });
    const wrongMagic = exifBlock(6);
    wrongMagic[3] = 43;
    expect(findOrientation(wrongMagic)).toMatchObject({ kind: 'fault' });
    const farDirectory = exifBlock(6);
    farDirectory[4] = 0xff;
    expect(findOrientation(farDirectory)).toMatchObject({ kind: 'fault', fault: expect.stringContaining('outside') });
    expect(findOrientation(exifBlock(6).subarray(0, 20))).toMatchObject({
      fault: expect.stringContaining('cut short'),
    });
    fc.assert(fc.property(fc.uint8Array(), (bytes) => findOrientation(bytes).kind !== undefined));
    const mutated = fc.tuple(fc.nat(25), fc.nat(255), fc.constantFrom('II' as const, 'MM' as const));
    fc.assert(
      fc.property(mutated, ([at, value, order]) => {
        const block = exifBlock(6, order);
        block[at] = value;
        expect(['found', 'absent', 'fault']).toContain(findOrientation(block).kind);
      }),
    );
  });

  it('finds nothing where there is no such tag', () => {
    const other = exifBlock(6);
    other[11] = 0x13;
    expect(findOrientation(other)).toEqual({ kind: 'absent' });
  });
});

describe.skipIf(formatsMissing)(`the eight orientations of one photograph${FORMATS_NOTE}`, () => {
  const upright = formatsMissing ? undefined : readPicture(readFormat('exif_orientation/Landscape_1.jpg')).image;

  it.each(ALL)('%i comes out upright, 480x320', (orientation) => {
    const { image, notes } = readPicture(readFormat(`exif_orientation/Landscape_${orientation}.jpg`));
    expect(image).toMatchObject({ width: 480, height: 320 });
    expect(notes).toEqual(orientation === 1 ? [] : [`EXIF orientation ${orientation} was applied`]);
    // The pictures differ by the number drawn in the middle and by their compression: 2.8 at most, where the nearest
    // wrong orientation gives more than 40.
    let sum = 0;
    for (let at = 0; at < image.data.length; at++) sum += Math.abs(image.data[at]! - upright!.data[at]!);
    expect(sum / image.data.length).toBeLessThan(6);
  });
});
