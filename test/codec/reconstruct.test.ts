import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { allHighBitmap, bandAt, countBands, type Layout, makeGrid, makeLayout } from '../../src/codec/layout.js';
import { paletteWords } from '../../src/codec/palette.js';
import { drawBand } from '../../src/codec/reconstruct.js';
import { drawPlain, splitPlanes } from '../support/plain-decoder.mjs';
import { type PlainPicture, plainBitmap, plainPicture } from '../support/plain-pictures.js';

function layoutOf(picture: PlainPicture): Layout {
  const grid = makeGrid({ width: picture.width, height: picture.height, blockLog2: picture.block });
  const bitmap = picture.k1 > 0 ? plainBitmap(picture.map) : allHighBitmap(grid);
  return makeLayout(grid, { bitmap, stripWidth: picture.strip, bandBlockRows: picture.band });
}

/** The bytes of a plane, one or two an index. */
function planeOf(indices: readonly number[], k: number): Uint8Array {
  const lowBytes = indices.map((index) => index & 255);
  return Uint8Array.from(k > 256 ? [...lowBytes, ...indices.map((index) => index >> 8)] : lowBytes);
}

/** Draws a picture band by band. */
function draw(picture: PlainPicture, target: Uint32Array | Uint16Array, low: Uint32Array, high: Uint32Array): void {
  const layout = layoutOf(picture);
  const bands = splitPlanes(picture, picture.indices);
  expect(countBands(layout)).toBe(bands.length);
  bands.forEach((band, index) => {
    const planes = { low: planeOf(band.low, picture.k1), high: planeOf(band.high, picture.k2) };
    drawBand(target, layout, bandAt(layout, index), planes, { low, high });
  });
}

function words(palette: readonly (readonly number[])[]): Uint32Array {
  return paletteWords(Uint8Array.from(palette.flat()));
}

describe('drawing', () => {
  it('gives the pixels that the plain decoder gives', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const target = new Uint32Array(picture.width * picture.height);
        draw(picture, target, words(picture.palette1), words(picture.palette2));
        expect(Buffer.compare(new Uint8Array(target.buffer), drawPlain(picture, picture.indices))).toBe(0);
      }),
    );
  });

  it('gives the indices when each entry is its index', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const target = new Uint16Array(picture.width * picture.height);
        const positions = (k: number) => Uint32Array.from({ length: k }, (_, i) => i);
        draw(picture, target, positions(picture.k1), positions(picture.k2));
        expect([...target]).toEqual(picture.indices);
      }),
    );
  });
});
