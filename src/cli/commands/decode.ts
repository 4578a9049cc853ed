/** `akm decode`: an AKM file -> a picture file; with `--salvage`, the intact part of a damaged one. */

import { JPEG_QUALITY_DEFAULT, PICTURE_FORMATS, type PictureFormat } from '../../io/picture.js';
import { formatOfPath } from '../../io/sniff.js';
import type { FileCommand } from '../command.js';
import {
  BATCH_NOTES,
  batchOptions,
  batchOutputOptions,
  FORCE_OPTION,
  MAX_METADATA_OPTION,
  option,
  outputOption,
  WHOLE,
} from '../grammar.js';
import { chooseOutput, replaceExtension } from '../output.js';
import type { DecodeFlags } from '../work/decode.js';

const FILE_EXTENSIONS: Readonly<Record<PictureFormat, string>> = {
  png: '.png',
  jpeg: '.jpg',
  ppm: '.ppm',
  pgm: '.pgm',
  rgba: '.rgba',
};

/**
 * The output of an input, unless a flag names it. `logo.png.akm`, a name that `encode --keep-extension` gives, becomes
 * `logo.png` again. `photo.jpg.akm` becomes `photo.jpg.png` where a PNG is written, since the name must show the format.
 */
function nameDecoded(input: string, { format = 'png', keepExtension }: DecodeFlags): string {
  if (keepExtension) return `${input}${FILE_EXTENSIONS[format]}`;
  const original = input.replace(/\.akm$/i, '');
  return original !== input && formatOfPath(original) === format
    ? original
    : replaceExtension(input, FILE_EXTENSIONS[format]);
}

export const decodeCommand: FileCommand<DecodeFlags> = {
  name: 'decode',
  verb: 'decode',
  participle: 'decoded',
  gives: 'file',
  extensions: ['akm'],
  grammar: {
    summary: 'decode .akm files to pictures',
    description: 'Decodes .akm files to PNG, JPEG, PPM, PGM or raw RGBA bytes, by the name of the output or --format.',
    args: [['<file.akm...>', 'files, folders (with -r) or quoted patterns; - for standard input']],
    options: [
      outputOption('output file (default: the input with .png; logo.png.akm gives logo.png)'),
      FORCE_OPTION,
      ...batchOutputOptions('photo.akm.png'),
      option('--format <format>', 'format of the output, whatever its name is', PICTURE_FORMATS),
      option('--jpeg-quality <1..100>', `quality of a JPEG (default ${JPEG_QUALITY_DEFAULT})`, WHOLE),
      MAX_METADATA_OPTION,
      option('--salvage', 'write the intact bands of a damaged file; the rest is transparent, and the exit code is 1'),
      ...batchOptions(['akm']),
    ],
    notes: `${BATCH_NOTES}
Examples:
  akm decode photo.akm -o photo.png
  akm decode photo.akm -o - --format ppm | display
  akm decode -r out --out-dir back --format jpeg -j 4
`,
  },
  reads: (inputs) => inputs,
  writes: (inputs, flags) => inputs.map((input) => chooseOutput(input, flags, (path) => nameDecoded(path, flags))),
  run: async (call) => (await import('../run.js')).runFileCommand(decodeCommand, call),
  load: async () => (await import('../work/decode.js')).decodeWork,
};
