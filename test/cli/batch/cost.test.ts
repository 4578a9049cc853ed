import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseLimits, weigh } from '../../../src/cli/batch/cost.js';
import { writePicture } from '../../../src/io/index.js';
import { halfBusyPicture } from '../../support/pictures.js';
import { runs } from '../../support/runs.js';

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
  it('is what its head claims, in pixels', () => {
    expect(weigh(inputOf('a.png', claiming(300, 200)), LIMITS, () => 1, {})).toEqual({ pixels: 60_000, threads: 1 });
  });

  it('is all there may be where the head does not tell, and next to nothing where it is no picture', () => {
    const jpeg = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff, 0x00]), Buffer.alloc(40)]);
    expect(weigh(inputOf('b.jpg', jpeg), LIMITS, () => 1, {}).pixels).toBe(LIMITS.pixels);
    expect(weigh(inputOf('c.png', Buffer.from('a text of 16 byte')), LIMITS, () => 1, {}).pixels).toBeLessThan(2);
    const gone = { path: join(folder, 'gone'), name: 'gone', bytes: 0, id: '' };
    expect(weigh(gone, LIMITS, () => 1, {}).pixels).toBe(0);
  });

  it('never asks for more threads than leave one to each of those that fit beside it', () => {
    const property = fc.property(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 16 }), (side, wished) => {
      const { pixels, threads } = weigh(inputOf('d.png', claiming(side, side)), LIMITS, () => wished, {});
      const beside = Math.min(LIMITS.jobs, Math.max(1, Math.floor(LIMITS.pixels / pixels)));
      expect(threads).toBeGreaterThanOrEqual(1);
      expect(threads).toBeLessThanOrEqual(wished);
      expect(threads * beside).toBeLessThanOrEqual(LIMITS.threads);
    });
    fc.assert(property, { numRuns: runs(50) });
  });

  it('has the threads that a flag asks for', () => {
    expect(weigh(inputOf('e.png', claiming(9, 9)), LIMITS, () => 1, { threads: 5 }).threads).toBe(5);
  });
});

describe('the limits of a batch', () => {
  it('are as many threads as there are processors, unless flags ask for more', () => {
    const processors = availableParallelism();
    expect(chooseLimits({}, 1000)).toMatchObject({ jobs: processors, threads: processors });
    expect(chooseLimits({}, 1)).toMatchObject({ jobs: 1, threads: processors });
    expect(chooseLimits({ threads: 64 }, 1000)).toMatchObject({ jobs: 1, threads: 64 });
    expect(chooseLimits({ jobs: 3, threads: 2 }, 1000)).toMatchObject({ jobs: 3, threads: 6 });
    expect(chooseLimits({ jobs: 200 }, 1000).threads).toBe(Math.max(200, processors));
  });
});
