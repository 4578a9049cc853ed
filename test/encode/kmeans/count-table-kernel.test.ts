import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type CountTable, PlainCountTable } from '../../../src/encode/kmeans/count-table.js';
import { makeCountTable } from '../../../src/encode/kmeans/count-table-kernel.js';
import { createRandom } from '../../../src/encode/kmeans/random.js';
import { runs } from '../../support/runs.js';
import { anyColours } from './arbitraries.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

const MOST = 1 << 18;

/** Opens the kernel; throws if there is none. */
function openKernel(maxColours = MOST): CountTable {
  const table = makeCountTable(maxColours);
  expect(table).not.toBeInstanceOf(PlainCountTable);
  return table;
}

/** Counts all pixels. When the table is full, records its content and the position, and continues with an empty one. */
function countAll(table: CountTable, pixels: Uint32Array, maxSize: number): unknown[] {
  const found: unknown[] = [];
  for (let at = 0; at < pixels.length; ) {
    at = table.addRun(pixels, at, pixels.length, maxSize);
    if (table.size <= maxSize) continue;
    found.push(at, table.size, listed(table));
    table.clear();
  }
  return [...found, table.size, listed(table)];
}

/** The content, in a form that is compared quickly. */
function listed(table: CountTable): string[] {
  const { colours, counts } = table.list();
  return [Buffer.from(colours.buffer).toString('base64'), Buffer.from(counts.buffer).toString('base64')];
}

describe('the counts of the kernel', () => {
  it('are those of the reference, with any limit of the table', () => {
    fc.assert(
      fc.property(anyColours(false, 300), fc.integer({ min: 16, max: 100 }), (pixels, maxSize) => {
        expect(countAll(openKernel(100), pixels, maxSize)).toEqual(countAll(new PlainCountTable(), pixels, maxSize));
      }),
      { numRuns: runs(100) },
    );
  });

  it('are those of the reference for any colours, added in any counts', () => {
    const colour = fc.oneof(fc.integer({ min: 0, max: 0xffffffff }), fc.constantFrom(0, 1, 0x80000000, 0xffffffff));
    const count = fc.oneof(fc.integer({ min: 1, max: 9 }), fc.constantFrom(0x7fffffff, 0xffffffff));
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.tuple(colour, count), { selector: ([first]) => first, maxLength: 200 }),
        (added) => {
          const kernel = openKernel(200);
          const plain = new PlainCountTable();
          for (const [one, many] of added) {
            kernel.add(one, many);
            plain.add(one, many);
          }
          expect(kernel.size).toBe(plain.size);
          expect(kernel.list()).toEqual(plain.list());
        },
      ),
      { numRuns: runs(100) },
    );
  });

  it('are those of the reference for the largest number of colours, and one more', () => {
    const random = createRandom(5);
    const pixels = Uint32Array.from({ length: MOST + 5000 }, () => random.nextUint32());
    const twice = new Uint32Array(2 * pixels.length);
    twice.set(pixels);
    twice.set(pixels, pixels.length);
    expect(countAll(openKernel(), twice, MOST)).toEqual(countAll(new PlainCountTable(), twice, MOST));
  });

  it('are made by the reference for more colours, and without WebAssembly', () => {
    expect(makeCountTable(MOST + 1)).toBeInstanceOf(PlainCountTable);
    vi.stubGlobal('WebAssembly', undefined);
    expect(makeCountTable(16)).toBeInstanceOf(PlainCountTable);
  });
});
