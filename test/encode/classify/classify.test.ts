import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BlockMeasure,
  CLASSIFIER_NAMES,
  classify,
  measureEigenvalue,
  measureGradient,
  measureVariance,
} from '../../../src/encode/classify/index.js';
import { translucentTrace } from '../../../src/encode/classify/measures.js';
import { readPng, sharedMissing, sharedPath } from '../../support/corpus.js';
import { runs } from '../../support/runs.js';
import {
  cutBlocks,
  jacobiEigenvalues,
  type Pixel,
  plainEigenvalue,
  plainGradient,
  plainVariance,
} from './reference.js';

const MEASURES: { name: string; measure: BlockMeasure; plain: (block: Pixel[][]) => number; scale: number }[] = [
  { name: 'eigen', measure: measureEigenvalue, plain: plainEigenvalue, scale: 65025 },
  { name: 'variance', measure: measureVariance, plain: plainVariance, scale: 1 },
  { name: 'gradient', measure: measureGradient, plain: plainGradient, scale: 255 },
];

interface Picture {
  width: number;
  height: number;
  data: Uint8Array;
}

/** Pictures of odd sizes, single rows and columns among them, with few or many colours; alpha all 255 if `opaque`. */
function pictures({ opaque }: { opaque: boolean }): fc.Arbitrary<Picture> {
  const side = fc.oneof(fc.constant(1), fc.integer({ min: 1, max: 24 }));
  return fc.tuple(side, side, fc.constantFrom(1, 40, 255)).chain(([width, height, max]) =>
    fc.uint8Array({ minLength: width * height * 4, maxLength: width * height * 4, max }).map((data) => {
      for (let i = 3; opaque && i < data.length; i += 4) data[i] = 255;
      return { width, height, data };
    }),
  );
}

const sides = fc.constantFrom(2, 3, 4, 8, 16, 32, 256);

describe.skipIf(sharedMissing)('maps of the toucan, block side 4', () => {
  it.each(MEASURES)('$name is the reference map', ({ name }) => {
    const { data, width, height } = readPng(sharedPath('reference/toucan.png'));
    const expected = readPng(sharedPath(`reference/map-${name}.png`));
    const classes = classify(name as 'eigen', data as Uint8Array, width, height, 4)!;
    expect(classes.length).toBe(expected.width * expected.height);
    const differing = classes.filter((value, i) => value !== (expected.data[i * 4]! > 127 ? 1 : 0)).length;
    expect(differing).toBe(0);
  });
});

describe.each(MEASURES)('measure $name', ({ measure, plain, scale }) => {
  const measureOf = ({ data, width, height }: Picture, side: number) => measure(data, width, height, side);

  it.each([true, false])('agrees with its definition (opaque: %s)', (opaque) => {
    fc.assert(
      fc.property(pictures({ opaque }), sides, (picture, side) => {
        const found = measureOf(picture, side);
        const expected = cutBlocks(picture, side).map(plain);
        expect(found.length).toBe(expected.length);
        for (const [i, value] of expected.entries()) {
          expect(Math.abs(found[i]! - value)).toBeLessThan(1e-12 * scale);
          expect(found[i]).toBeGreaterThanOrEqual(0);
        }
      }),
    );
  });

  it('ignores a constant that is added to the colours', () => {
    fc.assert(
      fc.property(pictures({ opaque: true }), sides, fc.integer({ min: 0, max: 215 }), (picture, side, shift) => {
        const data = picture.data.map((value, i) => (i % 4 === 3 ? 255 : Math.min(value, 40)));
        const shifted = data.map((value, i) => (i % 4 === 3 ? 255 : value + shift));
        expect(measureOf({ ...picture, data: shifted }, side)).toEqual(measureOf({ ...picture, data }, side));
      }),
    );
  });

  it('is exactly 0 for flat blocks, whatever their alpha and size', () => {
    const colour = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
    const size = fc.integer({ min: 1, max: 300 });
    fc.assert(
      fc.property(colour, size, size, sides, (rgba, width, height, side) => {
        const data = Uint8Array.from({ length: width * height * 4 }, (_, i) => rgba[i % 4]!);
        expect(measureOf({ width, height, data }, side).every((value) => value === 0)).toBe(true);
      }),
      { numRuns: runs(40) },
    );
  });

  it('ignores the colour of fully transparent pixels', () => {
    fc.assert(
      fc.property(pictures({ opaque: false }), sides, (picture, side) => {
        const data = picture.data.map((value, i) => (i % 4 === 3 ? (value & 1) * 255 : value));
        const cleared = data.map((value, i) => (data[i | 3] === 0 ? 0 : value));
        expect(measureOf({ ...picture, data: cleared }, side)).toEqual(measureOf({ ...picture, data }, side));
      }),
    );
  });

  it('measures each block separately, and clips edge blocks', () => {
    fc.assert(
      fc.property(pictures({ opaque: false }), sides, ({ width, height, data }, side) => {
        const whole = measure(data, width, height, side);
        const alone = cutBlocks({ width, height, data }, side).map((block) => {
          const bytes = block.flat().flatMap(({ rgb, alpha }) => [...rgb, alpha]);
          return measure(Uint8Array.from(bytes), block[0]!.length, block.length, 256)[0]!;
        });
        expect([...whole]).toEqual(alone);
      }),
    );
  });
});

describe('eigenvalue', () => {
  it('of a translucent block follows the formula of opaque ones', () => {
    fc.assert(
      fc.property(pictures({ opaque: true }), ({ width, height, data }) => {
        const [plain] = measureEigenvalue(data, width, height, 256);
        expect(translucentTrace(data, 0, width * 4, width, height) / 3).toBeCloseTo(plain!, 9);
      }),
    );
  });

  it('of black and white halves is known', () => {
    // Each channel 0, 0, 255, 255: sample variance 4 * 127.5^2 / 3.
    const data = Uint8Array.from({ length: 16 }, (_, i) => (i % 4 === 3 || i >= 8 ? 255 : 0));
    expect(measureEigenvalue(data, 2, 2, 2)).toEqual(Float64Array.of(21675));
    expect(measureVariance(data, 2, 2, 2)).toEqual(Float64Array.of(0.25));
    expect(measureGradient(data, 2, 2, 2)).toEqual(Float64Array.of(4));
  });

  it('is checked by a correct decomposition', () => {
    const found = jacobiEigenvalues([
      [2, 1, 0],
      [1, 2, 0],
      [0, 0, 5],
    ]);
    expect(found.sort((a, b) => a - b).map((value) => Math.round(value * 1e12) / 1e12)).toEqual([1, 3, 5]);
  });
});

describe('classify', () => {
  it('gives no classes for "none", and one byte a block for other measures', () => {
    expect(CLASSIFIER_NAMES).toEqual(['codebook', 'none', 'eigen', 'variance', 'gradient']);
    const data = Uint8Array.from({ length: 9 * 5 * 4 }, (_, i) => (i % 4 === 3 ? 255 : (i * i) % 251));
    for (const name of CLASSIFIER_NAMES) {
      const classes = classify(name, data, 9, 5, 4);
      if (name === 'none') expect(classes).toBeUndefined();
      else expect([classes!.length, classes!.every((value) => value <= 1)]).toEqual([6, true]);
    }
  });

  it('makes all blocks of a plain picture high: no block is below the median', () => {
    expect(classify('eigen', new Uint8Array(64).fill(255), 4, 4, 2)).toEqual(Uint8Array.of(1, 1, 1, 1));
  });
});
