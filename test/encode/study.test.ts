/** The study's own figures, on its own picture: block side 4, k2 = 256, PSNR over RGB. */

import { describe, expect, it } from 'vitest';
import { type EncodeOptions, encodeWithReport } from '../../src/encode/index.js';
import { readPicture } from '../../src/io/index.js';
import { measurePsnr } from '../../src/metrics/index.js';
import { loadBytes } from '../../src/node/files.js';
import { sharedMissing, sharedPath } from '../support/corpus.js';

describe.skipIf(sharedMissing)(`the study's picture${sharedMissing ? ` (${sharedMissing})` : ''}`, () => {
  const toucan = sharedMissing ? undefined : readPicture(loadBytes(sharedPath('reference/toucan.png'))).image;
  const psnrOf = (options: EncodeOptions) => {
    if (toucan === undefined) throw new Error('the picture is missing');
    return measurePsnr(toucan, encodeWithReport(toucan, { block: 4, ...options }).reconstruct());
  };

  it.each([
    { k1: 32, regular: 30.47, eigen: 35.63, variance: 35.4 },
    { k1: 64, regular: 32.67, eigen: 36.63, variance: 36.46 },
    { k1: 128, regular: 34.65, eigen: 37.24, variance: 37.11 },
  ])('comes out at least as well as in the study with k1 = $k1', ({ k1, regular, eigen, variance }) => {
    const found = {
      regular: psnrOf({ classify: 'none', k1 }),
      eigen: psnrOf({ classify: 'eigen', k1, k2: 256 }),
      variance: psnrOf({ classify: 'variance', k1, k2: 256 }),
      gradient: psnrOf({ classify: 'gradient', k1, k2: 256 }),
    };
    console.log(`toucan, k1 = ${k1}:`, found);
    expect(found.regular).toBeGreaterThanOrEqual(regular);
    expect(found.eigen).toBeGreaterThanOrEqual(eigen);
    expect(found.variance).toBeGreaterThanOrEqual(variance);
    expect(found.gradient).toBeGreaterThanOrEqual(found.variance - 0.05);
  });
});
