import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OptionError } from '../../src/error.js';
import type { Image } from '../../src/image.js';
import { drawHeatMap } from '../../src/metrics/heat-map.js';
import { measureMse } from '../../src/metrics/index.js';
import { anyPicture, drawPicture } from '../support/pictures.js';

const grey = (level: number, alpha = 255) => [level, level, level, alpha] as const;
const black = (width: number) => drawPicture(width, 1, () => grey(0));

/** Colour of a pixel of a one-row picture. */
function colourAt({ data }: Image, x: number): number[] {
  return [...data.subarray(x * 4, x * 4 + 4)];
}

/** Relative luminance, roughly. */
function lightnessAt(image: Image, x: number): number {
  const [red, green, blue] = colourAt(image, x);
  return 0.2126 * red ** 2.2 + 0.7152 * green ** 2.2 + 0.0722 * blue ** 2.2;
}

describe('the heat map', () => {
  it('is black where pixels are equal, and nowhere else', () => {
    const { image, max, largest } = drawHeatMap(
      black(3),
      drawPicture(3, 1, (x) => grey(x)),
    );
    expect(colourAt(image, 0)).toEqual([0, 0, 0, 255]);
    expect([max, largest]).toEqual([2, 2]);
    expect(colourAt(image, 2)).toEqual([252, 255, 164, 255]);
    const dim = drawHeatMap(
      black(2),
      drawPicture(2, 1, (x) => grey(x)),
      { max: 255 },
    );
    expect(colourAt(dim.image, 1)).not.toEqual([0, 0, 0, 255]);
  });

  it('gets lighter with every step of the error', () => {
    const { image } = drawHeatMap(
      black(256),
      drawPicture(256, 1, (x) => grey(x)),
    );
    for (let x = 1; x < 256; x++) expect(lightnessAt(image, x)).toBeGreaterThan(lightnessAt(image, x - 1));
  });

  it('uses the given scale', () => {
    const ramp = drawPicture(9, 1, (x) => grey(x * 4));
    const { image, max, largest } = drawHeatMap(black(9), ramp, { max: 16 });
    expect([max, largest]).toEqual([16, 32]);
    expect(colourAt(image, 4)).toEqual([252, 255, 164, 255]);
    expect(colourAt(image, 8)).toEqual([252, 255, 164, 255]);
    expect(colourAt(image, 2)).toEqual([186, 54, 85, 255]);
  });

  it('shows a difference in alpha only', () => {
    const one = drawPicture(2, 1, () => grey(0));
    const other = drawPicture(2, 1, (x) => grey(0, x === 0 ? 255 : 128));
    const { image, largest } = drawHeatMap(one, other);
    expect(colourAt(image, 0)).toEqual([0, 0, 0, 255]);
    expect(colourAt(image, 1)).not.toEqual([0, 0, 0, 255]);
    // Over white: half-transparent black is a gray of 127; over black it stays black.
    expect(largest).toBeCloseTo(Math.sqrt(127 ** 2 / 2), 9);
  });

  it('ignores colours under full transparency', () => {
    const hidden = drawHeatMap(
      drawPicture(1, 1, () => [255, 0, 0, 0]),
      drawPicture(1, 1, () => [0, 9, 0, 0]),
    );
    expect([hidden.max, hidden.largest]).toEqual([0, 0]);
    expect(colourAt(hidden.image, 0)).toEqual([0, 0, 0, 255]);
  });

  it('agrees with the mean squared error of a pixel', () => {
    fc.assert(
      fc.property(anyPicture(1), anyPicture(1), (a, b) => {
        expect(drawHeatMap(a, b).largest).toBeCloseTo(Math.sqrt(measureMse(a, b)), 9);
      }),
    );
  });

  it('refuses a scale without a length, and pictures of different sizes', () => {
    for (const max of [0, -1, 256, Number.NaN]) {
      expect(() => drawHeatMap(black(1), black(1), { max })).toThrow(OptionError);
    }
    expect(() => drawHeatMap(black(1), black(2))).toThrow(OptionError);
  });
});
