/**
 * The order of the colours of an exact picture with one palette, and the prediction of its indices. Every order draws the same
 * picture, but the palette and the indices deflate to different sizes. In a small picture the palette is a large part of the
 * file, and measuring is quick. So several orders are tried, each with each predictor. Larger pictures keep their order, and
 * only the predictors are tried.
 */

import { bitsPerIndex, packPlane, visitPlaneRows } from '../codec/index-planes.js';
import { type Band, bandAt, countBands, type Layout } from '../codec/layout.js';
import { packPalette } from '../codec/palette.js';
import { type PredictedPlane, predictIndices, visitIndexRows } from '../codec/predict.js';
import {
  MAX_K_ONE_BYTE,
  MAX_K_PACKED,
  PREDICT_ABOVE,
  PREDICT_LEFT,
  PREDICT_MEAN,
  PREDICT_NONE,
  PREDICT_PAETH,
} from '../format/constants.js';
import type { Steps } from '../steps.js';
import { measureRateExactlyTask, measureRateQuicklyTask, measureRates, SMALL_PLANE } from './deflate-planes.js';
import type { IndexedBands } from './index-bands.js';
import { packColours, unpackColours } from './kmeans/colour-space.js';
import type { ResolvedEncodeOptions } from './options.js';

/** Maximum number of rounds over all stretches of a tour. */
const MAX_TOUR_ROUNDS = 8;

/** Neighbours in the order count up to this distance from either end of the chain. */
const MAX_REACH = 32;

/** Another order, or a prediction, must save this many bytes. Sizes are measured by a quick deflate, which may be a byte off. */
const LEAST_SAVING = 2;

/** For a large picture, a prediction must save this share of a sample's bytes. The picture is then deflated both ways. */
const LEAST_SHARE = 1 / 64;

/** Maximum number of indices in that sample. */
const SAMPLE_PIXELS = 2 ** 17;

/** Number of forms that are measured well. */
const LIKELY_FORMS = 10;

const PREDICTORS = [PREDICT_LEFT, PREDICT_ABOVE, PREDICT_MEAN, PREDICT_PAETH];

/** How a picture is stored: its colours in some order, and the predictor of its indices, 0 = none. */
export interface OrderedBands {
  readonly indexed: IndexedBands;
  readonly predictor: number;
}

/**
 * Finds the order of the colours and the predictor that give the fewest bytes. A picture of two palettes stays as it is.
 *
 * @param options - `k2`, the maximum number of entries, and `strip`, which is undefined if strips may be joined
 */
export function* orderColours(
  indexed: IndexedBands,
  { k2, strip }: Pick<ResolvedEncodeOptions, 'k2' | 'strip'>,
): Steps<OrderedBands> {
  const { planes, palettes, hasLow, layout } = indexed;
  const k = palettes.high.length / 4;
  if (hasLow || k < 2 || k > MAX_K_ONE_BYTE) return { indexed, predictor: PREDICT_NONE };
  const isSmall = countBands(layout) === 1 && planes[0].high.length <= SMALL_PLANE;
  if (isSmall) return yield* orderSmall(indexed);
  const predictor = yield* choosePredictor(indexed);
  if (predictor === PREDICT_NONE) return { indexed, predictor };
  const filled = fillGrays(indexed, k2);
  return { indexed: strip === undefined ? joinStrips(filled) : filled, predictor };
}

/** Tries every order with every predictor. */
function* orderSmall(indexed: IndexedBands): Steps<OrderedBands> {
  const { planes, palettes, layout } = indexed;
  const colours = packColours(palettes.high);
  const place = { layout, band: bandAt(layout, 0), k: colours.length };
  const candidates = listOrders(colours, planes[0].high, place).map((order) => ({
    palette: unpackColours(order.map((entry) => colours[entry])),
    plane: renumber(planes[0].high, order),
  }));
  const forms = candidates.flatMap((candidate) => listForms(candidate, place));
  const sizes = yield* measureLikely(forms);
  const asGiven = Math.min(
    ...sizes.filter((_, i) => forms[i].candidate === candidates[0] && forms[i].predictor === PREDICT_NONE),
  );
  const least = Math.min(...sizes);
  if (least > asGiven - LEAST_SAVING) return { indexed, predictor: PREDICT_NONE };
  const { candidate, predictor } = forms[sizes.indexOf(least)];
  return {
    indexed: {
      ...indexed,
      palettes: { ...palettes, high: candidate.palette },
      planes: [{ low: planes[0].low, high: candidate.plane }],
    },
    predictor,
  };
}

