/** `akm compare`: how far two pictures are apart. */

import { OptionError } from '../../error.js';
import { compareImages } from '../../metrics/index.js';
import type { CommonFlags } from '../flags.js';
import { loadPicture, nameOf } from '../input.js';
import { formatDecibels, printJson, printLines, printNote } from '../output.js';

/** Runs the command. */
export async function runCompare(inputA: string, inputB: string, flags: CommonFlags): Promise<void> {
  if (inputA === '-' && inputB === '-') throw new OptionError('inputs', 'only one of them can be standard input');
  const a = loadPicture(inputA, flags);
  const b = loadPicture(inputB, flags);
  for (const note of a.notes) printNote(`${nameOf(inputA)}: ${note}`, flags);
  for (const note of b.notes) printNote(`${nameOf(inputB)}: ${note}`, flags);
  const { mse, psnr, ssim, ssimStudy, maxError } = compareImages(a.image, b.image);
  if (flags.json) return printJson({ mse, psnr, ssim, ssimStudy, maxError });
  await printLines([
    `MSE            ${mse.toFixed(4)}`,
    `PSNR           ${Number.isFinite(psnr) ? formatDecibels(psnr) : 'infinite (equal pixels)'}`,
    `SSIM           ${ssim.toFixed(6)}`,
    `SSIM (study)   ${ssimStudy.toFixed(6)}`,
    `largest error  ${maxError}`,
  ]);
}
