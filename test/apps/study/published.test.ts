/** The study's own picture, encoded as `akm study` encodes it: no figure may be worse than the published one. */

import { describe, expect, it } from 'vitest';
import { planCells, resolveStudySettings } from '../../../src/apps/study/settings.js';
import { encodeWithReport } from '../../../src/encode/index.js';
import { measurePsnr } from '../../../src/metrics/index.js';
import { decode } from '../../../src/node/index.js';
import { readPng, sharedMissing, sharedPath } from '../../support/corpus.js';

/** PSNR by method, with 32, 64 and 128 colours of low detail. */
const PUBLISHED: Readonly<Record<string, readonly number[]>> = {
  regular: [30.47, 32.67, 34.65],
  eigen: [35.63, 36.63, 37.24],
  variance: [35.4, 36.46, 37.11],
};
const K1 = [32, 64, 128];

describe.skipIf(sharedMissing)(`the study's picture${sharedMissing ? ` (${sharedMissing})` : ''}`, () => {
  it('has at least the PSNR of the study', { timeout: 280_000 }, () => {
    const toucan = readPng(sharedPath('reference/toucan.png'));
    const plans = planCells(resolveStudySettings()).filter(({ k1, quality }) => quality === null && K1.includes(k1));
    const psnr = Object.fromEntries(
      plans.map(({ id, options }) => [id, measurePsnr(toucan, decode(encodeWithReport(toucan, options).bytes))]),
    );
    console.log('toucan:', psnr);
    for (const [method, values] of Object.entries(PUBLISHED)) {
      values.forEach((value, i) => {
        expect(psnr[`${method}-${K1[i]}`]).toBeGreaterThanOrEqual(value);
      });
    }
    for (const k1 of K1) expect(psnr[`gradient-${k1}`]).toBeGreaterThan(psnr[`variance-${k1}`] - 0.05);
  });
});
