import { describe, expect, it } from 'vitest';
import { drawingFormat } from '../../src/cli/drawing-format.js';
import { countUses } from '../../src/decode/figures.js';
import { decodeIndexed } from '../../src/decode/index.js';
import { encode } from '../../src/encode/index.js';
import { Canvas, drawPaletteSheet, drawText, measureText, shortenCount } from '../../src/io/palette-sheet.js';
import { drawPicture, halfBusyPicture, softDisc } from '../support/pictures.js';

/** An indexed picture of one pixel and one palette of `k` entries, the colour of entry i in its bytes. */
function manyEntries(k: number) {
  const highPalette = Uint8Array.from({ length: k * 4 }, (_, i) => [(i >> 2) & 255, i >> 10, 77, 255][i % 4]);
  const empty = new Uint8Array(0);
  const scale = { x: 1, y: 1, offsetX: 0, offsetY: 0 };
  const geometry = { width: 1, height: 1, scale, blockSide: 2, blockColumns: 1, blockRows: 1 };
  return {
    ...geometry,
    blockMap: Uint8Array.of(1),
    meshMap: Uint8Array.of(0),
    lowPalette: empty,
    highPalette,
    indices: Uint16Array.of(k - 1),
  };
}

describe('the uses of palette entries', () => {
  it('add up to the pixels of each class', () => {
    const picture = decodeIndexed(encode(halfBusyPicture(70, 45), { k1: 5, k2: 17, block: 8 }));
    const { low, high } = countUses(picture);
    expect([low.length, high.length]).toEqual([5, 17]);
    let lowPixels = 0;
    for (let y = 0; y < 45; y++) {
      for (let x = 0; x < 70; x++) if (picture.blockMap[(y >> 3) * picture.blockColumns + (x >> 3)] === 0) lowPixels++;
    }
    const sum = (counts: Uint32Array) => counts.reduce((total, count) => total + count, 0);
    expect([sum(low), sum(high)]).toEqual([lowPixels, 70 * 45 - lowPixels]);
  });

  it('are counted exactly in a picture of known colours', () => {
    const flag = drawPicture(9, 5, (x) => (x < 3 ? [200, 0, 0, 255] : [0, 0, 200, 255]));
    const picture = decodeIndexed(encode(flag));
    const { low, high } = countUses(picture);
    expect(low).toHaveLength(0);
    expect([...high].sort((a, b) => a - b)).toEqual([15, 30]);
  });
});

describe('the sheet', () => {
  it.each([1, 16, 17, 256, 257, 4096])('shows %i entries in order', (k) => {
    const { width, height, data } = drawPaletteSheet(manyEntries(k));
    expect(data).toHaveLength(width * height * 4);
    const words = new Uint32Array(data.slice().buffer);
    const swatch = (entry: number) => (255 << 24) | (77 << 16) | ((entry >> 8) << 8) | (entry & 255);
    const places = [0, k - 1].map((entry) => words.indexOf(swatch(entry) >>> 0));
    expect(Math.min(...places)).toBeGreaterThan(0);
    if (k > 1) expect(places[0]).toBeLessThan(places[1]);
    expect(words.filter((word) => word === swatch(k - 1) >>> 0)).toHaveLength(40 * 28);
  });

  it('shows two palettes apart, and alpha over a checkerboard', () => {
    const two = drawPaletteSheet(decodeIndexed(encode(softDisc(64), { k1: 4, k2: 12, block: 8 })));
    const hole = drawPicture(9, 9, (x) => (x < 4 ? [0, 0, 0, 0] : [x, 0, 0, 255]));
    const one = drawPaletteSheet(decodeIndexed(encode(hole)));
    expect(two.height).toBeGreaterThan(one.height);
    const colours = new Set(new Uint32Array(one.data.slice().buffer));
    // The checkerboard without a colour over it: its two grays.
    expect([colours.has(0xffffffff), colours.has(0xffbab4b0)]).toEqual([true, true]);
    for (let i = 3; i < one.data.length; i += 4) expect(one.data[i]).toBe(255);
  });

  it('writes counts in at most four characters, never rounded up', () => {
    const texts = [0, 999, 1000, 1999, 9999, 10000, 999999, 1e6, 9.99e6, 2.5e7, 4e9].map(shortenCount);
    expect(texts).toEqual(['0', '999', '1.0k', '1.9k', '9.9k', '10k', '999k', '1.0M', '9.9M', '25M', '4.0G']);
  });
});

describe('drawings', () => {
  it('have letters of 3 by 5 pixels, and blanks for missing letters', () => {
    const rows = Array.from({ length: 5 }, () => '...'.split(''));
    drawText('7', (x, y) => {
      rows[y][x] = '#';
    });
    expect(rows.map((row) => row.join(''))).toEqual(['###', '..#', '..#', '.#.', '.#.']);
    expect([measureText(''), measureText('a'), measureText('abc')]).toEqual([0, 3, 11]);
    expect(() => drawText('\u00e9', () => expect.unreachable())).not.toThrow();
  });

  it('stay within the canvas', () => {
    const canvas = new Canvas(4, 3, [0, 0, 0]);
    canvas.fill(-2, -2, 100, 3, [200, 100, 0, 128]);
    expect([...canvas.image.data.subarray(0, 4)]).toEqual([100, 50, 0, 255]);
    expect([...canvas.image.data.subarray(16, 20)]).toEqual([0, 0, 0, 255]);
  });

  it("are written in the format of the file's extension, and refuse other extensions", () => {
    expect(drawingFormat('palette', 'a.png')).toBe('png');
    for (const path of ['-', 'a', 'a.tiff', 'a.akm']) {
      expect(() => drawingFormat('palette', path)).toThrow(expect.objectContaining({ option: 'palette' }));
    }
  });
});
