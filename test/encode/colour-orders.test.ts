import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decode, readInfo } from '../../src/decode/index.js';
import { chainNeighbours, findTour } from '../../src/encode/colour-orders.js';
import { encode } from '../../src/encode/index.js';
import { packColours } from '../../src/encode/kmeans/colour-space.js';
import { runs } from '../support/runs.js';

/** A picture of a function's colours. */
function draw(width: number, height: number, colourAt: (x: number, y: number) => readonly number[]) {
  const data = new Uint8Array(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set(colourAt(i % width, Math.floor(i / width)), 4 * i);
  return { width, height, data };
}

/** The sum of the differences from each colour of a list to the next. */
function lengthOf(colours: Uint32Array, order: Iterable<number>): number {
  const list = Array.from(order, (entry) => colours[entry]);
  const step = (a: number, b: number) =>
    [0, 8, 16, 24].reduce((sum, shift) => sum + Math.abs(((a >>> shift) & 255) - ((b >>> shift) & 255)), 0);
  return list.slice(1).reduce((sum, colour, i) => sum + step(list[i], colour), 0);
}

describe('findTour', () => {
  it('visits each colour once, on a path that no reversal of its beginning makes shorter', () => {
    const sets = fc.uniqueArray(fc.nat(0xffffffff), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(sets, (set) => {
        const colours = Uint32Array.from(set);
        const tour = Array.from(findTour(colours));
        expect([...tour].sort((a, b) => a - b)).toEqual(set.map((_, i) => i));
        for (let last = 1; last < tour.length; last++) {
          const turned = [...tour.slice(0, last + 1).reverse(), ...tour.slice(last + 1)];
          expect(lengthOf(colours, tour)).toBeLessThanOrEqual(lengthOf(colours, turned));
        }
      }),
      { numRuns: runs(60) },
    );
  });

  it('visits two ramps one after the other, although their lightness alternates', () => {
    const red = Array.from({ length: 12 }, (_, i) => [20 * i, 0, 0, 255]);
    const blue = Array.from({ length: 12 }, (_, i) => [0, 9 * i, 20 * i, 255]);
    const mixed = red.flatMap((colour, i) => [colour, blue[i]]).slice(0, -1);
    const colours = packColours(Uint8Array.from(mixed.slice(1).flat()));
    const kinds = Array.from(findTour(colours), (entry) => (colours[entry] & 255 ? 'red' : 'blue'));
    expect(kinds.filter((kind, i) => i > 0 && kind !== kinds[i - 1])).toHaveLength(1);
  });
});

describe('chainNeighbours', () => {
  /** Counts of a picture in which consecutive entries of a list are neighbours. */
  function countsOf(k: number, chain: readonly number[]) {
    const counts = new Float64Array(k * k);
    chain.slice(1).forEach((entry, i) => {
      counts[entry * k + chain[i]] += 10;
      counts[chain[i] * k + entry] += 10;
    });
    return counts;
  }

  it('has every entry once', () => {
    const sizes = fc.integer({ min: 1, max: 50 });
    const tables = sizes.chain((k) => fc.array(fc.nat(k - 1), { maxLength: 90 }).map((chain) => countsOf(k, chain)));
    fc.assert(
      fc.property(tables, (counts) => {
        const order = [...chainNeighbours(counts)].sort((a, b) => a - b);
        expect(order).toEqual(order.map((_, i) => i));
        expect(order.length ** 2).toBe(counts.length);
      }),
      { numRuns: runs(60) },
    );
  });

  it('finds the chain from which a picture was made, in one direction or the other', () => {
    const chain = [3, 7, 1, 0, 8, 2, 5, 9, 4, 6];
    const order = [...chainNeighbours(countsOf(10, chain))];
    expect([chain, [...chain].reverse()]).toContainEqual(order);
  });
});

describe('the prediction of indices', () => {
  const grays = (light: (x: number, y: number) => number) => (x: number, y: number) => {
    const v = light(x, y);
    return [v, v, v, 255];
  };

  it('makes an exact ramp several times smaller', () => {
    const ramp = draw(
      64,
      64,
      grays((x, y) => x + 2 * y),
    );
    const file = encode(ramp, { lossless: true });
    expect(readInfo(file).predictor).toBeGreaterThan(0);
    expect(decode(file).data).toEqual(ramp.data);
    expect(file.length).toBeLessThan(encode(ramp, { lossless: true, effort: 3 }).length / 3);
  });

  it('is chosen for a large gray picture, joins its strips, and adds its missing grays as entries', () => {
    let state = 7;
    const noise = () => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state >>> 30;
    };
    const soft = draw(
      700,
      300,
      grays((x, y) => 2 * ((40 + (x >> 3) + (y >> 2) + noise()) >> 1)),
    );
    const file = encode(soft, { lossless: true });
    const { predictor, stripWidth, k2, highPalette } = readInfo(file);
    expect(predictor).toBeGreaterThan(0);
    expect(stripWidth).toBe(0);
    // Only even levels of gray occur.
    expect(k2).toBe(highPalette[4 * k2 - 4] - highPalette[0] + 1);
    expect(decode(file).data).toEqual(soft.data);
  });

  it('keeps to the palette size and the strips that the caller gives', () => {
    // Grays 0, 3, 6 ... 240: 81 colours, and a range of 241.
    const steps = draw(
      300,
      100,
      grays((x, y) => 3 * ((x + 2 * y) % 81)),
    );
    for (const k2 of [81, 100]) expect(readInfo(encode(steps, { k1: 0, k2 })).k2).toBeLessThanOrEqual(k2);
    const inStrips = encode(steps, { lossless: true, strip: 64 });
    expect(readInfo(inStrips).stripWidth).toBe(64);
    expect(decode(inStrips).data).toEqual(steps.data);
  });

  it('is not used where a drawing repeats', () => {
    // Text: letters of 40 shapes in a random order, each line in one of 30 colours.
    const hash = (n: number) => Math.imul(n + 1, 0x9e3779b1) ^ (Math.imul(n + 1, 0x85ebca77) >>> 13);
    const tiles = draw(128, 128, (x, y) => {
      const letter = (hash((x >> 3) + 16 * (y >> 3)) >>> 8) % 40;
      const isInk = hash(letter * 64 + (x & 7) * 8 + (y & 7)) >>> 29 < 3;
      return isInk ? [(y >> 2) * 8, 255 - (y >> 2) * 5, 90, 255] : [255, 255, 255, 255];
    });
    const file = encode(tiles, { lossless: true });
    expect(readInfo(file).predictor).toBe(0);
    expect(decode(file).data).toEqual(tiles.data);
  });
});

