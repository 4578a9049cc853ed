import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Grid, makeGrid, makeLayout, packBlockMap } from '../../../src/codec/layout.js';
import { refineBlockMap } from '../../../src/encode/classify/codebook.js';
import { ColourCells } from '../../../src/encode/classify/colour-cells.js';
import { classify } from '../../../src/encode/classify/index.js';
import { EFFORTS } from '../../../src/encode/effort.js';
import { DIMENSIONS, embedColours, squaredDistance } from '../../../src/encode/kmeans/colour-space.js';
import { refineCentres } from '../../../src/encode/kmeans/lloyd.js';
import { NearestSearch } from '../../../src/encode/kmeans/nearest.js';
import { seedByCutting } from '../../../src/encode/kmeans/seed.js';
import { buildClassHistograms, makePalettes } from '../../../src/encode/palettes.js';
import { type PreparedPicture, preparePicture } from '../../../src/encode/prepare.js';
import type { Image } from '../../../src/image.js';
import { readPng, sharedMissing, sharedPath } from '../../support/corpus.js';
import { anyPicture, drawPicture, halfBusyPicture, makeNoise } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';

interface Task {
  picture: PreparedPicture;
  grid: Grid;
  start: Uint8Array;
  sizes: { k1: number; k2: number };
}

function makeTask(image: Image, blockLog2: number, seed: number, sizes: Task['sizes']): Task {
  const grid = makeGrid({ ...image, blockLog2 });
  return { picture: preparePicture(image, undefined), grid, start: randomMap(grid, seed), sizes };
}

function randomMap({ columns, rows }: Grid, seed: number): Uint8Array {
  const next = makeNoise(seed);
  return Uint8Array.from({ length: columns * rows }, () => (next() >> 8) & 1);
}

/** Any small picture and any map of its blocks, maps of one class included. */
function tasks(): fc.Arbitrary<Task> {
  const k = fc.constantFrom(1, 2, 3, 8, 40);
  return fc
    .tuple(anyPicture(), fc.integer({ min: 0, max: 4 }), fc.nat(1e6), k, k, fc.constantFrom('mixed', 'low', 'high'))
    .map(([image, blockLog2, seed, k1, k2, kind]) => {
      const task = makeTask(image, blockLog2, seed, { k1, k2 });
      return kind === 'mixed' ? task : { ...task, start: task.start.fill(kind === 'low' ? 0 : 1) };
    });
}

function refine({ picture, grid, start, sizes }: Task): Uint8Array {
  return refineBlockMap(picture, grid, start, sizes);
}

/** Squared error of the picture's cells with palettes made from scratch for a map, by plain comparison of all entries. */
function cellError({ picture, grid, sizes }: Task, map: Uint8Array): number {
  const cells = new ColourCells(picture, grid);
  let total = 0;
  for (const [value, k] of [sizes.k1, sizes.k2].entries()) {
    const counts = new Float64Array(cells.points.weights.length);
    map.forEach((each, block) => {
      if (each === value) cells.countBlock(block, 1, counts);
    });
    const used = [...counts.keys()].filter((cell) => counts[cell] > 0);
    if (used.length === 0) continue;
    const coordinates = Float64Array.from(
      used.flatMap((cell) => [...cells.points.coordinates.subarray(cell * DIMENSIONS, (cell + 1) * DIMENSIONS)]),
    );
    const points = { coordinates, weights: Float64Array.from(used, (cell) => counts[cell]) };
    const { centres } = seedByCutting(points, k);
    refineCentres(points, centres, { maxIterations: 6, tolerance: 1e-3, fixed: 0 });
    points.weights.forEach((weight, i) => {
      let nearest = Number.POSITIVE_INFINITY;
      for (let at = 0; at < centres.length; at += DIMENSIONS) {
        nearest = Math.min(nearest, squaredDistance(coordinates, i * DIMENSIONS, centres, at));
      }
      total += weight * nearest;
    });
  }
  return total;
}

/** PSNR over the channels, in decibels, with the palettes that the encoder makes for a map. */
function psnrOf({ picture, grid, sizes }: Task, map: Uint8Array): number {
  const options = { ...sizes, keepColours: new Uint32Array(0), seed: 1, effort: EFFORTS[4] };
  const histograms = buildClassHistograms(picture, makeLayout(grid, { bitmap: packBlockMap(map) }));
  const { low, high } = makePalettes(histograms, picture.opaque, options);
  const searches = [low, high].map((palette) => new NearestSearch(palette, picture.opaque));
  const side = 2 ** grid.blockLog2;
  const labels = new Uint16Array(side);
  let error = 0;
  for (let y = 0; y < grid.height; y++) {
    for (let column = 0; column < grid.columns; column++) {
      const start = y * grid.width + column * side;
      const end = y * grid.width + Math.min((column + 1) * side, grid.width);
      const block = Math.floor(y / side) * grid.columns + column;
      error += searches[map[block]].mapRun(picture.colours, start, end, labels, 0);
    }
  }
  return 10 * Math.log10((255 * 255 * 3 * grid.width * grid.height) / error);
}

