/** Both palettes as one batch of tasks. */

import { describe, expect, it } from 'vitest';
import { runBatchesAsync } from '../../src/batches.js';
import { EFFORTS } from '../../src/encode/effort.js';
import { buildHistogram } from '../../src/encode/kmeans/histogram.js';
import { makePalettes, makePalettesSteps } from '../../src/encode/palettes.js';
import { performTask } from '../../src/encode/tasks.js';
import type { TaskExecutor } from '../../src/steps.js';
import { drawRamps } from './kmeans/arbitraries.js';

const options = { k1: 4, k2: 16, keepColours: Uint32Array.of(0xff123456), seed: 1, effort: EFFORTS[2] };
const none = buildHistogram(new Uint32Array(0));
const few = buildHistogram(Uint32Array.of(0xff000000, 0xffffffff));
const many = buildHistogram(drawRamps(100, 20));

/** Performs tasks by their names, with clones of their inputs, as a thread does. */
class CloningExecutor implements TaskExecutor {
  readonly concurrency = 2;
  readonly names: string[] = [];

  async run({ name, input }: { readonly name: string; readonly input: unknown }): Promise<unknown> {
    this.names.push(name);
    return performTask('cluster', structuredClone(input)).output;
  }
}

describe('the palettes of a picture', () => {
  it('are the same in this thread and by an executor, with a task for each class that has pixels', async () => {
    for (const [low, high] of [
      [many, many],
      [few, many],
      [none, many],
      [many, none],
      [none, none],
    ]) {
      const executor = new CloningExecutor();
      const palettes = await runBatchesAsync(makePalettesSteps({ low, high }, true, options), { executor });
      expect(palettes).toEqual(makePalettes({ low, high }, true, options));
      expect(executor.names).toEqual([low, high].filter((histogram) => histogram !== none).map(() => 'cluster'));
    }
  });

  it('have no entry (low) or a black one (high) for a class without pixels', () => {
    const { low, high } = makePalettes({ low: none, high: none }, true, options);
    expect([...low]).toEqual([]);
    expect([...high]).toEqual([0, 0, 0, 255]);
  });

  it('are exact when both hold every colour of their class', () => {
    const isExact = (low = few, high = few) => makePalettes({ low, high }, true, options).exact;
    expect([isExact(), isExact(none), isExact(many), isExact(few, many)]).toEqual([true, true, false, false]);
  });
});
