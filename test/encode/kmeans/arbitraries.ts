/** Random colours, palettes and weighted points, with ties and repeats. */

import fc from 'fast-check';
import { embedColours, packColour } from '../../../src/encode/kmeans/colour-space.js';
import type { WeightedPoints } from '../../../src/encode/kmeans/histogram.js';

const byte = fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 1, 127, 128, 254, 255));
/** Few values, far enough apart for exact ties halfway between them. */
const tiedByte = fc.constantFrom(0, 8, 16, 24, 32, 64);

/** A packed colour; opaque ones have alpha 255, fully transparent ones are 0. */
export function anyColour(opaque: boolean): fc.Arbitrary<number> {
  const colourOf = (channel: fc.Arbitrary<number>) =>
    fc
      .tuple(channel, channel, channel, opaque ? fc.constant(255) : channel)
      .map(([r, g, b, a]) => (a === 0 ? 0 : packColour(r, g, b, a)));
  return fc.oneof(colourOf(byte), colourOf(tiedByte));
}

/** A list of packed colours, some of them repeated. */
export function anyColours(opaque: boolean, maxLength: number): fc.Arbitrary<Uint32Array> {
  return fc
    .array(fc.tuple(anyColour(opaque), fc.integer({ min: 1, max: 3 })), { minLength: 1, maxLength })
    .map((runs) => Uint32Array.from(runs.flatMap(([colour, repeats]) => Array<number>(repeats).fill(colour))));
}

/** Weighted points that are colours. */
export function anyPoints(opaque: boolean, maxLength: number): fc.Arbitrary<WeightedPoints> {
  const weight = fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constantFrom(1, 2 ** 31));
  return anyColours(opaque, maxLength).chain((colours) =>
    fc.array(weight, { minLength: colours.length, maxLength: colours.length }).map((weights) => ({
      coordinates: embedColours(colours, opaque),
      weights: Float64Array.from(weights),
    })),
  );
}

/** Points and centres to start from. */
export function anyClustering(maxPoints: number, maxCentres: number) {
  return fc.boolean().chain((opaque) =>
    fc.record({
      points: anyPoints(opaque, maxPoints),
      centres: anyColours(opaque, maxCentres).map((colours) => embedColours(colours, opaque)),
    }),
  );
}

/** An artificial photograph: soft gradients with noise, from integers only; `size * size` packed opaque pixels. */
export function drawRamps(size: number, noise: number): Uint32Array {
  const pixels = new Uint32Array(size * size);
  let state = 12345;
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      const shake = (state >>> 16) % (noise + 1);
      const red = Math.floor((x * 200) / size) + shake;
      const green = Math.floor((y * 180) / size) + shake;
      const blue = Math.floor(((x + y) * 90) / size) + ((state >>> 8) % (noise + 1));
      pixels[y * size + x] = packColour(red, green, blue, 255);
    }
  }
  return pixels;
}
