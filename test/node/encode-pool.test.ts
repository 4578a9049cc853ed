/** Threads for the encoder. Their modules are the built ones (`npm test` makes them). */

import { availableParallelism } from 'node:os';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { runBatchesAsync } from '../../src/batches.js';
import { deflatePlaneTask } from '../../src/encode/deflate-planes.js';
import { AkmError, FormatError, LimitError, OptionError } from '../../src/error.js';
import { encodeAsync, encodeToTargetAsync } from '../../src/node/encode.js';
import { EncodePool } from '../../src/node/encode-pool.js';
import { resolveThreads } from '../../src/node/thread-count.js';
import { runSteps, runTasks, type Task } from '../../src/steps.js';
import { requireBuild } from '../support/build.js';
import { halfBusyPicture } from '../support/pictures.js';
import { runs } from '../support/runs.js';

requireBuild();

const WORKER = new URL('../../dist/node/encode-worker.js', import.meta.url);
const FAULTY = new URL('./workers/faulty-worker.mjs', import.meta.url);

const pools: EncodePool[] = [];
afterEach(() => Promise.all(pools.splice(0).map((pool) => pool.close())));

function openPool(threads: number, script = WORKER, startsEarly = false): EncodePool {
  const pool = new EncodePool(threads, { script, startsEarly });
  pools.push(pool);
  return pool;
}

/** A task for the faulty worker. */
function fault(name: string, input?: unknown): Task<unknown> {
  const perform = () => {
    throw new Error('done here, not in a thread');
  };
  return { name, input, perform };
}

