/** What a job takes while it is under way, told by the head of its input before that is read. */

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type ReadAt, readPictureSize } from '../../io/read-size.js';
import { sniffFormat } from '../../io/sniff.js';
import { type BatchFlags, PIXELS_IN_FLIGHT_DEFAULT } from './flags.js';
import type { FoundInput } from './inputs.js';
import type { Cost, Limits } from './schedule.js';

/** Bytes by which a file in memory weighs as much as a pixel at work, about. */
const BYTES_PER_PIXEL = 16;

/** Jobs that may be done before the first one that is not, for each one at a time. */
const AHEAD_PER_JOB = 64;

/** What all jobs under way may take together: as many threads as there are processors, unless flags say otherwise. */
export function chooseLimits({ jobs, pixelsInFlight, threads }: BatchFlags, inputs: number): Limits {
  const processors = availableParallelism();
  const wished = jobs ?? Math.max(1, Math.floor(processors / (threads ?? 1)));
  const count = Math.max(1, Math.min(wished, inputs));
  return {
    jobs: count,
    threads: threads === undefined ? Math.max(processors, count) : count * threads,
    pixels: pixelsInFlight ?? PIXELS_IN_FLIGHT_DEFAULT,
    ahead: AHEAD_PER_JOB * count,
  };
}

/**
 * Weighs an input. One whose head does not tell its size may be of any, and is done alone.
 *
 * @param threadsFor - threads that a picture of so many pixels is worth
 */
export function weigh(
  input: FoundInput,
  limits: Limits,
  threadsFor: (pixels: number) => number,
  { threads }: BatchFlags,
): Cost {
  const pixels = Math.max(countPixels(input.path) ?? limits.pixels, input.bytes / BYTES_PER_PIXEL);
  const atATime = Math.min(limits.jobs, Math.max(1, Math.floor(limits.pixels / pixels)));
  const share = Math.max(1, Math.floor(limits.threads / atATime));
  return { pixels, threads: threads ?? Math.min(share, threadsFor(pixels)) };
}

/** Pixels that a file claims to have; 0 when it is no picture at all, undefined when there is no telling. */
function countPixels(path: string): number | undefined {
  let descriptor: number | undefined;
  try {
    // What was a file when it was found may be a pipe by now, which is not to be waited for.
    const opened = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    descriptor = opened;
    const readAt: ReadAt = (offset, length) => {
      const buffer = new Uint8Array(length);
      return buffer.subarray(0, readSync(opened, buffer, 0, length, offset));
    };
    const size = readPictureSize(readAt);
    if (size !== undefined) return size.width * size.height;
    return sniffFormat(readAt(0, 16)) === undefined ? 0 : undefined;
  } catch {
    // Who reads it later will say why it can't be read.
    return 0;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
