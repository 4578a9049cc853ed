/** The command line's grammar: commands, flags, help. The work itself is loaded when a command runs. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { STUDY_DEFAULTS } from '../apps/study/defaults.js';
import { ENCODE_DEFAULTS, MAP_DEFAULTS } from '../encode/defaults.js';
import type { BatchFlags } from './batch/flags.js';
import { addBatchFlags, keepExtensionFlag, MANY_HELP, outDirFlag, skipExistingFlag } from './batch-grammar.js';
import type { CompareFlags } from './commands/compare.js';
import type { DecodeFlags } from './commands/decode.js';
import type { InfoFlags } from './commands/info.js';
import type { MapFlags } from './commands/map.js';
import type { StudyFlags } from './commands/study.js';
import { addEncode } from './encode-grammar.js';
import { noteFlags } from './flag-names.js';
import {
  debugFlag,
  forceFlag,
  jsonFlag,
  maxBytesFlag,
  maxMetadataFlag,
  maxPixelsFlag,
  outputFlag,
  parseDecimal,
  parseWhole,
  quietFlag,
  strictFlag,
} from './flags.js';
import type { Session } from './session.js';
import { addView } from './view-grammar.js';

const D = ENCODE_DEFAULTS;
const MEASURES = ['eigen', 'variance', 'gradient'];

/** Builds the program; its actions run the commands. */
export function makeProgram(version: string, session: Session): Command {
  const program = new Command('akm')
    .description('Adaptive k-means image codec: few colours where a picture has little detail, more where it has much.')
    .version(version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'print the help of a command')
    .exitOverride()
    .addHelpText('after', HELP);
  addEncode(program, session);
  addDecode(program, session);
  addInfo(program, session);
  addCompare(program);
  addMap(program);
  addVerify(program, session);
  addStudy(program);
  addView(program);
  for (const command of program.commands) {
    addCommonFlags(command);
    noteFlags(command);
  }
  return program;
}

const HELP = `
Pictures are PNG, JPEG, PPM or PGM, told apart by their content; - is standard input or output.
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 target not met. Ctrl-C and SIGTERM end akm by the signal: a shell sees 130 or 143.

Examples:
  akm encode photo.png                    writes photo.akm
  akm decode photo.akm -o back.png
  akm compare photo.png photo.akm
  akm encode -r shots --out-dir out       every picture in shots and below
`;

function addCommonFlags(command: Command): void {
  command
    .addOption(maxPixelsFlag())
    .addOption(maxBytesFlag())
    .addOption(jsonFlag())
    .addOption(quietFlag())
    .addOption(debugFlag());
  command.exitOverride();
}

function addDecode(program: Command, session: Session): void {
  const command = program
    .command('decode')
    .summary('decode .akm files to pictures')
    .description('Decodes .akm files to PNG, JPEG, PPM, PGM or raw RGBA bytes, by the name of the output or --format.')
    .argument('<file.akm...>', 'files, folders (with -r) or quoted patterns; - for standard input')
    .addOption(outputFlag('output file (default: the input with .png; logo.png.akm gives logo.png)'))
    .addOption(forceFlag())
    .addOption(outDirFlag())
    .addOption(keepExtensionFlag('photo.akm.png'))
    .addOption(skipExistingFlag())
    .addOption(
      new Option('--format <format>', 'format, whatever the name says').choices(['png', 'jpeg', 'ppm', 'pgm', 'rgba']),
    )
    .addOption(new Option('--jpeg-quality <1..100>', 'quality of a JPEG (default 90)').argParser(parseWhole))
    .addOption(maxMetadataFlag())
    .addOption(
      new Option('--salvage', 'write the intact bands of a damaged file, transparent elsewhere; exits with 1 then'),
    )
    .addHelpText(
      'after',
      `${MANY_HELP}
Examples:
  akm decode photo.akm -o photo.png
  akm decode photo.akm -o - --format ppm | display
  akm decode -r out --out-dir back --format jpeg -j 4
`,
    )
    .action(async (inputs: string[], flags: DecodeFlags & BatchFlags) => {
      const { runCommand } = await import('./run.js');
      await runCommand('decode', inputs, flags, session);
    });
  addBatchFlags(command, 'akm');
}

function addInfo(program: Command, session: Session): void {
  const command = program
    .command('info')
    .summary('show what .akm files hold')
    .description('Shows the header, palettes, blocks and bytes by section of .akm files.')
    .argument('<file.akm...>', 'files, folders (with -r) or quoted patterns; - for standard input')
    .addOption(
      new Option('--palette <file>', 'draw the palettes as stored: a swatch an entry, with the pixels that use it'),
    )
    .addOption(maxMetadataFlag())
    .addOption(new Option('--counts', 'count the pixels that use each entry (in --json: lowCounts, highCounts)'))
    .addOption(forceFlag())
    .addHelpText(
      'after',
      `${MANY_HELP}
Examples:
  akm info photo.akm
  akm info photo.akm --json --counts
  akm info photo.akm --palette palettes.png
  akm info -r out --json
`,
    )
    .action(async (inputs: string[], flags: InfoFlags & BatchFlags) => {
      const { runCommand } = await import('./run.js');
      await runCommand('info', inputs, flags, session);
    });
  addBatchFlags(command, 'akm');
}

function addCompare(program: Command): void {
  program
    .command('compare')
    .summary('measure how far two pictures are apart')
    .description("Measures MSE, PSNR, SSIM, the study's SSIM and the largest error between two pictures of any format.")
    .argument('<a>', 'a picture or .akm file; - for standard input')
    .argument('<b>', 'another one of the same size')
    .addOption(strictFlag())
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

Pixels count as they look over black and over white. Those that differ in a byte but look the same, such as colours under
full transparency, are named, and counted as unseenDifferences in the JSON object.

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
    .addOption(strictFlag())
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

function addVerify(program: Command, session: Session): void {
  const command = program
    .command('verify')
    .summary('check that .akm files are whole and valid')
    .description(
      'Decodes .akm files without writing anything; exits with 1 and a reason for each that is not whole and valid.',
    )
    .argument('<file.akm...>', 'files, folders (with -r) or quoted patterns; - for standard input')
    .addOption(maxMetadataFlag())
    .addHelpText('after', `${MANY_HELP}\nExamples:\n  akm verify photo.akm\n  akm verify -r out -j 4\n`)
    .action(async (inputs: string[], flags: BatchFlags) => {
      const { runCommand } = await import('./run.js');
      await runCommand('verify', inputs, flags, session);
    });
  addBatchFlags(command, 'akm');
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
    .addOption(strictFlag())
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
