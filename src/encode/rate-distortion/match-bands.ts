/** Lossy matching of all bands: planes are cut into segments, and each segment is a task. */

import { visitRuns } from '../../codec/index-planes.js';
import { type Band, bandAt, countBands, type Layout } from '../../codec/layout.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import { partOf, runTasks, type Steps, type Task } from '../../steps.js';
import { MAX_DISTANCE } from '../deflate/tokens.js';
import type { IndexingContext } from '../label-bands.js';
import { matchSegmentTask } from './match-segment.js';
import { type PlanePixels, slicePixels } from './plane-pixels.js';

/**
 * Approximate pixels of a segment. A segment's matches do not reach into the one before, which costs one row of matches.
 * Deflate finds matches again, and its matches do cross these borders.
 */
const SEGMENT_PIXELS = 2 ** 18;

/** Bands are matched in groups of about this number of pixels, to bound the memory of their gathered pixels. */
const GROUP_PIXELS = 2 ** 21;

/** Marks pixels of the other class in the map from pixels to plane positions. */
const ELSEWHERE = 0xffffffff;

/** Weight of pixels that must not change: fully transparent ones, and those of a colour to keep. */
const FIRM_WEIGHT = 1e6;

/**
 * Chooses the indices of every band for least D + lambda * R.
 *
 * @param context - with palettes of up to 256 colours
 * @param weights - one a pixel of the picture
 */
export function* matchBands(context: IndexingContext, weights: Float32Array): Steps<BandPlanes[]> {
  const bandCount = countBands(context.layout);
  const planes: BandPlanes[] = [];
  while (planes.length < bandCount) {
    const first = planes.length;
    const group: PlaneMatching[] = [];
    let pixels = 0;
    for (let index = first; index < bandCount && pixels < GROUP_PIXELS; index++) {
      const band = bandAt(context.layout, index);
      group.push(...startBand(context, band, weights));
      pixels += (band.bottom - band.top) * context.layout.width;
    }
    const tasks = group.flatMap((plane) => plane.tasks);
    const segments = yield* partOf(runTasks(tasks), first / bandCount, (first + group.length / 2) / bandCount);
    for (let i = 0; i < group.length; i += 2) {
      planes.push({ low: joinSegments(group[i], segments), high: joinSegments(group[i + 1], segments) });
    }
  }
  return planes;
}

/** A plane being matched: its nearest entries, and the tasks of its segments; without tasks the plane stays as it is. */
interface PlaneMatching {
  readonly nearest: Uint8Array;
  readonly tasks: readonly Task<Uint8Array>[];
}

/** The low and the high plane of a band. */
function startBand(context: IndexingContext, band: Band, weights: Float32Array): PlaneMatching[] {
  const { labels } = context.labeller.label(band);
  return [context.palettes.low, context.palettes.high].map((palette, isHigh) => {
    const pixels = gatherPlanePixels(context, band, isHigh, labels, weights);
    if (pixels.count === 0 || (!isHigh && context.keepsLow)) return { nearest: pixels.labels, tasks: [] };
    return { nearest: pixels.labels, tasks: makeTasks(context, pixels, palette) };
  });
}

function makeTasks(
  { picture, options }: IndexingContext,
  pixels: PlanePixels,
  palette: Uint8Array,
): Task<Uint8Array>[] {
  const count = Math.max(1, Math.round(pixels.count / SEGMENT_PIXELS));
  const { lambda, tune, effort, storage } = options;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((pixels.count * i) / count);
    const to = Math.floor((pixels.count * (i + 1)) / count);
    return matchSegmentTask({
      pixels: slicePixels(pixels, from, to),
      opaque: picture.opaque,
      palette: palette.slice(),
      lambda,
      tune,
      effort: effort.match,
      isGradual: storage === 'lossy',
    });
  });
}

/** The plane from its segments, which are the first of the remaining ones. */
function joinSegments({ nearest: plane, tasks }: PlaneMatching, segments: Uint8Array[]): Uint8Array {
  let at = 0;
  for (const segment of segments.splice(0, tasks.length)) {
    plane.set(segment, at);
    at += segment.length;
  }
  return plane;
}

/**
 * Gathers the pixels of one class of a band.
 *
 * @param isHigh - the class, 1 or 0
 * @param labels - one a pixel of the band, row-major
 * @param weights - one a pixel of the picture
 */
function gatherPlanePixels(
  { picture, layout, options }: Pick<IndexingContext, 'picture' | 'layout' | 'options'>,
  band: Band,
  isHigh: number,
  labels: Uint16Array,
  weights: Float32Array,
): PlanePixels {
  const { opaque, width } = picture;
  const bandStart = band.top * width;
  const { positions, count } = findPositions(layout, band, isHigh);
  const plane = {
    count,
    colours: new Uint32Array(count),
    weights: new Float32Array(count),
    labels: new Uint8Array(count),
    above: new Uint16Array(count),
  };
  const firm = new Set(opaque ? options.keepColours : [0, ...options.keepColours]);
  for (let i = 0; i < positions.length; i++) {
    const at = positions[i];
    if (at === ELSEWHERE) continue;
    const colour = picture.colours[bandStart + i];
    plane.colours[at] = colour;
    plane.weights[at] = firm.size > 0 && firm.has(colour) ? FIRM_WEIGHT : weights[bandStart + i];
    plane.labels[at] = labels[i];
    const distance = i < width || positions[i - width] === ELSEWHERE ? 0 : at - positions[i - width];
    plane.above[at] = distance <= MAX_DISTANCE ? distance : 0;
  }
  return plane;
}

/** The place of each pixel of a band in the plane of its class; ELSEWHERE for pixels of the other class. */
function findPositions(layout: Layout, band: Band, isHigh: number) {
  const positions = new Uint32Array((band.bottom - band.top) * layout.width).fill(ELSEWHERE);
  const bandStart = band.top * layout.width;
  let count = 0;
  visitRuns(layout, band, (runIsHigh, pixel, length) => {
    if (runIsHigh !== isHigh) return;
    for (let i = 0; i < length; i++) positions[pixel - bandStart + i] = count++;
  });
  return { positions, count };
}