/** The approximate bytes of each form: a quick deflate measures all, then a better one the smallest. */
function* measureLikely(forms: readonly StoredForm[]): Steps<number[]> {
  const sizes = yield* measureRates(
    forms.map(({ parts }) => parts),
    measureRateQuicklyTask,
  );
  const likely = [...sizes.keys()].sort((a, b) => sizes[a] - sizes[b] || a - b).slice(0, LIKELY_FORMS);
  const better = yield* measureRates(likely.map((i) => forms[i].parts));
  likely.forEach((i, rank) => {
    sizes[i] = better[rank];
  });
  return sizes;
}

/** A palette and the plane of its indices. */
interface Candidate {
  readonly palette: Uint8Array;
  readonly plane: Uint8Array;
}

/** The bytes to deflate if a candidate is stored in a certain form. */
interface StoredForm {
  readonly candidate: Candidate;
  readonly predictor: number;
  readonly parts: readonly Uint8Array[];
}

/** The forms in which a candidate can be stored: plain, packed if possible, and with each predictor. */
function listForms(
  candidate: Candidate,
  place: Omit<PredictedPlane, 'predictor'> & { layout: Layout; band: Band },
): StoredForm[] {
  const { palette, plane } = candidate;
  const { k, layout, band } = place;
  const isOpaque = palette.every((value, i) => i % 4 !== 3 || value === 255);
  const table = packPalette(palette, !isOpaque);
  const forms: StoredForm[] = [{ candidate, predictor: PREDICT_NONE, parts: [table, plane] }];
  if (k <= MAX_K_PACKED) {
    const packed = packPlane(plane, bitsPerIndex(k, true), (visit) => visitPlaneRows(layout, band, 1, visit));
    forms.push({ candidate, predictor: PREDICT_NONE, parts: [table, packed] });
  }
  for (const predictor of PREDICTORS) {
    forms.push({ candidate, predictor, parts: [table, predictIndices(plane, { ...place, predictor })] });
  }
  return forms;
}

/**
 * The predictor that gives the fewest bytes for a sample of a picture's middle band, or 0 for none. A predictor breaks the
 * repeats that drawings consist of, so most pictures need none.
 */
function* choosePredictor({ planes, palettes, layout }: IndexedBands): Steps<number> {
  const plane = planes[planes.length >>> 1].high;
  const width = Math.min(layout.stripWidth || layout.width, layout.width);
  const rows = Math.min(Math.ceil(SAMPLE_PIXELS / width), Math.floor(plane.length / width));
  const sample = plane.subarray(0, rows * width);
  const place = { layout: { width, stripWidth: 0 }, band: { top: 0, bottom: rows }, k: palettes.high.length / 4 };
  const forms = PREDICTORS.map((predictor) => predictIndices(sample, { ...place, predictor }));
  const [plain, ...sizes] = yield* measureRates(
    [sample, ...forms].map((bytes) => [bytes]),
    measureRateQuicklyTask,
  );
  const [first, second] = [...sizes.keys()].sort((a, b) => sizes[a] - sizes[b] || a - b);
  if (sizes[first] >= plain * (1 - LEAST_SHARE)) return PREDICT_NONE;
  const [bytes, others] = yield* measureRates([[forms[first]], [forms[second]]], measureRateExactlyTask);
  return PREDICTORS[bytes <= others ? first : second];
}

/** The same picture scanned in whole rows. There a predictor has more neighbours than in strips. */
function joinStrips(indexed: IndexedBands): IndexedBands {
  const { width, stripWidth } = indexed.layout;
  if (stripWidth === 0) return indexed;
  const planes = indexed.planes.map(({ low, high }, index) => {
    const joined = new Uint8Array(high.length);
    const rows = high.length / width;
    let row = 0;
    visitIndexRows({ layout: indexed.layout, band: bandAt(indexed.layout, index) }, (start, end) => {
      const left = Math.floor(row / rows) * stripWidth;
      joined.set(high.subarray(start, end), (row % rows) * width + left);
      row++;
    });
    return { low, high: joined };
  });
  return { ...indexed, layout: { ...indexed.layout, stripWidth: 0 }, planes };
}

/**
 * Gives a gray picture an entry for every gray from the darkest to the lightest, used or not. Then differences of indices are
 * differences of lightness, which repeat more often. Any other picture stays as it is, and so does one that would need more
 * than `maxEntries`.
 */
