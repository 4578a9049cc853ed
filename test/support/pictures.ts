/** Pictures made for tests, each from a few numbers. */

import fc from 'fast-check';
import type { Image } from '../../src/image.js';

/** A picture whose pixel at x, y is `[r, g, b, a]`. */
export function drawPicture(
  width: number,
  height: number,
  pixelAt: (x: number, y: number) => readonly [number, number, number, number],
): Image {
  const data = new Uint8Array(width * height * 4);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) data.set(pixelAt(x, y), at);
  }
  return { width, height, data };
}

/** A small generator for test pictures (Park and Miller's), so that they are the same in every run. */
export function makeNoise(seed: number): () => number {
  let state = (seed % 2147483646) + 1;
  return () => {
    state = (state * 48271) % 2147483647;
    return state;
  };
}

/** A soft gradient on the left, noise on the right: both classes of blocks occur. */
export function halfBusyPicture(width: number, height: number, seed = 1): Image {
  const next = makeNoise(seed);
  return drawPicture(width, height, (x, y) =>
    x < width / 2 ? [x & 255, y & 255, 90, 255] : [next() & 255, next() & 255, next() & 255, 255],
  );
}

/** A disc with a soft edge over transparency. */
export function softDisc(side: number): Image {
  return drawPicture(side, side, (x, y) => {
    const distance = Math.sqrt((x - side / 2) ** 2 + (y - side / 2) ** 2);
    const alpha = Math.max(0, Math.min(255, Math.round((side / 2 - distance) * 24)));
    return [200, x % 256, y % 256, alpha];
  });
}

/** Any small picture: a few colours or many, opaque or not. */
export function anyPicture(maxSide = 24): fc.Arbitrary<Image> {
  return fc
    .record({
      width: fc.integer({ min: 1, max: maxSide }),
      height: fc.integer({ min: 1, max: maxSide }),
      seed: fc.nat(1e6),
      colours: fc.constantFrom(1, 2, 5, 40, 100000),
      alpha: fc.constantFrom('opaque', 'some', 'any'),
    })
    .map(({ width, height, seed, colours, alpha }) => {
      const next = makeNoise(seed);
      return drawPicture(width, height, () => {
        const colour = makeNoise((next() % colours) + 7 * seed);
        const opacity = colour() % 4;
        const a = alpha === 'opaque' || (alpha === 'some' && opacity > 0) ? 255 : opacity === 0 ? 0 : colour() & 255;
        return [colour() & 255, colour() & 255, colour() & 255, a];
      });
    });
}

/** The picture as it comes back from a lossless round trip: fully transparent pixels have no colour. */
export function withoutHiddenColours({ width, height, data }: Image): Image {
  const clean = Uint8Array.from(data);
  for (let i = 0; i < clean.length; i += 4) if (clean[i + 3] === 0) clean.fill(0, i, i + 3);
  return { width, height, data: clean };
}
