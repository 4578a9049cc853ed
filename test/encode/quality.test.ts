import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_QUALITY, MAX_RUNG, settingsForRung } from '../../src/encode/quality.js';

describe('what a quality stands for', () => {
  it('never falls in colours or rises in lambda as the quality rises, and stays within the format', () => {
    let before = settingsForRung(1);
    for (let rung = 2; rung <= MAX_RUNG; rung++) {
      const settings = settingsForRung(rung);
      expect(settings.k1).toBeGreaterThanOrEqual(before.k1);
      expect(settings.k2).toBeGreaterThanOrEqual(before.k2);
      expect(settings.k1).toBeLessThanOrEqual(settings.k2);
      expect(settings.lambda).toBeLessThanOrEqual(before.lambda);
      before = settings;
    }
    expect(before).toEqual({ k1: 4096, k2: 4096, lambda: 0 });
  });

  it('is defined between two whole qualities, and lies between theirs', () => {
    const quality = fc.double({ min: 1, max: MAX_QUALITY, noNaN: true });
    fc.assert(
      fc.property(quality, (between) => {
        const { k2, lambda } = settingsForRung(between);
        expect(Number.isInteger(k2)).toBe(true);
        expect(k2).toBeGreaterThanOrEqual(settingsForRung(Math.floor(between)).k2);
        expect(lambda).toBeGreaterThanOrEqual(settingsForRung(Math.ceil(between)).lambda);
      }),
    );
  });

  it('gives one-byte indices up to quality 100, whose lambda is nearly 0', () => {
    expect(settingsForRung(100)).toEqual({ k1: 256, k2: 256, lambda: 0.02 });
    for (let quality = 1; quality < 100; quality++) expect(settingsForRung(quality).lambda).toBeGreaterThan(0);
  });
});
