/** Long work in steps, and its two runners. */

import { describe, expect, it } from 'vitest';
import { type PlainSteps, partOf, runSteps, runStepsAsync, runTasks, type Task } from '../src/steps.js';

/** Counts to `end`, a number a step, each of which takes a while. */
function* countTo(end: number, milliseconds = 0): PlainSteps<number> {
  for (let at = 1; at <= end; at++) {
    for (const over = Date.now() + milliseconds; Date.now() < over; );
    yield at / end;
  }
  return end;
}

/** Two parts and the work between them. */
function* countTwice(): PlainSteps<number[]> {
  const first = yield* partOf(countTo(2), 0, 0.5);
  yield 0.6;
  return [first, yield* partOf(countTo(4), 0.6, 1)];
}

describe('steps', () => {
  it('give the same result at once and with pauses', async () => {
    expect(runSteps(countTwice())).toEqual([2, 4]);
    expect(await runStepsAsync(countTwice(), {})).toEqual([2, 4]);
  });

  it('report progress as parts of longer work', async () => {
    const told: number[] = [];
    await runStepsAsync(countTwice(), { onProgress: (done) => told.push(done) });
    const expected = [0.25, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1];
    expect(told.map((done) => done.toFixed(6))).toEqual(expected.map((done) => done.toFixed(6)));
  });

  it('return to the event loop', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    await runStepsAsync(countTo(3, 20), {});
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('do not begin once the signal is aborted', async () => {
    let steps = 0;
    const onProgress = () => steps++;
    const run = runStepsAsync(countTo(3), { signal: AbortSignal.abort(new Error('enough')), onProgress });
    await expect(run).rejects.toThrow('enough');
    await expect(runStepsAsync(countTo(3), { signal: { aborted: true }, onProgress })).rejects.toThrow('aborted');
    expect(steps).toBe(0);
  });

  it('end at the next step once the signal is aborted', async () => {
    const controller = new AbortController();
    let done = 0;
    const onProgress = (share: number) => {
      done = share;
      if (share === 0.5) controller.abort(new Error('enough'));
    };
    const run = runStepsAsync(countTo(4), { signal: controller.signal, onProgress });
    await expect(run).rejects.toThrow('enough');
    expect(done).toBe(0.5);
  });

  it('run their tasks in this thread when they run at once', () => {
    const square = (input: number): Task<number> => ({ name: 'square', input, perform: () => input * input });
    expect(runSteps(runTasks([1, 2, 3].map(square)))).toEqual([1, 4, 9]);
    expect(runSteps(runTasks([]))).toEqual([]);
  });
});
