/** The grammar of `akm encode`, which has the most flags. */

import { type Command, Option } from 'commander';
import { ENCODE_DEFAULTS } from '../encode/defaults.js';
import type { BatchFlags } from './batch/flags.js';
import { addBatchFlags, keepExtensionFlag, MANY_HELP, outDirFlag, skipExistingFlag } from './batch-grammar.js';
import type { EncodeFlags } from './commands/encode.js';
import {
  collect,
  forceFlag,
  maxMetadataFlag,
  outputFlag,
  parseAmount,
  parseDecimal,
  parseWhole,
  strictFlag,
} from './flags.js';
import type { Session } from './session.js';

const D = ENCODE_DEFAULTS;
const CLASSIFIERS = ['codebook', 'eigen', 'variance', 'gradient', 'none'];

/** Adds `akm encode`. */
export function addEncode(program: Command, session: Session): void {
  const command = program
    .command('encode')
    .summary('encode pictures to .akm')
    .description('Encodes pictures (PNG, JPEG, PPM, PGM or AKM) to .akm files.')
    .argument('<picture...>', 'files, folders (with -r) or quoted patterns; - for standard input')
    .addOption(outputFlag('output file (default: the input with .akm)'))
    .addOption(forceFlag())
    .addOption(outDirFlag())
    .addOption(keepExtensionFlag('photo.png.akm'))
    .addOption(skipExistingFlag())
    .addOption(
      new Option(
        '-Q, --quality <1..100>',
        `sets colours, lambda and smoothing from one number (default ${D.quality})`,
      ).argParser(parseWhole),
    )
    .addOption(
      new Option(
        '--lossless',
        'keep every pixel; fails with exit code 3 on more than 4096 colours (default: kept where that is cheap)',
      ),
    )
    .addOption(
      new Option('--exact', 'as --lossless, and keep the colours of transparent pixels, too (default: they become 0)'),
    )
    .addOption(
      new Option('--k1 <n>', 'colours of low-detail blocks, 0..4096; 0 = one palette for all').argParser(parseWhole),
    )
    .addOption(new Option('-k, --k2 <n>', 'colours of high-detail blocks, 1..4096').argParser(parseWhole))
    .addOption(
      new Option(
        '--classify <measure>',
        `how blocks are told apart (default ${D.classify}: by what fits, or by what smoothing mends); none = one palette`,
      ).choices(CLASSIFIERS),
    )
    .addOption(
      new Option(
        '--block-map <file>',
        'classes of the blocks as a picture, a pixel a block: black = low, white = high',
      ),
    )
    .addOption(
      new Option(
        '--block <side>',
        'block side in pixels, 2, 4, ... 256 (default: 32 by quality, or 8 to 32 where flat blocks are set apart, else 16)',
      ).argParser(parseWhole),
    )
    .addOption(new Option('-e, --effort <1..9>', `1 = fast, 9 = small (default ${D.effort})`).argParser(parseWhole))
    .addOption(
      new Option(
        '--lambda <n>',
        'error that a bit is worth: above 0, pixels change where that saves bits, 0..10000 (default: by quality)',
      ).argParser(parseDecimal),
    )
    .addOption(
      new Option('--tune <measure>', `what lambda spares: squared error, or what shows (default ${D.tune})`).choices([
        'psnr',
        'ssim',
      ]),
    )
    .addOption(
      new Option(
        '--smooth <threshold>',
        'smooth low-detail blocks when drawn: steps up to this are taken out, 0..255; 0 = off (default: by quality)',
      ).argParser(parseWhole),
    )
    .addOption(
      new Option('--smooth-passes <1..4>', `passes of the smoothing (default ${D.smoothPasses})`).argParser(parseWhole),
    )
    .addOption(
      new Option(
        '--dither',
        'diffuse errors to neighbouring pixels; no pixel is then changed to save bits (off by default: it hurts flat art)',
      ),
    )
    .addOption(new Option('--keep-color <#rrggbb>', 'hold this colour exactly; may be repeated').argParser(collect))
    .addOption(new Option('--background <#rrggbb>', 'flatten transparency onto this colour'))
    .addOption(new Option('--seed <n>', `seed of random starts (default ${D.seed})`).argParser(parseWhole))
    .addOption(
      new Option('--strip <pixels>', 'width of the scan strips, 0 = whole rows (default: chosen)').argParser(
        parseWhole,
      ),
    )
    .addOption(
      new Option(
        '--threads <1..64>',
        'threads to work in; the bytes are the same (default: by processors and picture, at most 8)',
      ).argParser(parseWhole),
    )
    .addOption(
      new Option('--target-size <bytes>', 'best quality within this size, e.g. 40k; never exceeded').argParser(
        parseAmount,
      ),
    )
    .addOption(new Option('--min-psnr <dB>', 'smallest file with at least this PSNR').argParser(parseDecimal))
    .addOption(new Option('--min-ssim <0..1>', 'smallest file with at least this SSIM').argParser(parseDecimal))
    .addOption(maxMetadataFlag())
    .addOption(strictFlag())
    .addOption(
      new Option(
        '--strip-metadata',
        'store no ICC profile: pixels are converted to sRGB, where the profile is a simple one',
      ),
    )
    .addOption(new Option('--skip-if-larger', 'write nothing when the result is not smaller than the input file'))
    .addHelpText(
      'after',
      `${MANY_HELP}
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
    )
    .action(async (inputs: string[], flags: EncodeFlags & BatchFlags) => {
      const { runCommand } = await import('./run.js');
      await runCommand('encode', inputs, flags, session);
    });
  addBatchFlags(command, 'png,jpg,jpeg,ppm,pgm');
}
