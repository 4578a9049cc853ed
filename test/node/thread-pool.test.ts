import { afterEach, describe, expect, it } from 'vitest';
import { ThreadPool } from '../../src/node/thread-pool.js';

const TELLING = new URL('./workers/telling-worker.mjs', import.meta.url);

let pool: ThreadPool;
afterEach(() => pool.close());

describe('a pool of threads for jobs of any kind', () => {
  it('gives every thread the same data, and reports the progress of each job to its caller', async () => {
    pool = new ThreadPool(TELLING, 2, { workerData: 'shared' });
    const heard: number[][] = [[], [], []];
    const run = (job: number) => pool.run(job, { onProgress: (done) => heard[job].push(done) });
    expect(await Promise.all([0, 1, 2].map(run))).toEqual(['shared 0', 'shared 1', 'shared 2']);
    expect(heard).toEqual([[0.5], [0.5], [0.5]]);
    expect(pool.size).toBe(2);
  });
});
