/**
 * Chooses the number of colours. More colours lower the error and cost more bits an index. Lambda says how much error a bit is
 * worth. Both are measured on a sample of the picture without lossy matching. This ranks palette sizes as matching does, in a
 * fraction of the time.
 */

import { bandAt, makeGrid, makeLayout } from '../../codec/layout.js';
import { MAX_BLOCK_LOG2 } from '../../format/constants.js';
import { partOf, runTasks, type Steps } from '../../steps.js';
import { defineTask } from '../define-task.js';
import { measureRate } from '../deflate/index.js';
import { clusterColours } from '../kmeans/cluster.js';
import { packColours } from '../kmeans/colour-space.js';
import { ColourHistogram, type Histogram } from '../kmeans/histogram.js';
import { NearestSearch } from '../kmeans/nearest.js';
import { gatherPlanes } from '../label-bands.js';
import type { PreparedPicture } from '../prepare.js';
import { ErrorMeter } from './error-space.js';
import { makeWeights, type Tune } from './weights.js';

/** Approximate pixels of the sample, and rows of each of its stripes. */
const SAMPLE_PIXELS = 2 ** 16;
const STRIPE_ROWS = 8;

/** The errors of this number of colours show where a picture's errors are, if those of a whole palette are too small: */
const SCALE_COLOURS = 32;
/** below this, in code units squared a pixel. */
const LEAST_ERROR = 1;

/** Palette sizes fall by this factor from one try to the next. */
const STEP = Math.sqrt(2);
/** Matching gains more with fewer colours, since more places are alike: by about this factor for each step. */
const FEWER_FAVOUR = 0.97;
/** Palette sizes that are measured at the same time. */
const TRIES_AT_ONCE = 2;

const STRIP_WIDTH = 256;
/** How to cluster a sample: only by coarse cells. */
const SAMPLE_CLUSTERING = { maxIterations: 0, coarseIterations: 3, rounds: 0, tolerance: 1e-3, restarts: 0 };

/** The input for measuring a palette size: plain data. */
export interface ColoursInput {
  readonly sample: Sample;
  readonly k: number;
}

/** The result, for the whole sample. */
export interface ColoursOutcome {
  /** Weighted error, as the tune counts it. */
  readonly distortion: number;
  readonly squaredError: number;
  readonly bytes: number;
}

/** The chosen number of colours, and the scale of the weights. */
export interface ColourChoice {
  readonly k: number;
  /**
   * Factor of the weights. With it, the weighted error of plain quantisation equals its squared error. Without it, a lambda
   * would give little weight to the errors of a page of text, which are all at edges.
   */
  readonly weightScale: number;
}

/** Part of a picture: whole rows. */
export interface Sample {
  readonly width: number;
  readonly height: number;
  /** `width * height` packed colours. */
  readonly colours: Uint32Array;
  /** The histogram of the colours. */
  readonly histogram: Histogram;
  readonly opaque: boolean;
  /** One a pixel. */
  readonly weights: Float32Array;
  readonly tune: Tune;
  /** Share of the picture that the sample is, 0..1. */
  readonly share: number;
}

/** Palette sizes to choose from. */
export interface ColourRange {
  readonly least: number;
  readonly most: number;
  /**
   * Whether to take the middle of all sizes that cost nearly as little as the best. In pictures of few colours there are many,
   * and the best jumps from one end to the other as the quality rises. The middle, and so the bytes, rise evenly.
   */
  readonly isEven: boolean;
}

/** How much more than the best a size may cost to count as nearly as good. */
const EVEN_SLACK = 0.03;

/** A palette size with its D + lambda * R. */
interface PricedSize {
  readonly k: number;
  readonly price: number;
}

/**
 * The number of colours with the smallest D + lambda * R.
 *
 * @param lambda - code units squared of error that a bit is worth, above 0
 */
export function* chooseColours(
  picture: PreparedPicture,
  lambda: number,
  tune: Tune,
  { least, most, isEven }: ColourRange,
): Steps<ColourChoice> {
  const sample = takeSample(picture, tune);
  const slack = isEven ? 1 + EVEN_SLACK : 1;
  const tried: PricedSize[] = [];
  let weightScale = 0;
  let favour = 1;
  let bestPrice = Number.POSITIVE_INFINITY;
  let done = 0;
  for (let k = most; k >= least; ) {
    const sizes: number[] = [];
    for (; sizes.length < TRIES_AT_ONCE && k >= least; k = Math.floor(k / STEP)) sizes.push(k);
    const tasks = sizes.map((size) => tryColoursTask({ sample, k: size }));
    const outcomes = yield* partOf(runTasks(tasks), done, (1 + done) / 2);
    done = (1 + done) / 2;
    if (weightScale === 0) weightScale = yield* findScale(sample, outcomes[0], most);
    const prices = outcomes.map(({ distortion, bytes }) => {
      favour *= FEWER_FAVOUR;
      return favour * (weightScale * distortion + lambda * 8 * bytes);
    });
    tried.push(...prices.map((price, i) => ({ k: sizes[i], price })));
    const cheapest = Math.min(...prices);
    if (cheapest >= bestPrice * slack) break;
    bestPrice = Math.min(bestPrice, cheapest);
  }
  const k = isEven ? middleOf(tried, bestPrice * slack) : tried.find(({ price }) => price === bestPrice)?.k;
  return { k: k ?? most, weightScale };
}

