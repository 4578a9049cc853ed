/** The work of `akm encode`. */

import { formatCount } from '../../apps/shared/figures.js';
import type { EncodeOptions, EncodeResult } from '../../encode/index.js';
import { resolveEncodeOptions } from '../../encode/options.js';
import { LimitError } from '../../error.js';
import { type Image, MAX_METADATA_DEFAULT } from '../../image.js';
import { measureErrors, psnrOfMse } from '../../metrics/mse.js';
import { decode } from '../../node/decode.js';
import { encodeToTargetAsync, encodeWithReportAsync, usualThreads } from '../../node/encode.js';
import { resolveThreads } from '../../node/thread-count.js';
import type { FileWork, Made, Place, WorkOptions } from '../command.js';
import { TargetError, UsageError } from '../failure.js';
import type { BatchFlags, ReadingFlags } from '../grammar.js';
import { checkLimits, checkMetadata, type LoadedPicture, limitsOf, readLoaded } from '../input.js';
import { formatDecibels, nameOf, nameOfOutput, roundTo } from '../output.js';
import { loadBlockMap } from './map.js';

/** Flags of `akm encode`. */
export interface EncodeFlags extends BatchFlags, ReadingFlags {
  readonly classify?: EncodeOptions['classify'];
  /** Path of a picture. */
  readonly blockMap?: string;
  readonly k1?: number;
  readonly k2?: number;
  readonly block?: number;
  readonly quality?: number;
  readonly lossless?: true;
  readonly exact?: true;
  readonly effort?: number;
  readonly lambda?: number;
  readonly tune?: EncodeOptions['tune'];
  readonly dither?: true;
  readonly keepColor?: readonly string[];
  readonly background?: string;
  readonly seed?: number;
  readonly strip?: number;
  readonly targetSize?: number;
  readonly minPsnr?: number;
  readonly minSsim?: number;
  readonly skipIfLarger?: true;
}

export const encodeWork: FileWork<EncodeFlags> = { check, make: makeEncoded, checkOutput, threadsFor };

/** The result of the encoder, with the outcome of a search. */
interface Encoded extends EncodeResult {
  /** The quality that a search chose. */
  readonly quality?: number;
  readonly passes?: number;
}

/** The facts about an input, for its line or JSON object. */
interface Report {
  readonly place: Place;
  readonly status: 'encoded' | 'skipped';
  readonly picture: LoadedPicture;
  readonly encoded: Encoded;
  readonly seconds: number;
  readonly psnr: number;
  readonly maxError: number;
}

/** Encodes a picture, and decodes the result as a check. */
async function makeEncoded(bytes: Uint8Array, place: Place, flags: EncodeFlags, options: WorkOptions): Promise<Made> {
  const startedAt = performance.now();
  const picture = await readLoaded(bytes, flags);
  checkProfile(picture, flags);
  const encoded = await encodePicture(place.input, picture, flags, options);
  const seconds = (performance.now() - startedAt) / 1000;
  const drawn = decode(encoded.bytes, { maxPixels: flags.maxPixels });
  const isSkipped = flags.skipIfLarger === true && encoded.bytes.length >= picture.fileBytes;
  const status = isSkipped ? 'skipped' : 'encoded';
  return {
    status,
    inputBytes: picture.fileBytes,
    ...(isSkipped ? {} : { file: encoded.bytes }),
    notes: picture.notes.map((note) => `${nameOf(place.input)}: ${note}`),
    ...(await report({ place, status, picture, encoded, seconds }, drawn, flags)),
  };
}

/** Rejects a profile that a decoder with the same flags would leave out. The message names the option for the limit. */
function checkProfile({ icc }: LoadedPicture, { maxMetadata = MAX_METADATA_DEFAULT }: EncodeFlags): void {
  if (icc === undefined || icc.length <= maxMetadata) return;
  throw new LimitError('maxMetadataBytes', maxMetadata, icc.length, 'the ICC profile');
}

function threadsFor(pixels: number, flags: EncodeFlags): number {
  return usualThreads(pixels, { effort: flags.effort, isSearch: isSearch(flags) });
}

/** @throws AkmError when a file is not whole and valid, down to its last pixel */
async function checkOutput(bytes: Uint8Array, { output = '-' }: Place, flags: EncodeFlags): Promise<void> {
  decode(bytes);
  checkMetadata(bytes, output, flags);
}

/** Measures the decoded picture and describes it. If nothing will be printed, nothing is measured. */
async function report(
  outcome: Omit<Report, 'psnr' | 'maxError'>,
  drawn: Image,
  flags: EncodeFlags,
): Promise<Pick<Made, 'json' | 'line'>> {
  if (flags.quiet && !flags.json) return { json: undefined };
  const { source } = outcome.encoded;
  const { mse, maxError } = measureErrors(source, drawn);
  const measured: Report = { ...outcome, psnr: psnrOfMse(mse), maxError };
  if (flags.json) return { json: jsonOf(measured, await ssimOf(source, drawn)) };
  return { json: undefined, line: lineOf(measured) };
}

function check(flags: EncodeFlags): void {
  const { keepColor, threads } = flags;
  checkLossless(flags);
  resolveEncodeOptions({ ...flags, blockMap: undefined, keepColors: keepColor });
  checkLimits(flags);
  resolveThreads(threads);
  checkTargets(flags);
}

/** SSIM. Its code is loaded only when it is needed. */
async function ssimOf(source: Image, drawn: Image): Promise<number> {
  const { measureSsim } = await import('../../metrics/ssim.js');
  return measureSsim(source, drawn);
}

