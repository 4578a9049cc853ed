/** `akm decode`: an AKM file -> a picture file. */

import { formatOfPath, PICTURE_FORMATS, type PictureFormat, writePicture } from '../../io/index.js';
import { decodeAsync, readMetadata } from '../../node/decode.js';
import type { AbortSignalLike } from '../../steps.js';
import { UsageError } from '../failure.js';
import type { CommonFlags, OutputFlags } from '../flags.js';
import { loadAkm, nameOf } from '../input.js';
import { checkOutput, chooseOutput, formatCount, printJson, printNote, roundTo, writeOutput } from '../output.js';
import { ProgressLine } from '../progress.js';

/** Flags of `akm decode`. */
export interface DecodeFlags extends CommonFlags, OutputFlags {
  readonly format?: PictureFormat;
  readonly jpegQuality?: number;
  readonly salvage?: true;
}

/** Extension of a format's files. */
export const EXTENSIONS: Readonly<Record<PictureFormat, string>> = {
  png: '.png',
  jpeg: '.jpg',
  ppm: '.ppm',
  pgm: '.pgm',
  rgba: '.rgba',
};

/** Runs the command. */
export async function runDecode(input: string, flags: DecodeFlags, signal: AbortSignalLike): Promise<void> {
  if (flags.salvage) {
    const { runSalvage } = await import('./salvage.js');
    return runSalvage(input, flags);
  }
  const startedAt = performance.now();
  const output = chooseOutput(input, flags, EXTENSIONS[flags.format ?? 'png']);
  const format = flags.format ?? chooseFormat(output);
  const bytes = loadAkm(input);
  checkOutput(output, input, flags);
  const { maxPixels } = flags;
  const progress = new ProgressLine(nameOf(input), flags);
  const image = await decodeAsync(bytes, { maxPixels, signal, onProgress: (done) => progress.update(done) }).finally(
    () => progress.finish(),
  );
  const { icc } = readMetadata(bytes, { maxPixels });
  const written = writePicture(image, format, { icc, jpegQuality: flags.jpegQuality });
  await writeOutput(output, written, flags);
  const seconds = roundTo((performance.now() - startedAt) / 1000, 3);
  const { width, height } = image;
  if (flags.json) {
    const status = 'decoded';
    await printJson({
      input,
      output,
      status,
      format,
      width,
      height,
      bytes: written.length,
      inputBytes: bytes.length,
      seconds,
    });
  } else {
    const target = output === '-' ? 'standard output' : output;
    printNote(
      `${nameOf(input)} -> ${target}: ${width}x${height}, ${formatCount(written.length)} bytes, ${seconds.toFixed(2)} s`,
      flags,
    );
  }
}

/** The format that an output's name asks for; standard output gets PNG. */
export function chooseFormat(output: string): PictureFormat {
  if (output === '-') return 'png';
  const format = formatOfPath(output);
  if (format === undefined || format === 'akm') {
    throw new UsageError(
      `can't tell a picture format from the name ${output}; end it in .png, .jpg, .ppm, .pgm or .rgba, or give --format ${PICTURE_FORMATS.join('|')}`,
    );
  }
  return format;
}
