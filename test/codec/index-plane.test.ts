import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt } from '../../src/codec/bands.js';
import { makeGrid } from '../../src/codec/grid.js';
import { findIndexOutOfRange, planeSize, visitRuns } from '../../src/codec/index-plane.js';
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

  it.each([1, 2, 255, 256])('of one-byte indices is in range below %d', (k) => {
    const plane = Uint8Array.of(0, k - 1, 0, 0);
    expect(findIndexOutOfRange(plane, k)).toBe(-1);
    for (let index = k; index < 256; index++) expect(findIndexOutOfRange(Uint8Array.of(0, k - 1, index), k)).toBe(2);
  });

  it.each([257, 300, 4095, 4096])('of two-byte indices is in range below %d', (k) => {
    const wide = (...indices: number[]) =>
      Uint8Array.from([...indices.map((index) => index & 255), ...indices.map((index) => index >> 8)]);
    expect(findIndexOutOfRange(wide(0, k - 1, 255, 256), k)).toBe(-1);
    for (let index = k; index < 65536; index += 61) expect(findIndexOutOfRange(wide(0, k - 1, index, k), k)).toBe(2);
    expect(findIndexOutOfRange(wide(k, 0), k)).toBe(0);
    expect(findIndexOutOfRange(wide(65535), k)).toBe(0);
  });

  it('without pixels is in range', () => {
    expect(findIndexOutOfRange(new Uint8Array(0), 5)).toBe(-1);
    expect(findIndexOutOfRange(new Uint8Array(0), 500)).toBe(-1);
  });
});
