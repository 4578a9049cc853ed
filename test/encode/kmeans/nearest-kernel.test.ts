import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { unpackColours } from '../../../src/encode/kmeans/colour-space.js';
import { NearestSearch } from '../../../src/encode/kmeans/nearest.js';
import { openNearestKernel } from '../../../src/encode/kmeans/nearest-kernel.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { anyColours, drawRamps } from './arbitraries.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Labels of colours, and the sum of errors, by the reference. */
function mapPlainly(palette: Uint8Array, colours: Uint32Array): [Uint16Array, number] {
  vi.stubGlobal('WebAssembly', undefined);
  const labels = new Uint16Array(colours.length);
  const error = new NearestSearch(palette, true).mapRun(colours, 0, colours.length, labels, 0);
  vi.unstubAllGlobals();
  return [labels, error];
}

function mapInKernel(palette: Uint8Array, colours: Uint32Array): [Uint16Array, number] {
  const labels = new Uint16Array(colours.length + 3);
  const error = openNearestKernel(palette)!(colours, 0, colours.length, labels, 3);
  return [labels.slice(3), error];
}

describe('the nearest entries of the kernel', () => {
  it('are those of the reference, ties and repeated entries included', () => {
    fc.assert(
      fc.property(anyColours(true, 70), anyColours(true, 200), (palette, colours) => {
        const entries = unpackColours(palette);
        expect(mapInKernel(entries, colours)).toEqual(mapPlainly(entries, colours));
      }),
      { numRuns: 200 },
    );
  });

  it('are those of the reference in a picture, for palettes of many sizes, and where alpha is not 255', () => {
    const random = createRandom(9);
    const picture = drawRamps(110, 30).map((colour, i) => (i % 7 === 0 ? colour & 0x80ffffff : colour) >>> 0);
    for (const k of [1, 2, 3, 5, 255, 256, 511, 512]) {
      const entries = unpackColours(Uint32Array.from({ length: k }, () => (random.nextUint32() | 0xff000000) >>> 0));
      expect(mapInKernel(entries, picture)).toEqual(mapPlainly(entries, picture));
    }
  });

  it('are left to the reference where comparing all entries is slower', () => {
    expect(openNearestKernel(new Uint8Array(4 * 513))).toBeUndefined();
  });
});