function fillGrays(indexed: IndexedBands, maxEntries: number): IndexedBands {
  const colours = packColours(indexed.palettes.high);
  if (colours.some((colour) => colour !== grayOf(colour & 255))) return indexed;
  const grays = colours.map((colour) => colour & 255);
  const [darkest, lightest] = [Math.min(...grays), Math.max(...grays)];
  if (lightest - darkest >= maxEntries) return indexed;
  const filled = Uint32Array.from({ length: lightest - darkest + 1 }, (_, i) => grayOf(darkest + i));
  return {
    ...indexed,
    palettes: { ...indexed.palettes, high: unpackColours(filled) },
    planes: indexed.planes.map(({ low, high }) => ({ low, high: high.map((entry) => grays[entry] - darkest) })),
  };
}

/** An opaque gray as a packed colour. */
function grayOf(light: number): number {
  return (0xff000000 | (light * 0x010101)) >>> 0;
}

/** Orders to try, each a list of entries: the given one, by number, by nearness in colour, by nearness in the picture. */
function listOrders(
  colours: Uint32Array,
  plane: Uint8Array,
  place: Pick<PredictedPlane, 'layout' | 'band'>,
): Uint32Array[] {
  const given = colours.map((_, entry) => entry);
  const byNumber = given.slice().sort((a, b) => colours[a] - colours[b]);
  const chain = chainNeighbours(countNeighbours(plane, colours.length, place));
  // Of few colours, many are the same.
  const orders = [given, byNumber, findTour(colours), chain].map((order): [string, Uint32Array] => [
    order.join(),
    order,
  ]);
  return [...new Map(orders).values()];
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
 * A short tour of all colours. It starts at the first entry and goes to the nearest unvisited one each time. Then stretches of
 * the tour are reversed for as long as that makes it shorter.
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
    // The unvisited entries stay in order, so that the first of equals is taken.
    tour.copyWithin(place + 1, place, nearest);
    tour[place] = entry;
  }
  for (let round = 0; round < MAX_TOUR_ROUNDS && turnStretches(tour, distance); round++);
  return tour;
}

/** Reverses each stretch of a tour if that makes the tour shorter; returns whether it did for any. */
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

/** How often each two entries are neighbours in a plane, across or down: `k * k` counts. */
function countNeighbours(plane: Uint8Array, k: number, place: Pick<PredictedPlane, 'layout' | 'band'>): Float64Array {
  const counts = new Float64Array(k * k);
  const count = (a: number, b: number) => {
    counts[a * k + b]++;
    counts[b * k + a]++;
  };
  visitIndexRows(place, (start, end, above) => {
    for (let i = start; i < end; i++) {
      if (i > start) count(plane[i], plane[i - 1]);
      if (above > 0) count(plane[i], plane[i - above]);
    }
  });
  for (let entry = 0; entry < k; entry++) counts[entry * k + entry] = 0;
  return counts;
}

/**
 * An order in which entries that are neighbours in the picture have close numbers. The chain begins with the entry that has the
 * most neighbours. It grows at either end by the entry with the most neighbours there, each weighted by one over its distance.
 *
 * Zeng, Li, Lei, "An efficient color re-indexing scheme for palette-based compression", ICIP 2000; with a limited reach.
 *
 * @param counts - of neighbours, `k * k`, symmetric
 * @returns the entries in that order
 */
export function chainNeighbours(counts: Float64Array): Uint32Array {
  const k = Math.sqrt(counts.length);
  const totals = Array.from({ length: k }, (_, entry) =>
    counts.subarray(entry * k, entry * k + k).reduce((sum, count) => sum + count, 0),
  );
  const chain = [totals.indexOf(Math.max(...totals))];
  const left = new Set(totals.keys());
  left.delete(chain[0]);
  while (left.size > 0) {
    let [best, most, isFirst] = [-1, -1, false];
    for (const entry of left) {
      const row = entry * k;
      const reach = Math.min(chain.length, MAX_REACH);
      let [atFirst, atLast] = [0, 0];
      for (let i = 0; i < reach; i++) {
        atFirst += counts[row + chain[i]] / (i + 1);
        atLast += counts[row + chain[chain.length - 1 - i]] / (i + 1);
      }
      if (Math.max(atFirst, atLast) <= most) continue;
      [best, most, isFirst] = [entry, Math.max(atFirst, atLast), atFirst > atLast];
    }
    left.delete(best);
    if (isFirst) chain.unshift(best);
    else chain.push(best);
  }
  return Uint32Array.from(chain);
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
