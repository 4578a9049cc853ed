/** The work of `akm compare`. */

import { formatCount } from '../../apps/shared/figures.js';
import { writePicture } from '../../io/index.js';
import { checkHeatMapMax, drawHeatMap } from '../../metrics/heat-map.js';
import { compareImages, countUnseenDifferences, type UnseenDifferences } from '../../metrics/index.js';
import type { Call } from '../command.js';
import { drawingFormat } from '../drawing-format.js';
import { UsageError } from '../failure.js';
import type { ReadingFlags } from '../grammar.js';
import { type LoadedPicture, loadPicture } from '../input.js';
import { withPlainInterruptsAsync } from '../interrupt.js';
import { formatDecibels, nameOf, printJson, printLines, printNote, roundTo } from '../output.js';

/** Flags of `akm compare`. */
export interface CompareFlags extends ReadingFlags {
  readonly heatmap?: string;
  readonly heatmapMax?: number;
  readonly force?: true;
}

/** Runs the command. */
export async function runCompare({ args: [inputA, inputB], flags, openFiles }: Call<CompareFlags>): Promise<void> {
  if (inputA === '-' && inputB === '-') throw new UsageError('only one of the pictures can be standard input');
  checkFlags(flags);
  const files = openFiles();
  // Until the heat map is written there is nothing to clean up, so a signal may end the process at once.
  const { measured, unseen, heatMap } = await withPlainInterruptsAsync(async () => {
    const a = await loadPicture(inputA, flags);
    const b = await loadPicture(inputB, flags);
    for (const note of a.notes) printNote(`${nameOf(inputA)}: ${note}`, flags);
    for (const note of b.notes) printNote(`${nameOf(inputB)}: ${note}`, flags);
    const measured = compareImages(a.image, b.image);
    return { measured, unseen: countUnseenDifferences(a.image, b.image), heatMap: makeHeatMap(a, b, flags) };
  });
  const { mse, psnr, ssim, ssimStudy, maxError } = measured;
  if (heatMap !== undefined) await files.save(heatMap.json.heatmap, heatMap.file, flags);
  const heatmap = heatMap?.json;
  if (flags.json)
    return printJson({ mse, psnr, ssim, ssimStudy, maxError, unseenDifferences: unseen.pixels, ...heatmap });
  const lines = [
    `MSE            ${mse.toFixed(4)}`,
    `PSNR           ${formatDecibels(psnr, `infinite (${describeEqual(unseen)})`)}`,
    `SSIM           ${ssim.toFixed(6)}`,
    `SSIM (study)   ${ssimStudy.toFixed(6)}`,
    `largest error  ${maxError}`,
    ...(Number.isFinite(psnr) && unseen.pixels > 0 ? [`not counted    ${describeUnseen(unseen)}`] : []),
  ];
  if (heatmap !== undefined) {
    const { heatmapMax, largestPixelError } = heatmap;
    const equal = unseen.pixels === 0 ? 'equal' : 'equal where visible';
    const scale =
      heatmapMax === 0 ? `all black: ${equal}` : `black = ${equal}, brightest = a pixel's error of ${heatmapMax}`;
    lines.push(`heat map       ${heatmap.heatmap}, ${scale} (largest ${largestPixelError})`);
  }
  await printLines(lines);
}

/** Whether pictures with equal metrics are equal in every byte. */
function describeEqual(unseen: UnseenDifferences): string {
  return unseen.pixels === 0 ? 'equal pixels' : `equal where visible; ${describeUnseen(unseen)}`;
}

function describeUnseen({ pixels, transparentPixels }: UnseenDifferences): string {
  const transparent = `${formatCount(transparentPixels)} transparent ${plural(transparentPixels)} in colour`;
  const rest = pixels - transparentPixels;
  if (rest === 0) return transparent;
  const faint = `${formatCount(rest)} half-transparent ${plural(rest)} by too little to be seen`;
  return transparentPixels === 0 ? faint : `${transparent}, ${faint}`;
}

function plural(pixels: number): string {
  return pixels === 1 ? 'pixel differs' : 'pixels differ';
}

/** Rejects a heat map that can't be written, before any work is done. */
function checkFlags(flags: CompareFlags): void {
  if (flags.heatmap === undefined) {
    if (flags.heatmapMax !== undefined) throw new UsageError('--heatmap-max needs --heatmap');
    return;
  }
  drawingFormat('heatmap', flags.heatmap);
  checkHeatMapMax(flags.heatmapMax);
}

/** Errors of pixels are root mean squares over their channels, in code units. */
function makeHeatMap({ image: a }: LoadedPicture, { image: b }: LoadedPicture, flags: CompareFlags) {
  const path = flags.heatmap;
  if (path === undefined) return undefined;
  const { image, max, largest } = drawHeatMap(a, b, { max: flags.heatmapMax });
  const json = { heatmap: path, heatmapMax: roundTo(max, 4), largestPixelError: roundTo(largest, 4) };
  return { json, file: writePicture(image, drawingFormat('heatmap', path)) };
}
