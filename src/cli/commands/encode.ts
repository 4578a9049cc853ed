/** `akm encode`: a picture file -> an AKM file. */

import type { EncodeOptions, EncodeResult } from '../../encode/index.js';
import type { Image } from '../../image.js';
import { measureErrors, psnrOfMse } from '../../metrics/mse.js';
import { decode } from '../../node/decode.js';
import { encodeToTargetAsync, encodeWithReportAsync } from '../../node/encode.js';
import type { AbortSignalLike } from '../../steps.js';
import { loadBlockMap } from '../block-map.js';
import { TargetError, UsageError } from '../failure.js';
import type { CommonFlags, OutputFlags } from '../flags.js';
import { type LoadedPicture, loadPicture, nameOf } from '../input.js';
import {
  checkOutput,
  chooseOutput,
  formatCount,
  formatDecibels,
  printJson,
  printNote,
  roundTo,
  writeOutput,
} from '../output.js';
import { ProgressLine } from '../progress.js';

/** Flags of `akm encode`. */
export interface EncodeFlags extends CommonFlags, OutputFlags {
  readonly classify?: EncodeOptions['classify'];
  /** Path of a picture. */
  readonly blockMap?: string;
  readonly k1?: number;
  readonly k2?: number;
  readonly block?: number;
  readonly quality?: number;
  readonly effort?: number;
  readonly lambda?: number;
  readonly tune?: EncodeOptions['tune'];
  readonly smooth?: number;
  readonly smoothPasses?: number;
  readonly dither?: true;
  readonly keepColor?: readonly string[];
  readonly background?: string;
  readonly seed?: number;
  readonly strip?: number;
  readonly threads?: number;
  readonly targetSize?: number;
  readonly minPsnr?: number;
  readonly minSsim?: number;
  readonly skipIfLarger?: true;
}

/** What was made, beside the encoder's own report. */
interface Encoded extends EncodeResult {
  /** The quality that a search chose. */
  readonly quality?: number;
  readonly passes?: number;
}

/** Runs the command. */
export async function runEncode(input: string, flags: EncodeFlags, signal: AbortSignalLike): Promise<void> {
  const startedAt = performance.now();
  const output = chooseOutput(input, flags, '.akm');
  checkOutput(output, input, flags);
  const picture = await loadPicture(input, flags);
  for (const note of picture.notes) printNote(`${nameOf(input)}: ${note}`, flags);
  const encoded = await encodePicture(input, picture, flags, signal);
  const seconds = (performance.now() - startedAt) / 1000;

  // Only a file that a decoder takes is written, perhaps over an old one.
  const drawn = decode(encoded.bytes, { maxPixels: flags.maxPixels });
  const isSkipped = flags.skipIfLarger === true && encoded.bytes.length >= picture.fileBytes;
  if (!isSkipped) await writeOutput(output, encoded.bytes, flags);
  const status = isSkipped ? 'skipped' : 'encoded';
  await report({ input, output, status, picture, encoded, seconds }, drawn, flags);
}

/** What there is to say without measuring. */
interface Outcome {
  readonly input: string;
  readonly output: string;
  readonly status: 'encoded' | 'skipped';
  readonly picture: LoadedPicture;
  readonly encoded: Encoded;
  readonly seconds: number;
}

/** What there is to say. */
interface Report extends Outcome {
  readonly psnr: number;
  readonly maxError: number;
}

/** Measures what a decoder draws, and says so; nothing where nobody listens. */
async function report(outcome: Outcome, drawn: Image, flags: EncodeFlags): Promise<void> {
  if (flags.quiet && !flags.json) return;
  const { source } = outcome.encoded;
  const { mse, maxError } = measureErrors(source, drawn);
  const measured: Report = { ...outcome, psnr: psnrOfMse(mse), maxError };
  if (flags.json) await printJson(jsonOf(measured, await ssimOf(source, drawn)));
  else printNote(lineOf(measured), flags);
}

/** Structural similarity; loaded when it is asked for. */
async function ssimOf(source: Image, drawn: Image): Promise<number> {
  const { measureSsim } = await import('../../metrics/ssim.js');
  return measureSsim(source, drawn);
}

