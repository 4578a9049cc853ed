/**
 * The order of the colours of a small exact picture. Any order draws the same, but palette and indices deflate to more or to
 * fewer bytes, and of a small picture the palette is a large part. So some orders are tried.
 */

import { bitsPerIndex, packPlane, visitPlaneRows } from '../codec/index-planes.js';
import { bandAt, countBands, type Layout } from '../codec/layout.js';
import { packPalette } from '../codec/palette.js';
import { MAX_K_ONE_BYTE, MAX_K_PACKED } from '../format/constants.js';
import type { Steps } from '../steps.js';
import { measureRates, SMALL_PLANE } from './deflate-planes.js';
import type { IndexedBands } from './index-bands.js';
import { packColours, unpackColours } from './kmeans/colour-space.js';

/** Most often all stretches of a tour are looked at. */
const MAX_TOUR_ROUNDS = 8;

/** Another order must save so many bytes: sizes are measured by a quick deflate, which may be a byte off. */
const LEAST_SAVING = 2;

/** Puts the colours of a small picture of one palette in the order of the fewest bytes; leaves any other as it is. */
export function* orderColours(indexed: IndexedBands): Steps<IndexedBands> {
  const { planes, palettes, hasLow, layout } = indexed;
  const k = palettes.high.length / 4;
  const isSmall = countBands(layout) === 1 && planes[0].high.length <= SMALL_PLANE;
  if (hasLow || !isSmall || k < 2 || k > MAX_K_ONE_BYTE) return indexed;
  const colours = packColours(palettes.high);
  const given = colours.map((_, entry) => entry);
  const byNumber = given.slice().sort((a, b) => colours[a] - colours[b]);
  const candidates = [given, byNumber, findTour(colours)].map((order) => ({
    palette: unpackColours(order.map((entry) => colours[entry])),
    plane: renumber(planes[0].high, order),
  }));
  const sizes = yield* measureRates(candidates.flatMap(({ palette, plane }) => listForms(layout, palette, plane)));
  const totals = candidates.map((_, i) => {
    const [table, plain, packed] = sizes.slice(3 * i, 3 * i + 3);
    return table + (packed > 0 ? Math.min(plain, packed) : plain);
  });
  const least = Math.min(...totals);
  if (least > totals[0] - LEAST_SAVING) return indexed;
  const best = candidates[totals.indexOf(least)];
  return {
    ...indexed,
    palettes: { ...palettes, high: best.palette },
    planes: [{ low: planes[0].low, high: best.plane }],
  };
}

/** What is deflated, each a list of parts: the palette, the plane as it is, and the plane packed, if it may be. */
function listForms(layout: Layout, palette: Uint8Array, plane: Uint8Array): Uint8Array[][] {
  const k = palette.length / 4;
  const isOpaque = palette.every((value, i) => i % 4 !== 3 || value === 255);
  const stored = packPalette(palette, !isOpaque);
  if (k > MAX_K_PACKED) return [[stored], [plane], []];
  const packed = packPlane(plane, bitsPerIndex(k, true), (visit) =>
    visitPlaneRows(layout, bandAt(layout, 0), 1, visit),
  );
  return [[stored], [plane], [packed]];
}

/** The plane with the numbers that its entries get in another order. */
function renumber(plane: Uint8Array, order: Uint32Array): Uint8Array {
  const places = new Uint8Array(order.length);
  order.forEach((entry, place) => {
    places[entry] = place;
  });
  return plane.map((entry) => places[entry]);
}

/**
 * A short way through all colours: from the first entry always to the nearest that is left, then, as long as that makes the
 * way shorter, stretches of it turned round.
 */
export function findTour(colours: Uint32Array): Uint32Array {
  const k = colours.length;
  const distance = measureDistances(colours);
  const tour = colours.map((_, entry) => entry);
  for (let place = 1; place < k; place++) {
    const row = tour[place - 1] * k;
    let nearest = place;
    for (let i = place + 1; i < k; i++) {
      if (distance[row + tour[i]] < distance[row + tour[nearest]]) nearest = i;
    }
    const entry = tour[nearest];
    // What is left stays in order, so that the first of equals is taken.
    tour.copyWithin(place + 1, place, nearest);
    tour[place] = entry;
  }
  for (let round = 0; round < MAX_TOUR_ROUNDS && turnStretches(tour, distance); round++);
  return tour;
}

/** Turns each stretch of a tour round if that makes the way shorter, and tells whether there was one. */
function turnStretches(tour: Uint32Array, distance: Uint16Array): boolean {
  const k = tour.length;
  let isShorter = false;
  for (let first = 0; first < k - 1; first++) {
    for (let last = first + 1; last < k; last++) {
      const before = first === 0 ? -1 : tour[first - 1] * k;
      const after = last === k - 1 ? -1 : tour[last + 1] * k;
      const now = (before < 0 ? 0 : distance[before + tour[first]]) + (after < 0 ? 0 : distance[after + tour[last]]);
      const then = (before < 0 ? 0 : distance[before + tour[last]]) + (after < 0 ? 0 : distance[after + tour[first]]);
      if (then >= now) continue;
      tour.subarray(first, last + 1).reverse();
      isShorter = true;
    }
  }
  return isShorter;
}

/** The sum of the differences in all channels, of each two colours. */
function measureDistances(colours: Uint32Array): Uint16Array {
  const k = colours.length;
  const distances = new Uint16Array(k * k);
  for (let a = 0; a < k; a++) {
    for (let b = 0; b < a; b++) {
      let sum = 0;
      for (let shift = 0; shift < 32; shift += 8) {
        sum += Math.abs(((colours[a] >>> shift) & 255) - ((colours[b] >>> shift) & 255));
      }
      distances[a * k + b] = sum;
      distances[b * k + a] = sum;
    }
  }
  return distances;
}
