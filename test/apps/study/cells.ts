/** Cells made for tests, each from a few numbers. */

import { ENHANCED_METHODS, type MethodId } from '../../../src/apps/study/cell.js';
import { makeCell, type StudyCell, type StudyPicture, type StudyResult } from '../../../src/apps/study/results.js';
import { resolveStudySettings } from '../../../src/apps/study/settings.js';

export const PICTURE: StudyPicture = {
  name: 'test.png',
  width: 100,
  height: 50,
  format: 'png',
  fileBytes: 8000,
  rawBytes: 15000,
  alpha: false,
};

/** A cell with the figures that matter; SSIM follows from PSNR. */
export function cellOf(method: MethodId, k1: number, bytes: number, psnr: number, unseenDifferences = 0): StudyCell {
  const isRegular = method === 'regular';
  const plan = {
    id: `${method}-${k1}`,
    method,
    label: isRegular ? `K = ${k1}` : `k1 = ${k1}`,
    k1,
    k2: isRegular ? null : 256,
    quality: null,
    options: {},
  };
  const ssim = Number.isFinite(psnr) ? psnr / 50 : 1;
  const mse = Number.isFinite(psnr) ? 65025 / 10 ** (psnr / 10) : 0;
  const figures = { mse, psnr, ssim, ssimStudy: ssim, maxError: 9, unseenDifferences };
  const stored = { storedK1: isRegular ? 0 : k1, storedK2: isRegular ? k1 : 256, meshBytes: 0, block: 4 };
  return makeCell(plan, { ...figures, ...stored, bytes, seconds: 0.1234 }, PICTURE);
}

/** A whole study of a picture of that name: regular at 1000, 2000, 4000 bytes, the others at 2000 and 4000. */
export function resultOf(name = PICTURE.name): StudyResult {
  return {
    picture: { ...PICTURE, name },
    settings: resolveStudySettings({ k1: [32, 64], qualities: [75] }),
    source: 'pictures/source.png',
    maps: ENHANCED_METHODS.map(({ shortName }) => ({
      title: shortName,
      png: `maps/${shortName}.png`,
      lowBlocks: 5,
      blocks: 20,
    })),
    cells: [
      cellOf('regular', 32, 1000, 30),
      cellOf('regular', 64, 2000, 33),
      cellOf('regular', 256, 4000, 36),
      ...ENHANCED_METHODS.flatMap(({ id }) => [cellOf(id, 32, 2000, 32), cellOf(id, 64, 4000, 35.5)]),
      cellOf('akm', 32, 1500, 34),
      cellOf('akm', 64, 3000, 37),
    ],
  };
}