/** Encodes as the flags say: once, or in search of a target. */
async function encodePicture(
  input: string,
  picture: LoadedPicture,
  flags: EncodeFlags,
  signal: AbortSignalLike,
): Promise<Encoded> {
  const { keepColor, blockMap: mapPath, targetSize, minPsnr, minSsim, ...rest } = flags;
  const blockMap = mapPath === undefined ? undefined : await loadBlockMap(mapPath, picture.image, flags.block, flags);
  const progress = new ProgressLine(nameOf(input), flags);
  const onProgress = (done: number) => progress.update(done);
  const options = { ...rest, keepColors: keepColor, blockMap, icc: picture.icc, signal, onProgress };
  try {
    if (targetSize === undefined && minPsnr === undefined && minSsim === undefined) {
      return await encodeWithReportAsync(picture.image, options);
    }
    if (flags.quality !== undefined || flags.k1 !== undefined || flags.k2 !== undefined) {
      throw new UsageError(
        '--target-size, --min-psnr and --min-ssim choose the quality; leave out --quality, --k1 and --k2',
      );
    }
    const target = { maxBytes: targetSize, minPsnr, minSsim };
    const found = await encodeToTargetAsync(picture.image, target, options);
    if (!found.met) throw new TargetError(await describeShortfall(input, flags, found.result, found.passes));
    return { ...found.result, quality: found.quality, passes: found.passes };
  } finally {
    progress.finish();
  }
}

/** Says how near the nearest file came. */
async function describeShortfall(
  input: string,
  flags: EncodeFlags,
  result: EncodeResult,
  passes: number,
): Promise<string> {
  const wishes: string[] = [];
  if (flags.targetSize !== undefined) wishes.push(`at most ${formatCount(flags.targetSize)} bytes`);
  if (flags.minPsnr !== undefined) wishes.push(`a PSNR of at least ${flags.minPsnr} dB`);
  if (flags.minSsim !== undefined) wishes.push(`an SSIM of at least ${flags.minSsim}`);
  const drawn = result.reconstruct();
  const psnr = formatDecibels(psnrOfMse(measureErrors(result.source, drawn).mse));
  const ssim = (await ssimOf(result.source, drawn)).toFixed(4);
  return (
    `${nameOf(input)}: can't reach ${wishes.join(' and ')}; the nearest of ${passes} passes has ` +
    `${formatCount(result.bytes.length)} bytes, ${psnr}, SSIM ${ssim}; nothing was written`
  );
}

function jsonOf({ input, output, status, picture, encoded, seconds, psnr, maxError }: Report, ssim: number) {
  const { header, bytes, lossless, quality, passes } = encoded;
  const { width, height, k1, k2, blockLog2, alpha, smoothPasses, smoothThreshold, stripWidth } = header;
  return {
    input,
    output,
    status,
    width,
    height,
    k1,
    k2,
    block: 1 << blockLog2,
    bytes: bytes.length,
    bitsPerPixel: roundTo((bytes.length * 8) / (width * height), 4),
    psnr: roundTo(psnr, 6),
    ssim: roundTo(ssim, 8),
    seconds: roundTo(seconds, 3),
    inputBytes: picture.fileBytes,
    maxError,
    lossless,
    alpha,
    smooth: smoothThreshold,
    smoothPasses,
    strip: stripWidth,
    quality,
    passes,
    notes: picture.notes,
  };
}

function lineOf({ input, output, status, picture, encoded, seconds, psnr, maxError }: Report): string {
  const { header, bytes, quality, passes } = encoded;
  const size = bytes.length;
  const share = ((100 * size) / picture.fileBytes).toFixed(1);
  const bitsPerPixel = ((size * 8) / (header.width * header.height)).toFixed(2);
  const colours = header.k1 === 0 ? `${header.k2} colours` : `${header.k1} + ${header.k2} colours`;
  const larger = size >= picture.fileBytes ? ' - LARGER than the input' : '';
  const search = quality === undefined ? '' : `, quality ${quality} found in ${passes} passes`;
  const verb =
    status === 'skipped' ? 'skipped, nothing written (--skip-if-larger)' : output === '-' ? 'standard output' : output;
  return (
    `${nameOf(input)} -> ${verb}: ${header.width}x${header.height}, ${colours}, ${formatCount(size)} bytes ` +
    `(${share} % of the input${larger}), ${bitsPerPixel} bits/pixel, ${formatDecibels(psnr)}, ` +
    `largest error ${maxError}, ${seconds.toFixed(2)} s${search}`
  );
}
