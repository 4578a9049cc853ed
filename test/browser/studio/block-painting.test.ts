/** Painting blocks, and keeping trials. */

import { describe, expect, it } from 'vitest';
import { colourBlocks, paintBlocks, startPainting } from '../../../src/apps/studio/page/block-painting.js';
import type { TrialReport } from '../../../src/apps/studio/page/protocol.js';
import { type KeptTrial, keepTrial, nameTrial } from '../../../src/apps/studio/page/trials.js';

const start = () => startPainting({ blockSide: 8, blockColumns: 5, blockRows: 4 }, new Uint8Array(20));

describe('painting', () => {
  it('sets the class of blocks under the brush, clipped at the edges, and returns whether any changed', () => {
    const map = start();
    expect(paintBlocks(map, { x: 17, y: 9 }, 3, 1)).toBe(true);
    const rows = (blocks: Uint8Array) => Buffer.from(blocks).toString('hex').replaceAll('0', '').length;
    expect(rows(map.blocks)).toBe(9);
    expect(paintBlocks(map, { x: 17, y: 9 }, 1, 1)).toBe(false);
    expect(paintBlocks(map, { x: 39, y: 31 }, 5, 0)).toBe(true);
    expect(Array.from(map.blocks.subarray(0, 10))).toEqual([0, 1, 1, 1, 0, 0, 1, 0, 0, 0]);
    expect(paintBlocks(map, { x: -1, y: 400 }, 1, 1)).toBe(false);
  });

  it('puts blocks into the mesh, and takes them out of it', () => {
    const map = start();
    paintBlocks(map, { x: 0, y: 0 }, 3, 2);
    expect(paintBlocks(map, { x: 0, y: 0 }, 1, 0)).toBe(true);
    expect(Array.from(map.blocks.subarray(0, 7))).toEqual([0, 2, 0, 0, 0, 2, 2]);
  });

  it('does not change the map that it started from', () => {
    const blocks = Uint8Array.of(0, 0);
    paintBlocks(startPainting({ blockSide: 2, blockColumns: 2, blockRows: 1 }, blocks), { x: 0, y: 0 }, 1, 1);
    expect(blocks).toEqual(Uint8Array.of(0, 0));
  });

  it('is drawn as one pixel a block', () => {
    const colours = [
      [1, 2, 3, 4],
      [5, 6, 7, 8],
      [9, 10, 11, 12],
    ];
    const pixels = colourBlocks(Uint8Array.of(0, 2, 1), colours);
    expect(Array.from(pixels)).toEqual([1, 2, 3, 4, 9, 10, 11, 12, 5, 6, 7, 8]);
  });
});

describe('trials', () => {
  const trial = (quality: number, more: Partial<KeptTrial> = {}): KeptTrial => ({
    dials: { quality },
    settings: { quality },
    file: { id: quality, blob: new Blob() },
    report: {} as TrialReport,
    ...more,
  });

  it('are kept once for the same settings, the newest last, up to a limit', () => {
    let trials: KeptTrial[] = [];
    for (const quality of [10, 20, 10]) trials = keepTrial(trials, trial(quality));
    expect(trials.map(({ settings }) => settings.quality)).toEqual([20, 10]);
    trials = keepTrial(trials, trial(10, { painted: start() }));
    expect(trials).toHaveLength(3);
    for (let quality = 1; quality <= 100; quality++) trials = keepTrial(trials, trial(quality));
    expect(trials).toHaveLength(60);
  });

  it('have distinct names', () => {
    expect(nameTrial(trial(60))).toBe('quality 60');
    expect(nameTrial(trial(75, { settings: {} }))).toBe('defaults');
    expect(nameTrial(trial(60, { settings: { quality: 60, dither: true }, painted: start() }))).toBe(
      'quality 60, dither, painted map',
    );
    expect(nameTrial({ ...trial(1), dials: undefined } as unknown as KeptTrial)).toBe('the file as opened');
  });
});
