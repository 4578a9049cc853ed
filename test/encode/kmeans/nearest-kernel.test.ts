import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { embedColours, packColours, unpackColours } from '../../../src/encode/kmeans/colour-space.js';
import { NearestSearch } from '../../../src/encode/kmeans/nearest.js';
import { openFindKernel, openMapKernel } from '../../../src/encode/kmeans/nearest-kernel.js';
import { NearestTree } from '../../../src/encode/kmeans/nearest-tree.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { runs } from '../../support/runs.js';
import { anyColours, drawRamps } from './arbitraries.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Labels of colours, and the sum of errors, by the reference. */
function mapPlainly(palette: Uint8Array, colours: Uint32Array, opaque = true): [Uint16Array, number] {
  vi.stubGlobal('WebAssembly', undefined);
  const labels = new Uint16Array(colours.length);
  const error = new NearestSearch(palette, opaque).mapRun(colours, 0, colours.length, labels, 0);
  vi.unstubAllGlobals();
  return [labels, error];
}

function treeOf(palette: Uint8Array, opaque: boolean): NearestTree {
  return new NearestTree(embedColours(packColours(palette), opaque));
}

function mapInKernel(palette: Uint8Array, colours: Uint32Array, opaque = true): [Uint16Array, number] {
  const labels = new Uint16Array(colours.length + 3);
  const error = openMapKernel(palette, opaque, () => treeOf(palette, opaque))!(colours, 0, colours.length, labels, 3);
  return [labels.slice(3), error];
}

describe('the nearest entries of the kernel', () => {
  it('are those of the reference, ties and repeated entries included', () => {
    fc.assert(
      fc.property(
        fc.boolean().chain((opaque) => fc.tuple(fc.constant(opaque), anyColours(opaque, 70), anyColours(opaque, 200))),
        ([opaque, palette, colours]) => {
          const entries = unpackColours(palette);
          expect(mapInKernel(entries, colours, opaque)).toEqual(mapPlainly(entries, colours, opaque));
        },
      ),
      { numRuns: runs(400) },
    );
  });

  it('are those of the reference in a picture, for palettes of many sizes, and where alpha is not 255', () => {
    const random = createRandom(9);
    const picture = drawRamps(110, 30).map((colour, i) => (i % 7 === 0 ? colour & 0x80ffffff : colour) >>> 0);
    for (const k of [1, 2, 3, 5, 255, 256, 511, 512, 513, 4096]) {
      const entries = unpackColours(Uint32Array.from({ length: k }, () => (random.nextUint32() | 0xff000000) >>> 0));
      expect(mapInKernel(entries, picture)).toEqual(mapPlainly(entries, picture));
    }
  });

  it('are those of the reference in a picture of all kinds of alpha, for palettes of many sizes', () => {
    const random = createRandom(4);
    const picture = Uint32Array.from({ length: 3000 }, (_, i) => (i % 5 === 0 ? 0 : random.nextUint32()));
    for (const k of [1, 2, 3, 16, 17, 33, 255, 256, 1000, 4096]) {
      const entries = unpackColours(Uint32Array.from({ length: k }, () => random.nextUint32()));
      expect(mapInKernel(entries, picture, false)).toEqual(mapPlainly(entries, picture, false));
    }
  });

  it('are those of the reference for points anywhere, one after the other', () => {
    const coordinate = fc.double({ min: -300, max: 500, noNaN: true });
    const anyPoints = fc.array(fc.tuple(coordinate, coordinate, coordinate, coordinate), { maxLength: 20 });
    fc.assert(
      fc.property(fc.boolean(), anyColours(false, 120), anyPoints, (opaque, palette, points) => {
        const tree = treeOf(unpackColours(palette), opaque);
        const find = openFindKernel(tree)!;
        for (const point of points) expect(find(...point)).toBe(tree.find(...point));
      }),
      { numRuns: runs(200) },
    );
  });
});
