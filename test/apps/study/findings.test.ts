import { describe, expect, it } from 'vitest';
import {
  describeEqualBytes,
  describeEqualK1,
  describeSmallestExact,
  gapsAtEqualBytes,
  interpolate,
  listFindings,
  PSNR_METRIC,
  phraseGaps,
  SSIM_METRIC,
} from '../../../src/apps/study/findings.js';
import { cellOf, resultOf } from './cells.js';

describe('interpolating a line at a size', () => {
  const line = [cellOf('regular', 64, 4000, 36), cellOf('regular', 32, 1000, 30)];

  it('is linear over the logarithm of the bytes', () => {
    expect(interpolate(line, 2000, 'psnr')).toBeCloseTo(33, 12);
    expect(interpolate(line, 1000, 'psnr')).toBe(30);
    expect(interpolate(line, 4000, 'psnr')).toBe(36);
  });

  it('never goes beyond its ends', () => {
    expect(interpolate(line, 999, 'psnr')).toBeUndefined();
    expect(interpolate(line, 4001, 'psnr')).toBeUndefined();
    expect(interpolate([], 1000, 'psnr')).toBeUndefined();
  });
});

describe('the findings', () => {
  const { cells } = resultOf();

  it('say what two palettes gain at equal k1, and what they cost', () => {
    expect(describeEqualK1(cells, PSNR_METRIC)).toBe(
      'Against regular k-means at equal k1, eigenvalue-enhanced compression has a PSNR 2.00 to 2.50 dB higher, ' +
        'in files 2.00 times the size: the second palette is not free.',
    );
  });

  it('say which method is ahead at equal bytes, and where that is not known', () => {
    expect(gapsAtEqualBytes(cells, 'eigen', 'regular', PSNR_METRIC)).toEqual({ gaps: [1, 0.5], missing: 0 });
    expect(describeEqualBytes(cells, PSNR_METRIC)).toMatch(
      /^Against eigenvalue-enhanced compression at equal bytes, regular k-means with more colours has a PSNR 0\.50 to 1\.00 dB higher; akm at its defaults has a PSNR 3\.25 dB higher \(at 1 of 2 sizes; /,
    );
  });

  it('have a sentence for every case', () => {
    expect(phraseGaps([-1, -2], PSNR_METRIC)).toBe('a PSNR 1.00 to 2.00 dB lower');
    expect(phraseGaps([-0.1, 0.3], PSNR_METRIC)).toBe('a PSNR from 0.10 dB lower to 0.30 dB higher');
    expect(phraseGaps([0.01, -0.02], PSNR_METRIC)).toBe('the same PSNR within 0.05 dB');
    expect(phraseGaps([0.01], SSIM_METRIC)).toBe('an SSIM 0.0100 higher');
  });

  it('compare nothing when results are missing', () => {
    const lossless = [cellOf('regular', 32, 500, Infinity), cellOf('eigen', 32, 600, Infinity)];
    expect(listFindings(lossless)).toEqual([
      'At equal k1 there is nothing to compare: a file without a visible error has no PSNR.',
      'At equal bytes there is nothing to compare: the files are of different sizes, or without a visible error.',
      'The smallest lossless file has 500 bytes: regular k-means, K = 32.',
    ]);
    expect(describeSmallestExact(cells)).toBeUndefined();
  });

  it('call a file lossless only where every byte is the same, not where colours under alpha 0 are lost', () => {
    const cleared = [cellOf('regular', 32, 500, Infinity, 24), cellOf('eigen', 32, 600, Infinity, 24)];
    expect(describeSmallestExact(cleared)).toBe(
      'The smallest file that is exact where visible has 500 bytes: regular k-means, K = 32.',
    );
    expect(describeSmallestExact([...cleared, cellOf('regular', 64, 900, Infinity)])).toBe(
      'The smallest lossless file has 900 bytes: regular k-means, K = 64.',
    );
  });
});