describe('a pool of threads', () => {
  it('makes the same bytes with 1, 2 and 8 threads as without a pool', async () => {
    const executors = [1, 2, 8].map((threads) => openPool(threads));
    const planes = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 12 });
    const property = fc.asyncProperty(planes, fc.integer({ min: 1, max: 9 }), async (list, effort) => {
      const steps = () => runTasks(list.map((bytes) => deflatePlaneTask({ bytes, effort })));
      const expected = runSteps(steps());
      for (const executor of executors) expect(await runBatchesAsync(steps(), { executor })).toEqual(expected);
    });
    await fc.assert(property, { numRuns: runs(25) });
    expect(executors.map(({ size }) => size)).toEqual([1, 2, 8]);
  });

  it('starts a thread for a single task, and no more threads than tasks', async () => {
    const pool = openPool(8);
    const task = deflatePlaneTask({ bytes: new Uint8Array(100), effort: 5 });
    expect(pool.size).toBe(0);
    await runBatchesAsync(runTasks([task]), { executor: pool });
    expect(pool.size).toBe(1);
    await runBatchesAsync(runTasks([task, task, task]), { executor: pool });
    expect(pool.size).toBe(3);
  });

  it('starts threads early if told to, at most one for each processor, while this thread is busy', async () => {
    const least = Math.min(2, availableParallelism());
    expect(openPool(2, FAULTY, true).size).toBe(least);
    const pool = openPool(64, FAULTY, true);
    expect(pool.size).toBe(availableParallelism());
    expect(await Promise.all([1, 2, 3].map((input) => pool.run(fault('echo', input))))).toEqual([1, 2, 3]);
    expect(pool.size).toBe(Math.max(3, availableParallelism()));
  });

  it('can be closed while threads start, and replaces a thread that failed to start', async () => {
    const startedAt = Date.now();
    const pool = openPool(2, WORKER, true);
    await pool.close();
    expect(pool.size).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(1000);
    const missing = openPool(2, new URL('./workers/missing.mjs', import.meta.url), true);
    await new Promise((resume) => setTimeout(resume, 300));
    await expect(missing.run(fault('echo'))).rejects.toMatchObject({ code: 'thread' });
  });

  it('gives results in the order of the tasks, in whatever order they end', async () => {
    const tasks = [90, 1, 40, 2, 60].map((wait) => fault('wait', wait));
    const results = await runBatchesAsync(runTasks(tasks), { executor: openPool(3, FAULTY) });
    expect(results).toEqual([90, 1, 40, 2, 60]);
  });

  it('receives transferred buffers', async () => {
    const bytes = new Uint8Array(64).fill(7);
    const task = { ...fault('echo', bytes), transfer: [bytes.buffer] };
    expect(await openPool(2, FAULTY).run(task)).toEqual(new Uint8Array(64).fill(7));
    expect(bytes.length).toBe(0);
  });

  it('passes on errors with their type and fields', async () => {
    const pool = openPool(2, FAULTY);
    const format = await pool.run(fault('format')).catch((error: unknown) => error);
    expect(format).toBeInstanceOf(FormatError);
    expect(format).toMatchObject({ name: 'FormatError', code: 'bad-thing', section: 'band 3', offset: 77 });
    expect((format as Error).message).toBe('band 3 at byte 77: expected this, found that');
    expect((format as Error).cause).toMatchObject({ message: 'below' });
    const limit = await pool.run(fault('limit')).catch((error: unknown) => error);
    expect(limit).toBeInstanceOf(LimitError);
    expect(limit).toMatchObject({ limit: 'maxPixels', allowed: 5, actual: 6 });
    await expect(pool.run(fault('option'))).rejects.toThrow(OptionError);
    const bug = await pool.run(fault('bug')).catch((error: unknown) => error);
    expect(bug).not.toBeInstanceOf(AkmError);
    expect(bug).toMatchObject({ message: 'x is not a function', stack: expect.stringContaining('faulty-worker') });
    expect(pool.size).toBe(1);
  });

  it('reports a thread that breaks, and goes on with another one', async () => {
    const pool = openPool(1, FAULTY);
    const broken = pool.run(fault('exit'));
    const next = pool.run(fault('echo', 5));
    const error = await broken.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(AkmError);
    expect(error).toMatchObject({ code: 'thread', message: expect.stringMatching(/ended before .*: exit code 3$/) });
    expect(await next).toBe(5);
    expect(pool.size).toBe(1);
  });

  it("reports a module that can't be loaded, or an input that can't be sent", async () => {
    const missing = openPool(1, new URL('./workers/missing.mjs', import.meta.url));
    await expect(missing.run(fault('echo'))).rejects.toMatchObject({ code: 'thread' });
    expect(missing.size).toBe(0);
    const pool = openPool(1, FAULTY);
    await expect(pool.run(fault('echo', () => 0))).rejects.toThrow(/could not be cloned/);
    expect(await pool.run(fault('echo', 1))).toBe(1);
  });

  it('ends at once when a run is cancelled, even during a task', async () => {
    const pool = openPool(2, FAULTY);
    await Promise.all([pool.run(fault('echo')), pool.run(fault('echo'))]);
    const controller = new AbortController();
    const startedAt = Date.now();
    setTimeout(() => controller.abort(new Error('enough')), 30);
    const options = { executor: pool, signal: controller.signal };
    await expect(runBatchesAsync(runTasks([1, 2, 3].map(() => fault('hang'))), options)).rejects.toThrow('enough');
    await pool.close();
    expect(Date.now() - startedAt).toBeLessThan(1000);
    expect(pool.size).toBe(0);
  });

  it('rejects running, waiting and later tasks when it is closed', async () => {
    const pool = openPool(1, FAULTY);
    const tasks = [pool.run(fault('hang')), pool.run(fault('echo'))];
    const ends = Promise.allSettled(tasks);
    await pool.close();
    for (const end of await ends) expect(end).toMatchObject({ status: 'rejected', reason: { code: 'thread' } });
    await expect(pool.run(fault('echo'))).rejects.toMatchObject({ code: 'thread' });
  });
});

describe('the number of threads', () => {
  it('is 1 to 8 by default, and at most 64', () => {
    expect(resolveThreads(undefined)).toBeGreaterThanOrEqual(1);
    expect(resolveThreads(undefined)).toBeLessThanOrEqual(8);
    expect(resolveThreads(64)).toBe(64);
    for (const wrong of [0, 65, 1.5, Number.NaN]) expect(() => resolveThreads(wrong)).toThrow(OptionError);
  });

  it('is checked before any work', async () => {
    const image = halfBusyPicture(8, 8);
    await expect(encodeAsync(image, { threads: 0 })).rejects.toThrow(/^threads: expected an integer from 1 to 64/);
    await expect(encodeToTargetAsync(image, { maxBytes: 999 }, { threads: 65 })).rejects.toThrow(OptionError);
  });
});