describe('refineBlockMap', () => {
  it('gives a new map of the same blocks, each low or high', () => {
    fc.assert(
      fc.property(tasks(), (task) => {
        const before = task.start.slice();
        const map = refine(task);
        expect(map.length).toBe(task.grid.columns * task.grid.rows);
        expect(map.every((value) => value === 0 || value === 1)).toBe(true);
        expect(map).not.toBe(task.start);
        expect(task.start).toEqual(before);
      }),
    );
  });

  it('gives the same map every time', () => {
    fc.assert(
      fc.property(tasks(), (task) => {
        expect(refine(task)).toEqual(refine(task));
      }),
    );
    const task = makeTask(halfBusyPicture(200, 150), 3, 5, { k1: 20, k2: 30 });
    expect(refine(task)).toEqual(refine(task));
  });

  it('never makes the error of the whole picture larger', () => {
    fc.assert(
      fc.property(tasks(), (task) => {
        const before = cellError(task, task.start);
        expect(cellError(task, refine(task))).toBeLessThanOrEqual(before * (1 + 1e-9) + 1e-6);
      }),
      { numRuns: runs(300) },
    );
  });

  it('separates two families of colours from a random start', () => {
    // Every block has its family's whole gradient, so blocks differ only in hue.
    const ramp = (x: number, y: number) => ((x + y) * 8) % 256;
    const image = drawPicture(256, 128, (x, y) => (x < 128 ? [ramp(x, y), 0, 0, 255] : [0, 0, ramp(x, y), 255]));
    for (let seed = 1; seed <= 10; seed++) {
      const map = refine(makeTask(image, 4, seed, { k1: 8, k2: 8 }));
      const red = map[0];
      const families = map.map((_, block) => (block % 16 < 8 ? red : 1 - red));
      expect(map, `seed ${seed}`).toEqual(families);
    }
  });

  it('distinguishes colours from the same colours with alpha', () => {
    const image = drawPicture(128, 64, (x, y) => [y * 4, 90, x < 64 ? x * 4 : 255 - (x - 64) * 4, x < 64 ? 255 : 80]);
    const task = makeTask(image, 3, 4, { k1: 6, k2: 6 });
    expect(cellError(task, refine(task))).toBeLessThan(0.8 * cellError(task, task.start));
  });

  it('does not move blocks when neither palette is better', () => {
    const image = drawPicture(32, 32, (x) => (x % 2 === 0 ? [10, 20, 30, 255] : [200, 210, 220, 255]));
    const task = makeTask(image, 2, 9, { k1: 2, k2: 2 });
    expect(refine(task)).toEqual(task.start);
  });

  it('makes all blocks high when one class becomes empty', () => {
    const image = drawPicture(64, 64, (x) => [x * 4, x * 4, x * 4, 255]);
    const task = makeTask(image, 4, 1, { k1: 1, k2: 64 });
    task.start.fill(1)[0] = 0;
    expect(refine(task).every((value) => value === 1)).toBe(true);
  });

  it('makes all blocks high when there is one class from the start', () => {
    const task = makeTask(halfBusyPicture(64, 64), 3, 1, { k1: 8, k2: 8 });
    for (const value of [0, 1]) {
      task.start.fill(value);
      expect(refine(task).every((each) => each === 1)).toBe(true);
    }
  });

  it('keeps a map of low blocks only when one small palette for all would be worse', () => {
    const image = drawPicture(32, 32, (x, y) => [x * 8, y * 8, 0, 255]);
    const task = makeTask(image, 3, 1, { k1: 40, k2: 2 });
    task.start.fill(0);
    expect(refine(task)).toEqual(task.start);
  });
});

describe('ColourCells', () => {
  it('holds each pixel once, near the mean of its cell', () => {
    fc.assert(
      fc.property(tasks(), ({ picture, grid, start }) => {
        const cells = new ColourCells(picture, grid);
        const { coordinates, weights } = cells.points;
        const counts = new Float64Array(weights.length);
        for (let block = 0; block < start.length; block++) cells.countBlock(block, 1, counts);
        expect(counts).toEqual(weights);
        const sum = (d: number, values: Float64Array, factor: (i: number) => number) =>
          values.reduce((total, _, i) => total + (i % DIMENSIONS === d ? values[i] * factor(i >> 2) : 0), 0);
        const pixels = embedColours(picture.colours, picture.opaque);
        for (let d = 0; d < DIMENSIONS; d++) {
          expect(sum(d, coordinates, (cell) => weights[cell])).toBeCloseTo(
            sum(d, pixels, () => 1),
            4,
          );
        }
      }),
    );
  });

  it('needs 16 bits a pixel for any number of translucent colours', () => {
    const next = makeNoise(3);
    const byte = () => (next() >> 8) & 255;
    const image = drawPicture(400, 400, () => [byte(), byte(), byte(), byte()]);
    const cells = new ColourCells(preparePicture(image, undefined), makeGrid({ ...image, blockLog2: 4 }));
    expect(cells.points.weights.length).toBeGreaterThan(30_000);
    expect(cells.points.weights.length).toBeLessThanOrEqual(65_536);
    expect(cells.points.weights.reduce((a, b) => a + b)).toBe(160_000);
  });
});

describe.skipIf(sharedMissing)('refineBlockMap on pictures of the corpus', () => {
  it.each(['graphics/chart_dashboard_light.png', 'photo/kodim23.png'])('gains 0.3 dB or more on %s', (name) => {
    const image = readPng(sharedPath(`corpus/${name}`));
    const picture = preparePicture(image, undefined);
    const grid = makeGrid({ ...image, blockLog2: 4 });
    const start = classify('eigen', picture.bytes, grid.width, grid.height, 16);
    expect(start).toBeDefined();
    const task = { picture, grid, start: start!, sizes: { k1: 64, k2: 64 } };
    expect(psnrOf(task, refine(task)) - psnrOf(task, task.start)).toBeGreaterThanOrEqual(0.3);
  });
});
