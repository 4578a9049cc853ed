import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cost, type Limits, runInOrder } from '../../../src/cli/batch/schedule.js';
import { runs } from '../../support/runs.js';

interface TestJob extends Cost {
  readonly id: number;
  /** Turns of the event loop that it takes, and that its report takes. */
  readonly turns: number;
  readonly reportTurns: number;
}

async function pass(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resume) => setImmediate(resume));
}

const anyJobs = fc
  .array(
    fc.record({
      pixels: fc.nat(150),
      threads: fc.integer({ min: 1, max: 6 }),
      turns: fc.nat(5),
      reportTurns: fc.nat(2),
    }),
    { maxLength: 40 },
  )
  .map((jobs) => jobs.map((job, id): TestJob => ({ id, ...job })));

const anyLimits: fc.Arbitrary<Limits> = fc.record({
  jobs: fc.integer({ min: 1, max: 5 }),
  pixels: fc.integer({ min: 1, max: 200 }),
  threads: fc.integer({ min: 1, max: 8 }),
  ahead: fc.integer({ min: 1, max: 10 }),
});

describe('jobs', () => {
  it('are each begun and reported once, in their order, within every limit', async () => {
    const property = fc.asyncProperty(anyJobs, anyLimits, async (jobs, limits) => {
      const underWay = new Set<TestJob>();
      const begun: number[] = [];
      const reported: number[] = [];
      let isReporting = false;
      const sum = (key: 'pixels' | 'threads') => [...underWay].reduce((total, job) => total + job[key], 0);
      await runInOrder(jobs, limits, {
        costOf: (job: TestJob) => job,
        perform: async (job) => {
          underWay.add(job);
          begun.push(job.id);
          expect(underWay.size).toBeLessThanOrEqual(limits.jobs);
          if (underWay.size > 1) {
            expect(sum('pixels')).toBeLessThanOrEqual(limits.pixels);
            expect(sum('threads')).toBeLessThanOrEqual(limits.threads);
          }
          expect(job.id - reported.length).toBeLessThan(limits.ahead);
          await pass(job.turns);
          underWay.delete(job);
          return job.id * 2;
        },
        report: async (job, result) => {
          expect([isReporting, result]).toEqual([false, job.id * 2]);
          isReporting = true;
          await pass(job.reportTurns);
          isReporting = false;
          reported.push(job.id);
        },
      });
      const order = jobs.map(({ id }) => id);
      expect([begun, reported]).toEqual([order, order]);
    });
    await fc.assert(property, { numRuns: runs(200) });
  });

  it('are as many at a time as may be', async () => {
    let most = 0;
    let now = 0;
    const limits = { jobs: 3, pixels: 10, threads: 3, ahead: 100 };
    await runInOrder(Array(20).fill(0), limits, {
      costOf: () => ({ pixels: 1, threads: 1 }),
      perform: async () => {
        most = Math.max(most, ++now);
        await pass(2);
        now--;
      },
      report: async () => {},
    });
    expect(most).toBe(3);
  });

  it('end with the first error of a report, and none is begun after it', async () => {
    let begun = 0;
    const run = runInOrder(
      Array(50).fill(0),
      { jobs: 2, pixels: 9, threads: 9, ahead: 4 },
      {
        costOf: () => ({ pixels: 1, threads: 1 }),
        perform: async () => {
          begun++;
          await pass(1);
        },
        report: async () => {
          throw new Error('nobody listens');
        },
      },
    );
    await expect(run).rejects.toThrow('nobody listens');
    const atEnd = begun;
    await pass(10);
    expect(begun).toBe(atEnd);
    expect(begun).toBeLessThanOrEqual(4);
  });
});
