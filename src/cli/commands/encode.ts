/** `akm encode`: a picture file -> an AKM file. */

import { ENCODE_DEFAULTS } from '../../encode/defaults.js';
import type { FileCommand } from '../command.js';
import {
  AMOUNT,
  BATCH_NOTES,
  batchOptions,
  batchOutputOptions,
  DECIMAL,
  FORCE_OPTION,
  MAX_METADATA_OPTION,
  type OptionGrammar,
  type OutputFlags,
  option,
  outputOption,
  STRICT_OPTION,
  TEXTS,
  WHOLE,
} from '../grammar.js';
import { chooseOutput, replaceExtension } from '../output.js';
import type { EncodeFlags } from '../work/encode.js';

const D = ENCODE_DEFAULTS;
const EXTENSIONS = ['png', 'jpg', 'jpeg', 'ppm', 'pgm'];

const PICTURE_OPTIONS: readonly OptionGrammar[] = [
  option('-Q, --quality <1..100>', `set colours and lambda from one number (default ${D.quality})`, WHOLE),
  option(
    '--lossless',
    'keep every pixel; fails with exit code 3 on more than 4096 colours (by default pixels are kept where that is cheap)',
  ),
  option('--exact', 'like --lossless, and also keep the colours of transparent pixels (by default they become 0)'),
  option('--k1 <n>', 'colours for low-detail blocks, 0..4096; 0 = one palette for all blocks', WHOLE),
  option('-k, --k2 <n>', 'colours for high-detail blocks, 1..4096', WHOLE),
  option(
    '--classify <measure>',
    `how to sort blocks into low and high detail; none = one palette (default ${D.classify}: by the palettes that fit them, or by rate and distortion)`,
    ['codebook', 'eigen', 'variance', 'gradient', 'none'],
  ),
  option(
    '--block-map <file>',
    'classes of the blocks as a picture with a pixel for each block: black = low, white = high, gray = low drawn by a mesh',
  ),
  option(
    '--block <side>',
    'side of the blocks in pixels, 2, 4, ... 256 (default: 32 with a quality, 8 with a mesh, 8 to 32 where flat blocks form a class, else 16)',
    WHOLE,
  ),
  option('-e, --effort <1..9>', `1 = fast, 9 = small (default ${D.effort})`, WHOLE),
  option(
    '--lambda <n>',
    'squared error that a bit is worth, 0..10000; above 0, pixels change where that saves bits (default: by quality)',
    DECIMAL,
  ),
  option(
    '--tune <measure>',
    `the error that lambda weighs: psnr = squared error, ssim = visible error (default ${D.tune})`,
    ['psnr', 'ssim'],
  ),
  option(
    '--dither',
    'spread errors over neighbouring pixels; lambda then has no effect (off by default: it hurts flat art)',
  ),
  option('--keep-color <#rrggbb>', 'keep this colour exactly; may be repeated', TEXTS),
  option('--background <#rrggbb>', 'flatten transparency onto this colour'),
  option('--seed <n>', `seed of the random starts (default ${D.seed})`, WHOLE),
  option('--strip <pixels>', 'width of the strips of the scan, 0 = whole rows (default: chosen by the encoder)', WHOLE),
];

const RUN_OPTIONS: readonly OptionGrammar[] = [
  option(
    '--threads <1..64>',
    'threads to work in; they do not change the file (default: by processors and picture, at most 8)',
    WHOLE,
  ),
  option('--target-size <bytes>', 'best quality that fits into this size, e.g. 40k; never exceeded', AMOUNT),
  option('--min-psnr <dB>', 'smallest file with at least this PSNR', DECIMAL),
  option('--min-ssim <0..1>', 'smallest file with at least this SSIM', DECIMAL),
  MAX_METADATA_OPTION,
  STRICT_OPTION,
  option(
    '--strip-metadata',
    'store no ICC profile; convert the pixels to sRGB instead, if the profile consists of a matrix and curves',
  ),
  option('--skip-if-larger', 'write nothing when the result is not smaller than the input'),
];

/** The output of an input, unless a flag names it. */
function nameEncoded(input: string, { keepExtension }: OutputFlags): string {
  return keepExtension ? `${input}.akm` : replaceExtension(input, '.akm');
}

export const encodeCommand: FileCommand<EncodeFlags> = {
  name: 'encode',
  verb: 'encode',
  participle: 'encoded',
  gives: 'file',
  extensions: EXTENSIONS,
  grammar: {
    summary: 'encode pictures to .akm',
    description: 'Encodes pictures (PNG, JPEG, PPM, PGM or AKM) to .akm files.',
    args: [['<picture...>', 'files, folders (with -r) or quoted patterns; - for standard input']],
    options: [
      outputOption('output file (default: the input with .akm)'),
      FORCE_OPTION,
      ...batchOutputOptions('photo.png.akm'),
      ...PICTURE_OPTIONS,
      ...RUN_OPTIONS,
      ...batchOptions(EXTENSIONS),
    ],
    notes: `${BATCH_NOTES}
Examples:
  akm encode photo.jpg -o photo.akm
  akm encode photo.png --quality 60 --effort 9
  akm encode photo.png --classify eigen --k1 64 --k2 256 --block 4 --json
  akm encode map.png --keep-color '#e30613' -o map.akm
  akm encode shot.png --target-size 40k
  cat photo.png | akm encode - > photo.akm
  akm encode a.png b.jpg 'shots/**/*.png' --out-dir out -j 4
  akm encode -r shots --ext png --out-dir out --skip-existing
`,
  },
  reads: (inputs, { blockMap }) => [...inputs, blockMap],
  writes: (inputs, flags) => inputs.map((input) => chooseOutput(input, flags, (path) => nameEncoded(path, flags))),
  run: async (call) => (await import('../run.js')).runFileCommand(encodeCommand, call),
  load: async () => (await import('../work/encode.js')).encodeWork,
};
