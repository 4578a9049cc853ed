/** Batches of tasks, performed in this thread or elsewhere, with the same results. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { runBatchesAsync } from '../src/batches.js';
import { partOf, runSteps, runTasks, type Steps, type Task, type TaskExecutor } from '../src/steps.js';
import { runs } from './support/runs.js';

const square = (input: number): Task<number> => ({ name: 'square', input, perform: () => input * input });

const sleep = (milliseconds: number) => new Promise<void>((resume) => setTimeout(resume, milliseconds));

/** Two batches, the second made from the results of the first. */
function* squareTwice(numbers: readonly number[]): Steps<number[]> {
  yield 0.1;
  const once = yield* partOf(runTasks(numbers.map(square)), 0.2, 0.5);
  yield 0.6;
  return yield* partOf(runTasks(once.map(square)), 0.6, 1);
}

/** Performs tasks after random waits, and counts how many run at a time. */
class SlowExecutor implements TaskExecutor {
  readonly concurrency: number;
  readonly #waits: readonly number[];
  most = 0;
  started = 0;
  #now = 0;

  constructor(concurrency: number, waits: readonly number[]) {
    this.concurrency = concurrency;
    this.#waits = waits;
  }

  async run(task: Task<unknown>): Promise<unknown> {
    this.most = Math.max(this.most, ++this.#now);
    await sleep(this.#waits[this.started++ % this.#waits.length]);
    this.#now--;
    return task.perform();
  }
}

describe('steps with tasks', () => {
  it('give the same result synchronously, asynchronously and by any executor, in the order of the tasks', async () => {
    const anyCase = fc.record({
      numbers: fc.array(fc.integer({ min: -30, max: 30 }), { maxLength: 12 }),
      waits: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
      concurrency: fc.integer({ min: 1, max: 9 }),
    });
    const property = fc.asyncProperty(anyCase, async ({ numbers, waits, concurrency }) => {
      const expected = numbers.map((number) => number ** 4);
      const executor = new SlowExecutor(concurrency, waits);
      expect(runSteps(squareTwice(numbers))).toEqual(expected);
      expect(await runBatchesAsync(squareTwice(numbers), {})).toEqual(expected);
      expect(await runBatchesAsync(squareTwice(numbers), { executor })).toEqual(expected);
      expect(executor.most).toBeLessThanOrEqual(concurrency);
      expect(executor.started).toBe(2 * numbers.length);
    });
    await fc.assert(property, { numRuns: runs(40) });
  });

  it('report progress after each task, within their share', async () => {
    for (const executor of [undefined, new SlowExecutor(2, [3, 1])]) {
      const told: number[] = [];
      await runBatchesAsync(partOf(squareTwice([1, 2, 3]), 0, 0.5), {
        executor,
        onProgress: (done) => told.push(done),
      });
      expect(told).toHaveLength(9);
      expect(told).toEqual([...told].sort((a, b) => a - b));
      expect([told[1], told[3], told[7], told[8]].map((done) => done.toFixed(6))).toEqual(
        [0.15, 0.25, 0.5, 1].map((done) => done.toFixed(6)),
      );
    }
  });

  it('leave this thread free while an executor performs a single task', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const executor = new SlowExecutor(2, [40]);
    expect(await runBatchesAsync(runTasks([square(3)]), { executor })).toEqual([9]);
    clearInterval(timer);
    expect(executor.started).toBe(1);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('return to the event loop between tasks that run in this thread', async () => {
    let turns = 0;
    const timer = setInterval(() => turns++, 1);
    const busy = (input: number): Task<number> => ({
      name: 'busy',
      input,
      perform: () => {
        for (const end = Date.now() + 20; Date.now() < end; );
        return input;
      },
    });
    await runBatchesAsync(runTasks([1, 2, 3].map(busy)), {});
    clearInterval(timer);
    expect(turns).toBeGreaterThanOrEqual(2);
  });

  it('end with the error of a task, and start no other', async () => {
    const failing: Task<number> = {
      name: 'failing',
      input: 0,
      perform: () => {
        throw new RangeError('task 0');
      },
    };
    const tasks = [failing, ...[1, 2, 3, 4, 5].map(square)];
    expect(() => runSteps(runTasks(tasks))).toThrow(RangeError);
    await expect(runBatchesAsync(runTasks(tasks), {})).rejects.toThrow(RangeError);
    const executor = new SlowExecutor(2, [1, 30]);
    await expect(runBatchesAsync(runTasks(tasks), { executor })).rejects.toThrow(RangeError);
    await sleep(60);
    expect(executor.started).toBe(2);
  });

  it('stop waiting for tasks when the signal is aborted, and start no other', async () => {
    const controller = new AbortController();
    const executor = new SlowExecutor(2, [300]);
    const startedAt = Date.now();
    setTimeout(() => controller.abort(new Error('enough')), 20);
    const run = runBatchesAsync(runTasks([1, 2, 3, 4].map(square)), { executor, signal: controller.signal });
    await expect(run).rejects.toThrow('enough');
    expect(Date.now() - startedAt).toBeLessThan(250);
    await sleep(350);
    expect(executor.started).toBe(2);
  });
});
