import { describe, expect, it } from 'vitest';
import { readPicture, writePicture } from '../../src/io/index.js';
import { readPictureLazily } from '../../src/io/read-picture-lazily.js';

const IMAGE = { width: 3, height: 2, data: Uint8Array.from({ length: 24 }, (_, i) => (i % 4 === 3 ? 255 : i * 9)) };

describe('reading with the one reader that is needed', () => {
  it('gives the same picture, for every format', async () => {
    for (const format of ['png', 'jpeg', 'ppm', 'pgm'] as const) {
      const bytes = writePicture(IMAGE, format);
      expect(await readPictureLazily(bytes)).toEqual(readPicture(bytes));
    }
  });

  it('fails with the same error, for limits, damage and foreign files', async () => {
    const png = writePicture(IMAGE, 'png');
    const damaged = png.map((byte, at) => (at === 50 ? byte ^ 1 : byte));
    const cases = [
      { bytes: png, options: { maxPixels: 5 } },
      { bytes: png, options: { maxPixels: 0 } },
      { bytes: damaged, options: {} },
      { bytes: png.subarray(0, 40), options: {} },
      { bytes: Uint8Array.of(1, 2, 3), options: {} },
    ];
    for (const { bytes, options } of cases) {
      const expected = errorOf(() => readPicture(bytes, options));
      await expect(readPictureLazily(bytes, options)).rejects.toEqual(expected);
    }
  });
});

function errorOf(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