/** Encodes once, or searches for a target. */
async function encodePicture(
  input: string,
  picture: LoadedPicture,
  flags: EncodeFlags,
  { signal, onProgress, threads }: WorkOptions,
): Promise<Encoded> {
  const { keepColor, blockMap: mapPath, targetSize, minPsnr, minSsim, ...rest } = flags;
  const blockMap = mapPath === undefined ? undefined : await loadBlockMap(mapPath, picture.image, flags.block, flags);
  const { maxMetadataBytes } = limitsOf(flags);
  const metadata = { icc: picture.icc, maxMetadataBytes };
  const options = { threads, ...rest, ...metadata, keepColors: keepColor, blockMap, signal, onProgress };
  if (!isSearch(flags)) return encodeWithReportAsync(picture.image, options);
  const target = { maxBytes: targetSize, minPsnr, minSsim };
  const found = await encodeToTargetAsync(picture.image, target, options);
  if (!found.met) throw new TargetError(await describeShortfall(input, flags, found.result, found.passes));
  return { ...found.result, quality: found.quality, passes: found.passes };
}

/** Flags that change pixels. A value of 0 switches some of them off. */
const LOSSY_FLAGS = {
  quality: '--quality',
  k1: '--k1',
  k2: '--k2',
  lambda: '--lambda',
  dither: '--dither',
  targetSize: '--target-size',
  minPsnr: '--min-psnr',
  minSsim: '--min-ssim',
} as const;

/** Refuses flags that contradict `--lossless`. */
function checkLossless(flags: EncodeFlags): void {
  if (!flags.lossless && !flags.exact) return;
  for (const [name, flag] of Object.entries(LOSSY_FLAGS)) {
    const value = flags[name as keyof typeof LOSSY_FLAGS];
    const isOff = value === undefined || (value === 0 && name === 'lambda');
    if (!isOff) throw new UsageError(`--${flags.exact ? 'exact' : 'lossless'} keeps every pixel; leave out ${flag}`);
  }
}

/** Whether the flags ask for the search of a target. */
function isSearch({ targetSize, minPsnr, minSsim }: EncodeFlags): boolean {
  return targetSize !== undefined || minPsnr !== undefined || minSsim !== undefined;
}

/** Refuses targets that can't be searched for. */
function checkTargets(flags: EncodeFlags): void {
  const { targetSize, quality, k1, k2 } = flags;
  if (!isSearch(flags)) return;
  if (targetSize !== undefined && targetSize < 1)
    throw new UsageError('--target-size: expected at least 1 byte, found 0');
  if (quality === undefined && k1 === undefined && k2 === undefined) return;
  throw new UsageError(
    '--target-size, --min-psnr and --min-ssim choose the quality; leave out --quality, --k1 and --k2',
  );
}

/** The message for a target that was not met, with the closest result. */
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
  const psnr = describeQuality(result, psnrOfMse(measureErrors(result.source, drawn).mse));
  const ssim = (await ssimOf(result.source, drawn)).toFixed(4);
  return (
    `${nameOf(input)}: can't reach ${wishes.join(' and ')}; the nearest of ${passes} passes has ` +
    `${formatCount(result.bytes.length)} bytes, ${psnr}, SSIM ${ssim}; nothing was written`
  );
}

function jsonOf({ place: { input, output }, status, picture, encoded, seconds, psnr, maxError }: Report, ssim: number) {
  const { header, bytes, lossless, clearedPixels, quality, passes } = encoded;
  const { width, height, k1, k2, blockLog2, alpha, stripWidth } = header;
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
    clearedPixels,
    scaleX: header.scale.x,
    scaleY: header.scale.y,
    packedLow: header.packedLow,
    packedHigh: header.packedHigh,
    predictor: header.predictor,
    alpha,
    strip: stripWidth,
    quality,
    passes,
    notes: picture.notes,
  };
}

/** The PSNR. Where it is infinite, whether every byte is the same. */
function describeQuality({ lossless, clearedPixels }: EncodeResult, psnr: number): string {
  if (lossless) return formatDecibels(psnr, 'lossless');
  // Nearly transparent pixels may differ too, by less than can be seen.
  const pixels =
    clearedPixels === 1
      ? '1 transparent pixel loses its'
      : `${formatCount(clearedPixels)} transparent pixels lose their`;
  const cleared = clearedPixels === 0 ? '' : ` (${pixels} colour; --exact keeps it)`;
  return formatDecibels(psnr, `exact where visible${cleared}`);
}

function lineOf({ place: { input, output = '-' }, status, picture, encoded, seconds, psnr, maxError }: Report): string {
  const { header, bytes, quality, passes } = encoded;
  const size = bytes.length;
  const share = ((100 * size) / picture.fileBytes).toFixed(1);
  const bitsPerPixel = ((size * 8) / (header.width * header.height)).toFixed(2);
  const palettes = header.k1 === 0 ? `${header.k2} colours` : `${header.k1} + ${header.k2} colours`;
  const colours = header.mesh === undefined ? palettes : `${palettes} and a mesh`;
  const larger = size >= picture.fileBytes ? ' - LARGER than the input' : '';
  const search = quality === undefined ? '' : `, quality ${quality} found in ${passes} passes`;
  const verb = status === 'skipped' ? 'skipped, nothing written (--skip-if-larger)' : nameOfOutput(output);
  return (
    `${nameOf(input)} -> ${verb}: ${header.width}x${header.height}, ${colours}, ${formatCount(size)} bytes ` +
    `(${share} % of the input${larger}), ${bitsPerPixel} bits/pixel, ${describeQuality(encoded, psnr)}, ` +
    `largest error ${maxError}, ${seconds.toFixed(2)} s${search}`
  );
}
