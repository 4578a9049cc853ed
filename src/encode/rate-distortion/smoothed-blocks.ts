/**
 * Smoothed blocks: those in which the decoder's smoothing removes more error than it adds.
 *
 * They are the low class of a picture that is coded for least D + lambda * R. The study classifies blocks by their detail;
 * here a block is low if smoothing lowers its error.
 */

import { makeGrid, packBlockMap } from '../../codec/layout.js';
import { smoothPixels } from '../../codec/smooth-kernel.js';
import { MAX_BLOCK_LOG2 } from '../../format/constants.js';
import { partOf, runTasks, type Steps } from '../../steps.js';
import { defineTask } from '../define-task.js';
import type { PreparedPicture } from '../prepare.js';
import { ErrorMeter } from './error-space.js';
import type { Tune } from './weights.js';

/** A block is smoothed if that leaves less than this share of its error. Classes cost bits, too. */
const SMOOTHED_SHARE = 0.95;

/** Thresholds tried, as multiples of {@link expectedThreshold}. */
const FEW_STEPS = [1];
const MORE_STEPS = [0.5, 0.75, 1, 1.5];

/** Ratio of the height of steps to the square root of the error; measured on photographs. */
const STEP_HEIGHT = 5.5;
/** Weight of the mean error relative to lambda in the expected threshold. */
const PALETTE_SHARE = 0.15;
/** The mean error is measured on one of this number of rows. */
const ERROR_ROWS = 16;

/** Approximate pixels that are measured in one task. */
const SLAB_PIXELS = 2 ** 18;
/** Slabs are copies, so only this number of them exists at a time. */
const SLABS_AT_ONCE = 8;

/** A picture, how it would be drawn without smoothing, and how its errors count. */
export interface DrawnPicture {
  readonly picture: Pick<PreparedPicture, 'width' | 'height' | 'colours' | 'opaque'>;
  /** `width * height` packed colours. */
  readonly drawn: Uint32Array;
  /** One a pixel. */
  readonly weights: Float32Array;
  readonly tune: Tune;
}

/** The smoothing settings to compare. */
export interface SmoothingChoices {
  readonly blockLog2: number;
  readonly passes: number;
  /** 1..255, at least one. */
  readonly thresholds: readonly number[];
}

/** The blocks to smooth, and the threshold for them. */
export interface SmoothedBlocks {
  /** One byte a block, row-major: 0 smoothed, 1 not. */
  readonly map: Uint8Array;
  readonly threshold: number;
  /** Weighted squared error of the whole picture with smoothing, and without. */
  readonly distortion: number;
  readonly distortionBefore: number;
}

/** Slabs of whole block rows, with the rows around them that their smoothing reads. */
export interface Slab extends DrawnPicture, SmoothingChoices {
  /** Rows of the slab before the measured ones, and one past the last measured row. */
  readonly top: number;
  readonly bottom: number;
}

/**
 * Steps grow with the error that lossy matching may make, and with the error that a palette of few colours makes anyway. The
 * result is their approximate height in code units.
 */
function expectedThreshold(lambda: number, meanError: number): number {
  return STEP_HEIGHT * Math.sqrt(Math.max(lambda, PALETTE_SHARE * meanError));
}

/** Thresholds to try, 1..255, ascending. */
export function candidateThresholds(scene: DrawnPicture, lambda: number, triesMore: boolean): number[] {
  const expected = expectedThreshold(lambda, sampleError(scene));
  const steps = (triesMore ? MORE_STEPS : FEW_STEPS).map((step) => Math.floor(step * expected + 0.5));
  return [...new Set(steps.map((threshold) => Math.min(Math.max(threshold, 1), 255)))];
}

/** Finds the blocks to smooth, and the given threshold that leaves the least error. */
export function* findSmoothedBlocks(scene: DrawnPicture, choices: SmoothingChoices): Steps<SmoothedBlocks> {
  const count = countSlabs(scene, choices);
  const errors: Float64Array[][] = [];
  while (errors.length < count) {
    const first = errors.length;
    const group = Math.min(SLABS_AT_ONCE, count - first);
    const tasks = Array.from({ length: group }, (_, i) => measureSlabTask(cutSlab(scene, choices, first + i, count)));
    errors.push(...(yield* partOf(runTasks(tasks), first / count, (first + group) / count)));
  }
  const [before, ...after] = [0, ...choices.thresholds].map((_, i) => errors.flatMap((slab) => Array.from(slab[i])));
  const results = after.map((left, i) => chooseBlocks(before, left, choices.thresholds[i]));
  return results.reduce((best, result) => (result.distortion < best.distortion ? result : best));
}

