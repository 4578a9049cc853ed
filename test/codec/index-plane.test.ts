import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt } from '../../src/codec/bands.js';
import { makeGrid } from '../../src/codec/grid.js';
import { bitsPerIndex, planeSize, visitRuns } from '../../src/codec/index-plane.js';
import { bandCountOf, classAt, type PlainScan, scanBand } from '../support/plain-decoder.mjs';
import { plainBitmap, plainGeometry, randomNumbers } from '../support/plain-pictures.js';

/** Offsets and classes of a band's pixels in the order in which the runs visit them. */
function visitOrder(picture: PlainScan, b: number): [number[], number[]] {
  const grid = makeGrid({ ...picture, blockLog2: picture.block });
  const pixels: number[] = [];
  const classes: number[] = [];
  visitRuns(
    { stripWidth: picture.strip },
    grid,
    plainBitmap(picture.map),
    bandAt(grid, { bandBlockRows: picture.band }, b),
    (isHigh, pixel, length) => {
      for (let i = 0; i < length; i++) {
        pixels.push(pixel + i);
        classes.push(isHigh);
      }
    },
  );
  return [pixels, classes];
}

function plainOrder(picture: PlainScan, b: number): [number[], number[]] {
  const positions = scanBand(picture, b);
  return [positions.map(([x, y]) => y * picture.width + x), positions.map(([x, y]) => classAt(picture, x, y))];
}

describe('the scan of a band', () => {
  it('visits its pixels in the order of the specification', () => {
    fc.assert(
      fc.property(plainGeometry(), (geometry) => {
        const picture = { ...geometry, k1: 1 };
        for (let b = 0; b < bandCountOf(picture); b++) expect(visitOrder(picture, b)).toEqual(plainOrder(picture, b));
      }),
    );
  });

  it.each([
    [4096, 0],
    [4097, 0],
    [9001, 0],
    [9001, 4095],
    [9001, 4096],
    [9001, 4097],
    [9001, 8999],
    [9001, 9000],
  ])('does so in rows of %d pixels, in strips of %d', (width, strip) => {
    for (const block of [1, 5]) {
      const geometry = { width, height: 5, block, strip, band: 1, k1: 1 };
      const blocks = Math.ceil(width / 2 ** block) * Math.ceil(5 / 2 ** block);
      const picture = { ...geometry, map: Uint8Array.from(randomNumbers(blocks, width + strip), (n) => n & 1) };
      for (let b = 0; b < bandCountOf(picture); b++) expect(visitOrder(picture, b)).toEqual(plainOrder(picture, b));
    }
  });
});

describe('a plane', () => {
  it.each([
    [1, 7],
    [256, 7],
    [257, 14],
    [4096, 14],
  ])('of 7 indices into %d entries takes %d bytes', (k, size) => {
    expect(planeSize(7, k)).toBe(size);
  });

  it.each([
    [1, 1],
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 4],
    [16, 4],
  ])('of indices into %d entries takes %d bits an index when it is packed', (k, bits) => {
    expect(bitsPerIndex(k, true)).toBe(bits);
  });

  it.each([
    [1, 8],
    [256, 8],
    [257, 16],
    [4096, 16],
  ])('of indices into %d entries takes %d bits an index when it is not', (k, bits) => {
    expect(bitsPerIndex(k, false)).toBe(bits);
  });
});