describe('the order of colours in a small picture', () => {
  // A bar of 64 reds beside one of 64 greens of about the same luma.
  const bars = draw(8, 64, (x, y) => (x < 4 ? [3 * y + 60, 0, 0, 255] : [0, (3 * y + 60) >>> 1, y & 1, 255]));

  it('is chosen for the fewest bytes, and changes no pixel', () => {
    const file = encode(bars, { lossless: true });
    expect(decode(file).data).toEqual(bars.data);
    // At an effort that tries nothing, the palette is in the order of luma.
    expect(file.length).toBeLessThan(0.95 * encode(bars, { lossless: true, effort: 3 }).length);
  });

  it('changes no pixel of any picture of few colours, with or without alpha', () => {
    const pictures = fc.record({
      width: fc.integer({ min: 1, max: 12 }),
      palette: fc.array(fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.constantFrom(1, 128, 255)), {
        minLength: 1,
        maxLength: 40,
      }),
      pixels: fc.array(fc.nat(39), { minLength: 1, maxLength: 12 }),
    });
    fc.assert(
      fc.property(pictures, ({ width, palette, pixels }) => {
        const picture = draw(width, pixels.length, (x, y) => palette[(x * pixels[y] + y) % palette.length]);
        expect(decode(encode(picture, { lossless: true })).data).toEqual(picture.data);
      }),
      { numRuns: runs(60) },
    );
  });
});
