/** Lossy matching of all bands: planes are cut into segments, which are tasks of their own. */

import { type Band, bandAt, countBands } from '../../codec/bands.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import { partOf, runTasks, type Steps, type Task } from '../../steps.js';
import type { IndexingJob } from '../indexing-job.js';
import { makeTask } from '../tasks.js';
import { gatherPlanePixels, type PlanePixels, slicePixels } from './plane-pixels.js';

/**
 * About so many pixels a segment. A segment's matches do not reach back into the one before, which costs one row of matches;
 * deflate, which finds its own, does.
 */
const SEGMENT_PIXELS = 2 ** 18;

/** Bands are matched in groups of about so many pixels, so that their gathered pixels don't fill the memory. */
const GROUP_PIXELS = 2 ** 21;

/**
 * Chooses the indices of every band for least D + lambda * R.
 *
 * @param job - with palettes of up to 256 colours
 * @param weights - one a pixel of the picture
 */
export function* matchBands(job: IndexingJob, weights: Float32Array): Steps<BandPlanes[]> {
  const bandCount = countBands(job.grid, job.layout);
  const planes: BandPlanes[] = [];
  while (planes.length < bandCount) {
    const first = planes.length;
    const group: PlaneMatching[] = [];
    let pixels = 0;
    for (let index = first; index < bandCount && pixels < GROUP_PIXELS; index++) {
      const band = bandAt(job.grid, job.layout, index);
      group.push(...startBand(job, band, weights));
      pixels += (band.bottom - band.top) * job.grid.width;
    }
    const tasks = group.flatMap((plane) => plane.tasks);
    const segments = yield* partOf(runTasks(tasks), first / bandCount, (first + group.length / 2) / bandCount);
    for (let i = 0; i < group.length; i += 2) {
      planes.push({ low: joinSegments(group[i], segments), high: joinSegments(group[i + 1], segments) });
    }
  }
  return planes;
}

/** A plane on its way: its nearest entries, and the segments whose matching was asked for; without any it stays as it is. */
interface PlaneMatching {
  readonly nearest: Uint8Array;
  readonly tasks: readonly Task<Uint8Array>[];
}

/** The low and the high plane of a band. */
function startBand(job: IndexingJob, band: Band, weights: Float32Array): PlaneMatching[] {
  const { labels } = job.labeller.label(band);
  return [job.palettes.low, job.palettes.high].map((palette, isHigh) => {
    const pixels = gatherPlanePixels(job, band, isHigh, labels, weights);
    if (pixels.count === 0 || (!isHigh && job.keepsLow)) return { nearest: pixels.labels, tasks: [] };
    return { nearest: pixels.labels, tasks: makeTasks(job, pixels, palette) };
  });
}

function makeTasks({ picture, options }: IndexingJob, pixels: PlanePixels, palette: Uint8Array): Task<Uint8Array>[] {
  const count = Math.max(1, Math.round(pixels.count / SEGMENT_PIXELS));
  const { lambda, tune, effort } = options;
  return Array.from({ length: count }, (_, i) => {
    const from = Math.floor((pixels.count * i) / count);
    const to = Math.floor((pixels.count * (i + 1)) / count);
    return makeTask('match-segment', {
      pixels: slicePixels(pixels, from, to),
      opaque: picture.opaque,
      palette: palette.slice(),
      lambda,
      tune,
      effort: effort.match,
    });
  });
}

/** The plane from its segments, which are the first of those left. */
function joinSegments({ nearest: plane, tasks }: PlaneMatching, segments: Uint8Array[]): Uint8Array {
  let at = 0;
  for (const segment of segments.splice(0, tasks.length)) {
    plane.set(segment, at);
    at += segment.length;
  }
  return plane;
}
