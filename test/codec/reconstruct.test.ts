import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bandAt, countBands } from '../../src/codec/bands.js';
import { allHighBitmap, makeGrid } from '../../src/codec/grid.js';
import { paletteWords } from '../../src/codec/palette.js';
import { drawBand } from '../../src/codec/reconstruct.js';
import { type Header, UNSCALED } from '../../src/format/header.js';
import { drawPlain, splitPlanes } from '../support/plain-decoder.mjs';
import { type PlainPicture, plainBitmap, plainPicture } from '../support/plain-pictures.js';

function headerOf(picture: PlainPicture): Header {
  return {
    ...{ width: picture.width, height: picture.height, alpha: picture.alpha, blockLog2: picture.block },
    ...{ k1: picture.k1, k2: picture.k2, stripWidth: picture.strip, bandBlockRows: picture.band },
    ...{ smoothPasses: 0, smoothThreshold: 0, scale: UNSCALED, hidden: false, packedLow: false, packedHigh: false },
  };
}

/** The bytes of a plane, one or two an index. */
function planeOf(indices: readonly number[], k: number): Uint8Array {
  const lowBytes = indices.map((index) => index & 255);
  return Uint8Array.from(k > 256 ? [...lowBytes, ...indices.map((index) => index >> 8)] : lowBytes);
}

/** Draws a picture band by band. */
function draw(picture: PlainPicture, target: Uint32Array | Uint16Array, low: Uint32Array, high: Uint32Array): void {
  const header = headerOf(picture);
  const grid = makeGrid(header);
  const bitmap = picture.k1 > 0 ? plainBitmap(picture.map) : allHighBitmap(grid);
  const bands = splitPlanes(picture, picture.indices);
  expect(countBands(grid, header)).toBe(bands.length);
  bands.forEach((band, index) => {
    const planes = { low: planeOf(band.low, picture.k1), high: planeOf(band.high, picture.k2) };
    drawBand(target, header, grid, bitmap, bandAt(grid, header, index), planes, { low, high });
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

  it('gives the indices when each stands for itself', () => {
    fc.assert(
      fc.property(plainPicture(), (picture) => {
        const target = new Uint16Array(picture.width * picture.height);
        const positions = Uint32Array.from({ length: 4096 }, (_, i) => i);
        draw(picture, target, positions, positions);
        expect([...target]).toEqual(picture.indices);
      }),
    );
  });
});
