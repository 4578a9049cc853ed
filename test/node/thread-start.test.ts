/** The conditions under which threads are started. */

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { encodeAsync } from '../../src/node/encode.js';

const started = vi.hoisted((): number[] => []);

vi.mock('../../src/node/encode-pool.js', () => ({
  EncodePool: class {
    readonly concurrency = 1;
    constructor(threads: number) {
      started.push(threads);
    }
    async run(task: { perform: () => unknown }): Promise<unknown> {
      return task.perform();
    }
    async close(): Promise<void> {}
  },
}));

function makeFlat(width: number, height: number) {
  return { width, height, data: new Uint8Array(width * height * 4).fill(255) };
}

describe('threads', () => {
  beforeEach(() => {
    started.length = 0;
  });

  it('are started on request, for any picture', async () => {
    await encodeAsync(makeFlat(8, 8), { threads: 3, effort: 1 });
    expect(started).toEqual([3]);
  });

  it('are not started by default for a small picture, or below two megapixels except at a high effort', async () => {
    await encodeAsync(makeFlat(511, 512));
    await encodeAsync(makeFlat(1023, 2048), { effort: 1 });
    expect(started).toEqual([]);
  });

  it('are not started when one thread is requested', async () => {
    await encodeAsync(makeFlat(512, 512), { threads: 1 });
    expect(started).toEqual([]);
  });

  it('reject a number out of range before anything else', async () => {
    await expect(encodeAsync(makeFlat(8, 8), { threads: 0 })).rejects.toThrow(/threads/);
  });
});