function chooseBlocks(before: readonly number[], after: readonly number[], threshold: number): SmoothedBlocks {
  const map = new Uint8Array(before.length);
  let distortion = 0;
  let distortionBefore = 0;
  for (let block = 0; block < map.length; block++) {
    map[block] = after[block] < SMOOTHED_SHARE * before[block] ? 0 : 1;
    distortion += map[block] === 0 ? after[block] : before[block];
    distortionBefore += before[block];
  }
  return { map, threshold, distortion, distortionBefore };
}

function countSlabs({ picture: { width, height } }: DrawnPicture, { blockLog2 }: SmoothingChoices): number {
  const blockRows = Math.ceil(height / (1 << blockLog2));
  return Math.min(blockRows, Math.max(1, Math.round((width * height) / SLAB_PIXELS)));
}

function cutSlab(scene: DrawnPicture, choices: SmoothingChoices, index: number, count: number): Slab {
  const { width, height, colours, opaque } = scene.picture;
  const side = 1 << choices.blockLog2;
  const blockRows = Math.ceil(height / side);
  // The passes' taps are 1, 2, 4 and 8 pixels apart. A margin of whole blocks aligns the slab's grid with the picture's.
  const margin = Math.ceil(((1 << choices.passes) - 1) / side) * side;
  const top = Math.floor((blockRows * index) / count) * side;
  const bottom = Math.min(Math.floor((blockRows * (index + 1)) / count) * side, height);
  const first = Math.max(0, top - margin);
  const last = Math.min(height, bottom + margin);
  const [from, to] = [first * width, last * width];
  return {
    ...choices,
    picture: { width, height: last - first, colours: colours.slice(from, to), opaque },
    drawn: scene.drawn.slice(from, to),
    weights: scene.weights.slice(from, to),
    tune: scene.tune,
    top: top - first,
    bottom: bottom - first,
  };
}

/**
 * Weighted squared errors of the blocks of a slab.
 *
 * @returns first a list of the errors as drawn, then one for each threshold, as if all blocks were smoothed
 */
export function measureSlab(slab: Slab): Float64Array<ArrayBuffer>[] {
  const smoothed = slab.thresholds.map((threshold) => {
    const { width, height } = slab.picture;
    const grid = makeGrid({ width, height, blockLog2: slab.blockLog2 });
    const pixels = slab.drawn.slice();
    smoothPixels(pixels, grid, packBlockMap(new Uint8Array(grid.columns * grid.rows)), slab.passes, threshold, true);
    return pixels;
  });
  return [slab.drawn, ...smoothed].map((pixels) => measureBlocks(slab, pixels));
}

/** {@link measureSlab} as a task. */
export const measureSlabTask = defineTask('measure-slab', measureSlab, (errors) => errors.map(({ buffer }) => buffer));

/** Approximate mean weighted squared error of a pixel, from some of the rows. */
function sampleError({ picture, drawn, weights, tune }: DrawnPicture): number {
  const { width, height, colours, opaque } = picture;
  const meter = new ErrorMeter(opaque, tune);
  let error = 0;
  let count = 0;
  for (let y = Math.min(ERROR_ROWS, height) >> 1; y < height; y += ERROR_ROWS) {
    for (let i = y * width; i < (y + 1) * width; i++, count++)
      error += weights[i] * meter.measure(colours[i], drawn[i]);
  }
  return error / count;
}

/** Weighted squared error of the whole picture as drawn. */
export function measureDrawn(scene: DrawnPicture): number {
  const { height } = scene.picture;
  const whole = { ...scene, blockLog2: MAX_BLOCK_LOG2, passes: 0, thresholds: [], top: 0, bottom: height };
  return measureBlocks(whole, scene.drawn).reduce((sum, error) => sum + error, 0);
}

function measureBlocks(slab: Slab, drawn: Uint32Array): Float64Array<ArrayBuffer> {
  const { picture, weights, tune, blockLog2, top, bottom } = slab;
  const { colours, width, opaque } = picture;
  const meter = new ErrorMeter(opaque, tune);
  const columns = Math.ceil(width / (1 << blockLog2));
  const errors = new Float64Array(columns * Math.ceil((bottom - top) / (1 << blockLog2)));
  for (let y = top; y < bottom; y++) {
    const firstBlock = ((y - top) >>> blockLog2) * columns;
    for (let x = 0, i = y * width; x < width; x++, i++) {
      if (colours[i] === drawn[i]) continue;
      errors[firstBlock + (x >>> blockLog2)] += weights[i] * meter.measure(colours[i], drawn[i]);
    }
  }
  return errors;
}
