import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Cost, chooseLimits, type Limits, runInOrder, weigh } from '../../../src/cli/batch/schedule.js';
import { writePicture } from '../../../src/io/index.js';
import { halfBusyPicture } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';

interface TestJob extends Cost {
  readonly id: number;
  /** Turns of the event loop for the job, and for its report. */
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
  it('are each started and reported once, in order, within every limit', async () => {
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

  it('are as many at a time as the limits allow', async () => {
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

  it('stop at the first error of a report', async () => {
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

const LIMITS = { jobs: 4, threads: 8, pixels: 1_000_000, ahead: 100 };

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-cost-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function inputOf(name: string, bytes: Uint8Array) {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return { path, name, bytes: statSync(path).size, id: path };
}

/** A PNG whose header claims to be of another size. */
function claiming(width: number, height: number) {
  const bytes = Buffer.from(writePicture(halfBusyPicture(8, 8), 'png'));
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

describe('the cost of an input', () => {
  it('is the number of pixels in its header', () => {
    expect(weigh(inputOf('a.png', claiming(300, 200)), LIMITS, () => 1, {})).toEqual({ pixels: 60_000, threads: 1 });
  });

  it('is the whole limit when the header gives no size, and nearly nothing for no picture', () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0x00]), Buffer.alloc(40)]);
    expect(weigh(inputOf('b.jpg', jpeg), LIMITS, () => 1, {}).pixels).toBe(LIMITS.pixels);
    expect(weigh(inputOf('c.png', Buffer.from('a text of 16 byte')), LIMITS, () => 1, {}).pixels).toBeLessThan(2);
    const gone = { path: join(folder, 'gone'), name: 'gone', bytes: 0, id: '' };
    expect(weigh(gone, LIMITS, () => 1, {}).pixels).toBe(0);
  });

  it('leaves a thread to each job that fits beside it', () => {
    const property = fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 16 }), (side, wished) => {
      const { pixels, threads } = weigh(inputOf('d.png', claiming(side, side)), LIMITS, () => wished, {});
      const beside = Math.min(LIMITS.jobs, Math.max(1, Math.floor(LIMITS.pixels / pixels)));
      expect(threads).toBeGreaterThanOrEqual(1);
      expect(threads).toBeLessThanOrEqual(wished);
      expect(threads * beside).toBeLessThanOrEqual(LIMITS.threads);
    });
    fc.assert(property, { numRuns: runs(50) });
  });

  it('has the threads of --threads', () => {
    expect(weigh(inputOf('e.png', claiming(9, 9)), LIMITS, () => 1, { threads: 5 }).threads).toBe(5);
  });
});

describe('the limits of a batch', () => {
  it('are as many threads as processors, unless flags ask for more', () => {
    const processors = availableParallelism();
    expect(chooseLimits({}, 1000)).toMatchObject({ jobs: processors, threads: processors });
    expect(chooseLimits({}, 1)).toMatchObject({ jobs: 1, threads: processors });
    expect(chooseLimits({ threads: 64 }, 1000)).toMatchObject({ jobs: 1, threads: 64 });
    expect(chooseLimits({ jobs: 3, threads: 2 }, 1000)).toMatchObject({ jobs: 3, threads: 6 });
    expect(chooseLimits({ jobs: 200 }, 1000).threads).toBe(Math.max(200, processors));
  });
});
