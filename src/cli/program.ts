/** The command line's grammar: commands, flags, help. The work itself is loaded when a command runs. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { ENCODE_DEFAULTS, MAP_DEFAULTS } from '../encode/defaults.js';
import type { AbortSignalLike } from '../steps.js';
import { STUDY_DEFAULTS } from '../study/defaults.js';
import type { CompareFlags } from './commands/compare.js';
import type { DecodeFlags } from './commands/decode.js';
import type { EncodeFlags } from './commands/encode.js';
import type { InfoFlags } from './commands/info.js';
import type { MapFlags } from './commands/map.js';
import type { StudyFlags } from './commands/study.js';
import {
  type CommonFlags,
  collect,
  debugFlag,
  forceFlag,
  jsonFlag,
  maxPixelsFlag,
  outputFlag,
  parseAmount,
  parseDecimal,
  parseWhole,
  quietFlag,
} from './flags.js';
import { addView } from './view-grammar.js';

const D = ENCODE_DEFAULTS;
const MEASURES = ['eigen', 'variance', 'gradient'];
const CLASSIFIERS = ['codebook', ...MEASURES, 'none'];

/** Builds the program; its actions run the commands. */
export function makeProgram(version: string, signal: AbortSignalLike): Command {
  const program = new Command('akm')
    .description('Adaptive k-means image codec: few colours where a picture is calm, more where it is busy.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .addHelpText('after', HELP);
  addEncode(program, signal);
  addDecode(program, signal);
  addInfo(program);
  addCompare(program);
  addMap(program);
  addVerify(program);
  addStudy(program);
  addView(program);
  for (const command of program.commands) addCommonFlags(command);
  return program;
}

const HELP = `
Pictures are PNG, JPEG, PPM or PGM, told apart by their content; - is standard input or output.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 target not met, 130 interrupted.

Examples:
  akm encode photo.png                    writes photo.akm
  akm decode photo.akm -o back.png
  akm compare photo.png photo.akm
`;

function addCommonFlags(command: Command): void {
  command.addOption(maxPixelsFlag()).addOption(jsonFlag()).addOption(quietFlag()).addOption(debugFlag());
  command.exitOverride();
}

function addEncode(program: Command, signal: AbortSignalLike): void {
  program
    .command('encode')
    .summary('encode a picture to .akm')
    .description('Encodes a picture (PNG, JPEG, PPM, PGM or AKM) to an .akm file.')
    .argument('<picture>', 'input file; - for standard input')
    .addOption(outputFlag('output file (default: the input with .akm)'))
    .addOption(forceFlag())
    .addOption(
      new Option(
        '-Q, --quality <1..100>',
        `sets colours, lambda and smoothing from one number (default ${D.quality})`,
      ).argParser(parseWhole),
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
      new Option('--block <side>', 'block side in pixels, 2, 4, ... 256 (default: 32 by quality, else 16)').argParser(
        parseWhole,
      ),
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
    .addOption(new Option('--skip-if-larger', 'write nothing when the result is not smaller than the input file'))
    .addHelpText(
      'after',
      `
Examples:
  akm encode photo.jpg -o photo.akm
  akm encode photo.png --quality 60 --effort 9
  akm encode photo.png --classify eigen --k1 64 --k2 256 --block 4 --json
  akm encode map.png --keep-color '#e30613' -o map.akm
  akm encode shot.png --target-size 40k
  cat photo.png | akm encode - > photo.akm
`,
    )
    .action(async (input: string, flags: EncodeFlags) => {
      const { runEncode } = await import('./commands/encode.js');
      await runEncode(input, flags, signal);
    });
}

function addDecode(program: Command, signal: AbortSignalLike): void {
  program
    .command('decode')
    .summary('decode an .akm file to a picture')
    .description('Decodes an .akm file to PNG, JPEG, PPM, PGM or raw RGBA bytes, by the name of the output.')
    .argument('<file.akm>', 'input file; - for standard input')
    .addOption(outputFlag('output file (default: the input with .png)'))
    .addOption(forceFlag())
    .addOption(
      new Option('--format <format>', 'format, whatever the name says').choices(['png', 'jpeg', 'ppm', 'pgm', 'rgba']),
    )
    .addOption(new Option('--jpeg-quality <1..100>', 'quality of a JPEG (default 90)').argParser(parseWhole))
    .addHelpText(
      'after',
      `
Examples:
  akm decode photo.akm -o photo.png
  akm decode photo.akm -o - --format ppm | display
`,
    )
    .action(async (input: string, flags: DecodeFlags) => {
      const { runDecode } = await import('./commands/decode.js');
      await runDecode(input, flags, signal);
    });
}

function addInfo(program: Command): void {
  program
    .command('info')
    .summary('show what an .akm file holds')
    .description('Shows the header, palettes, blocks and bytes by section of an .akm file.')
    .argument('<file.akm>', 'input file; - for standard input')
    .addOption(
      new Option('--palette <file>', 'draw the palettes as stored: a swatch an entry, with the pixels that use it'),
    )
    .addOption(new Option('--counts', 'count the pixels that use each entry (in --json: lowCounts, highCounts)'))
    .addOption(forceFlag())
    .addHelpText(
      'after',
      '\nExamples:\n  akm info photo.akm\n  akm info photo.akm --json --counts\n  akm info photo.akm --palette palettes.png\n',
    )
    .action(async (input: string, flags: InfoFlags) => {
      const { runInfo } = await import('./commands/info.js');
      await runInfo(input, flags);
    });
}

function addCompare(program: Command): void {
  program
    .command('compare')
    .summary('measure how far two pictures are apart')
    .description("Measures MSE, PSNR, SSIM, the study's SSIM and the largest error between two pictures of any format.")
    .argument('<a>', 'a picture or .akm file; - for standard input')
    .argument('<b>', 'another one of the same size')
    .addOption(new Option('--heatmap <file>', 'draw where the error is'))
    .addOption(
      new Option('--heatmap-max <error>', 'error of the brightest colour, up to 255 (default: the largest)').argParser(
        parseDecimal,
      ),
    )
    .addOption(forceFlag())
    .addHelpText(
      'after',
      `
A heat map shows each pixel's error, the root mean square over R, G and B (0..255), on a linear scale from black (equal)
over purple and orange to pale yellow. Give --heatmap-max to see several pictures on one scale.

Examples:
  akm compare photo.png photo.akm
  akm compare a.png b.jpg --json
  akm compare photo.png photo.akm --heatmap error.png --heatmap-max 32
`,
    )
    .action(async (a: string, b: string, flags: CompareFlags) => {
      const { runCompare } = await import('./commands/compare.js');
      await runCompare(a, b, flags);
    });
}

function addMap(program: Command): void {
  program
    .command('map')
    .summary('draw which blocks are of low and of high detail')
    .description(
      'Draws the classification of a picture, or the one stored in an .akm file: black = low detail, white = high.',
    )
    .argument('<picture>', 'a picture or .akm file; - for standard input')
    .addOption(outputFlag('output file (default: the input with -map.png)'))
    .addOption(forceFlag())
    .addOption(
      new Option('--classify <measure>', `how blocks are told apart (default ${MAP_DEFAULTS.classify})`).choices(
        MEASURES,
      ),
    )
    .addOption(
      new Option('--block <side>', `block side in pixels, 2, 4, ... 256 (default ${MAP_DEFAULTS.block})`).argParser(
        parseWhole,
      ),
    )
    .addOption(new Option('--full', "draw at the picture's size instead of a pixel a block"))
    .addHelpText(
      'after',
      '\nExamples:\n  akm map photo.png --classify variance --block 8 -o map.png\n  akm map photo.akm --full -o map.png\n',
    )
    .action(async (input: string, flags: MapFlags) => {
      const { runMap } = await import('./commands/map.js');
      await runMap(input, flags);
    });
}

function addVerify(program: Command): void {
  program
    .command('verify')
    .summary('check that an .akm file is whole and valid')
    .description(
      'Decodes an .akm file without writing anything; exits with 1 and a reason when it is not whole and valid.',
    )
    .argument('<file.akm>', 'input file; - for standard input')
    .addHelpText('after', '\nExamples:\n  akm verify photo.akm\n')
    .action(async (input: string, flags: CommonFlags) => {
      const { runVerify } = await import('./commands/verify.js');
      await runVerify(input, flags);
    });
}

function addStudy(program: Command): void {
  const S = STUDY_DEFAULTS;
  program
    .command('study')
    .summary("repeat the study's experiment on pictures, as a page with tables and charts")
    .description(
      'Encodes pictures by regular k-means, by eigenvalue-, variance- and gradient-enhanced compression, and at the ' +
        "encoder's defaults, and writes a page (index.html) with the pictures, tables and charts, results.csv, " +
        'results.json, and all files. Needs ECharts: npm install echarts.',
    )
    .argument('<picture...>', 'pictures; several get a subfolder each, and an overview')
    .addOption(new Option('-o, --out-dir <folder>', 'folder for the results').makeOptionMandatory())
    .addOption(
      new Option('--k1 <list>', `colours of low-detail blocks (default ${S.k1.join(',')})`).argParser(parseWholes),
    )
    .addOption(new Option('-k, --k2 <n>', `colours of high-detail blocks (default ${S.k2})`).argParser(parseWhole))
    .addOption(new Option('--block <side>', `block side in pixels (default ${S.block})`).argParser(parseWhole))
    .addOption(
      new Option('--qualities <list>', `qualities of the defaults (default ${S.qualities.join(',')})`).argParser(
        parseWholes,
      ),
    )
    .addOption(new Option('-e, --effort <1..9>', `1 = fast, 9 = small (default ${D.effort})`).argParser(parseWhole))
    .addOption(
      new Option('-j, --jobs <n>', 'encodings at a time; the results are the same (default: by processors)').argParser(
        parseWhole,
      ),
    )
    .addOption(new Option('-f, --force', 'replace the results of an earlier study; other files are never deleted'))
    .addHelpText(
      'after',
      `
Examples:
  akm study photo.png --out-dir study
  akm study a.png b.jpg --out-dir study --k1 16,32,64 --k2 128 --block 8
`,
    )
    .action(async (inputs: string[], flags: StudyFlags) => {
      const { runStudy } = await import('./commands/study.js');
      await runStudy(inputs, flags);
    });
}

/** Whole numbers between commas. */
function parseWholes(text: string): number[] {
  if (!/^\d+(,\d+)*$/.test(text)) throw new InvalidArgumentError('Expected whole numbers between commas: 32,64,128.');
  return text.split(',').map(Number);
}