/**
 * The middle of the sizes whose price is up to `limit`, from the first to the last. Prices between two sizes are interpolated
 * linearly.
 */
function middleOf(tried: readonly PricedSize[], limit: number): number {
  const isGood = tried.map(({ price }) => price <= limit);
  const first = isGood.indexOf(true);
  const last = isGood.lastIndexOf(true);
  const beyond = (inside: number, outside: number) =>
    outside in tried ? (limit - tried[inside].price) / (tried[outside].price - tried[inside].price) : 0;
  const middle = (first - beyond(first, first - 1) + last + beyond(last, last + 1)) / 2;
  const below = Math.floor(middle);
  const { k } = tried[below];
  return below + 1 in tried ? k - Math.floor((k - tried[below + 1].k) * (middle - below)) : k;
}

/** The scale from the errors of the largest palette, or of a small one if those are too small. */
function* findScale(sample: Sample, outcome: ColoursOutcome, most: number): Steps<number> {
  if (outcome.squaredError >= LEAST_ERROR * sample.colours.length) return scaleOf(outcome);
  const [coarse] = yield* runTasks([tryColoursTask({ sample, k: Math.min(SCALE_COLOURS, most) })]);
  return scaleOf(coarse);
}

function scaleOf({ distortion, squaredError }: ColoursOutcome): number {
  return distortion > 0 ? squaredError / distortion : 1;
}

/** Stripes of rows, evenly distributed; the whole picture if it is small. */
function takeSample(picture: PreparedPicture, tune: Tune): Sample {
  const { width, height, opaque, colours } = picture;
  const stripes = Math.max(1, Math.round(SAMPLE_PIXELS / (STRIPE_ROWS * width)));
  const isWhole = stripes * STRIPE_ROWS * 1.5 >= height;
  const part = isWhole ? colours.slice() : takeStripes(picture, stripes);
  const sampled = { width, height: part.length / width, colours: part, opaque };
  const histogram = new ColourHistogram(undefined, part.length);
  histogram.addRun(part, 0, part.length);
  return {
    ...sampled,
    histogram: histogram.finish(),
    weights: makeWeights(sampled, tune),
    tune,
    share: sampled.height / height,
  };
}

function takeStripes({ width, height, colours }: PreparedPicture, stripes: number): Uint32Array {
  const size = STRIPE_ROWS * width;
  const part = new Uint32Array(stripes * size);
  for (let stripe = 0; stripe < stripes; stripe++) {
    const top = Math.floor(((height - STRIPE_ROWS) * (2 * stripe + 1)) / (2 * stripes));
    part.set(colours.subarray(top * width, top * width + size), stripe * size);
  }
  return part;
}

/** Quantises a sample to k colours, and measures rate and distortion. */
export function tryColours({ sample, k }: ColoursInput): ColoursOutcome {
  const { colours, histogram, opaque, weights, tune, share } = sample;
  const { palette } = clusterColours(histogram, k, { opaque, ...SAMPLE_CLUSTERING });
  const labels = new Uint16Array(colours.length);
  const squaredError = new NearestSearch(palette, opaque).mapRun(colours, 0, colours.length, labels, 0);
  const entries = packColours(palette);
  const meter = new ErrorMeter(opaque, tune);
  let distortion = 0;
  for (let i = 0; i < colours.length; i++) distortion += weights[i] * meter.measure(colours[i], entries[labels[i]]);
  const bytes = measureRate(inStrips(labels, palette, sample)) + palette.length * share;
  return { distortion, squaredError, bytes };
}

/** {@link tryColours} as a task. */
export const tryColoursTask = defineTask('try-colours', tryColours);

/** Labels in the order of the scan. */
function inStrips(labels: Uint16Array, palette: Uint8Array, { width, height }: Sample): Uint8Array {
  const grid = makeGrid({ width, height, blockLog2: MAX_BLOCK_LOG2 });
  const layout = makeLayout(grid, { stripWidth: STRIP_WIDTH });
  return gatherPlanes(labels, layout, bandAt(layout, 0), { low: new Uint8Array(0), high: palette }).high;
}
