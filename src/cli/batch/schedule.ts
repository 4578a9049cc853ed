/**
 * Does jobs several at a time, within a budget, and reports them in order. The cost of a job is estimated from the start of its
 * input, before the input is read.
 */

import { closeSync, constants, openSync, readSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { type ReadAt, readPictureSize } from '../../io/read-size.js';
import { sniffFormat } from '../../io/sniff.js';
import { type BatchFlags, PIXELS_IN_FLIGHT_DEFAULT } from '../grammar.js';
import type { FoundInput } from './inputs.js';

/** The cost of a running job. */
export interface Cost {
  /** Memory, counted in pixels. */
  readonly pixels: number;
  readonly threads: number;
}

/** Limits of all running jobs together. A single job may exceed them. */
export interface Limits extends Cost {
  /** Jobs at a time. */
  readonly jobs: number;
  /** Jobs that may start beyond the first one that is not reported. This bounds the results that wait. */
  readonly ahead: number;
}

/** How to do a job. An error in one of these ends all work. */
export interface Work<Job, Result> {
  readonly costOf: (job: Job) => Cost;
  readonly perform: (job: Job, cost: Cost) => Promise<Result>;
  /** Called once for each job, in order, never twice at a time. */
  readonly report: (job: Job, result: Result) => Promise<void>;
}

/**
 * Does all jobs. They start in order. A job that does not fit waits, and so do those after it.
 *
 * @throws what a part of the work threw; then nothing more is started or reported
 */
export async function runInOrder<Job, Result>(
  jobs: readonly Job[],
  limits: Limits,
  { costOf, perform, report }: Work<Job, Result>,
): Promise<void> {
  const used = { pixels: 0, threads: 0, jobs: 0 };
  const results = new Map<number, Result>();
  let begun = 0;
  let reported = 0;
  let isReporting = false;
  let nextCost: Cost | undefined;

  const fits = ({ pixels, threads }: Cost) =>
    used.jobs === 0 ||
    (used.jobs < limits.jobs && used.pixels + pixels <= limits.pixels && used.threads + threads <= limits.threads);

  return new Promise((resolve, reject) => {
    let isOver = false;
    const fail = (error: unknown) => {
      isOver = true;
      reject(error);
    };
    const begin = async (index: number, cost: Cost) => {
      take(used, cost, 1);
      results.set(index, await perform(jobs[index], cost));
      take(used, cost, -1);
      advance();
    };
    const tellInOrder = async () => {
      isReporting = true;
      for (; results.has(reported) && !isOver; reported++) {
        await report(jobs[reported], results.get(reported)!);
        results.delete(reported);
      }
      isReporting = false;
      advance();
    };
    const advance = () => {
      if (isOver) return;
      if (reported === jobs.length) return resolve();
      while (begun < jobs.length && begun - reported < limits.ahead) {
        nextCost ??= costOf(jobs[begun]);
        if (!fits(nextCost)) break;
        begin(begun++, nextCost).catch(fail);
        nextCost = undefined;
      }
      if (!isReporting && results.has(reported)) tellInOrder().catch(fail);
    };
    advance();
  });
}

function take(used: { pixels: number; threads: number; jobs: number }, cost: Cost, sign: 1 | -1): void {
  used.pixels += sign * cost.pixels;
  used.threads += sign * cost.threads;
  used.jobs += sign;
}

/** Bytes of a file in memory that count as much as a pixel of a running job. */
const BYTES_PER_PIXEL = 16;

/** `ahead` for each of the jobs at a time. */
const AHEAD_PER_JOB = 64;

/** The limits of all running jobs: as many threads as there are processors, unless flags change that. */
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
 * Estimates the cost of an input. If its start does not show the size of the picture, the input runs alone.
 *
 * @param threadsFor - threads to use for a picture, by its number of pixels
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

/** Pixels that a file declares; 0 when it is no picture, undefined when its start does not show them. */
function countPixels(path: string): number | undefined {
  let descriptor: number | undefined;
  try {
    // The file may have become a pipe since it was found. Opening must not wait for a pipe.
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
    // Reading it later gives the reason.
    return 0;
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
