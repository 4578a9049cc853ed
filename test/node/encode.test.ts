/** Encoding in threads, as built (`npm test` makes the build): in a separate process, which must also end. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { requireBuild } from '../support/build.js';

requireBuild();

const CHILD = fileURLToPath(new URL('./workers/encode-child.mjs', import.meta.url));

/** The output of the child. */
interface Report {
  /** Hashes of files, by the neutral encoder first. */
  readonly encoded: readonly string[];
  readonly searched: readonly string[];
  readonly cancelled: string;
  readonly failed: string;
  readonly threads: { readonly started: number; readonly ended: number };
  readonly endedAt: number;
}

describe('encoding in threads', () => {
  let report: Report;
  let exitedAt: number;

  beforeAll(() => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD], { encoding: 'utf8', timeout: 100_000 });
    exitedAt = Date.now();
    expect([status, stderr]).toEqual([0, '']);
    report = JSON.parse(stdout);
  }, 120_000);

  it('makes the same bytes with 1, 2 and 8 threads as the neutral encoder, also in a search', () => {
    expect(report.encoded).toEqual(Array(4).fill(report.encoded[0]));
    expect(report.searched).toEqual(Array(4).fill(report.searched[0]));
  });

  it('rejects with the reason when it is cancelled', () => {
    expect(report.cancelled).toBe('enough');
  });

  it('rejects with the error of an option while threads are starting', () => {
    expect(report.failed).toBe('OptionError');
  });

  it('leaves no thread running, and lets the process end at once', () => {
    expect(report.threads.started).toBeGreaterThanOrEqual(2 + 4);
    expect(report.threads.ended).toBe(report.threads.started);
    expect(exitedAt - report.endedAt).toBeLessThan(1000);
  });
});
