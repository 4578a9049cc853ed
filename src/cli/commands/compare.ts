/** `akm compare`: how far two pictures are apart, in figures and as a heat map. */

import { writePicture } from '../../io/index.js';
import { checkHeatMapMax, drawHeatMap } from '../../metrics/heat-map.js';
import { compareImages } from '../../metrics/index.js';
import { drawingFormat } from '../../study/drawing-format.js';
import { CommandFiles } from '../command-files.js';
import { UsageError } from '../failure.js';
import type { CommonFlags } from '../flags.js';
import { type LoadedPicture, loadPicture, nameOf } from '../input.js';
import { formatDecibels, printJson, printLines, printNote, roundTo, writeOutput } from '../output.js';

/** Flags of `akm compare`. */
export interface CompareFlags extends CommonFlags {
  readonly heatmap?: string;
  readonly heatmapMax?: number;
  readonly force?: true;
}

/** Runs the command. */
export async function runCompare(inputA: string, inputB: string, flags: CompareFlags): Promise<void> {
  if (inputA === '-' && inputB === '-') throw new UsageError('only one of the pictures can be standard input');
  checkFlags(flags);
  const files = new CommandFiles({ reads: [inputA, inputB], writes: [flags.heatmap] });
  files.refuseClashes();
  const a = await loadPicture(inputA, flags);
  const b = await loadPicture(inputB, flags);
  for (const note of a.notes) printNote(`${nameOf(inputA)}: ${note}`, flags);
  for (const note of b.notes) printNote(`${nameOf(inputB)}: ${note}`, flags);
  const { mse, psnr, ssim, ssimStudy, maxError } = compareImages(a.image, b.image);
  const heatmap = await writeHeatMap(a, b, flags, files);
  if (flags.json) return printJson({ mse, psnr, ssim, ssimStudy, maxError, ...heatmap });
  const lines = [
    `MSE            ${mse.toFixed(4)}`,
    `PSNR           ${Number.isFinite(psnr) ? formatDecibels(psnr) : 'infinite (equal pixels)'}`,
    `SSIM           ${ssim.toFixed(6)}`,
    `SSIM (study)   ${ssimStudy.toFixed(6)}`,
    `largest error  ${maxError}`,
  ];
  if (heatmap !== undefined) {
    const { heatmapMax, largestPixelError } = heatmap;
    const scale = heatmapMax === 0 ? 'all black: equal' : `black = equal, brightest = a pixel's error of ${heatmapMax}`;
    lines.push(`heat map       ${heatmap.heatmap}, ${scale} (largest ${largestPixelError})`);
  }
  await printLines(lines);
}

/** Refuses what can't be written, before any work is done. */
function checkFlags(flags: CompareFlags): void {
  if (flags.heatmap === undefined) {
    if (flags.heatmapMax !== undefined) throw new UsageError('--heatmap-max is for --heatmap');
    return;
  }
  drawingFormat('heatmap', flags.heatmap);
  checkHeatMapMax(flags.heatmapMax);
}

/** Errors of pixels are root mean squares over their channels, in code units. */
async function writeHeatMap(
  { image: a }: LoadedPicture,
  { image: b }: LoadedPicture,
  flags: CompareFlags,
  files: CommandFiles,
) {
  const path = flags.heatmap;
  if (path === undefined) return undefined;
  const { image, max, largest } = drawHeatMap(a, b, { max: flags.heatmapMax });
  await writeOutput(path, writePicture(image, drawingFormat('heatmap', path)), flags, files);
  return { heatmap: path, heatmapMax: roundTo(max, 4), largestPixelError: roundTo(largest, 4) };
}
