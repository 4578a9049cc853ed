/** The grammar that commands with many inputs share. */

import { type Command, InvalidArgumentError, Option } from 'commander';
import { parseAmount, parseWhole } from './flags.js';

/** What their helps say. */
export const MANY_HELP = `
Several inputs make a batch. Quoted patterns (*, ?, [a-z], {a,b}, and ** for folders) are expanded here too; a file that has
such a name itself is that file. One bad input does not stop the rest; each failure is named with its reason. Inputs that
would all be written to one output fail, each of them. Names that are not UTF-8 are refused. Names that begin with a dot, and
links to folders, are passed over in folders and patterns. With --json each input is a line, in the order of the inputs, and
a last line with "status": "summary" has the sums.
`;

export const outDirFlag = () =>
  new Option('--out-dir <folder>', "write into this folder, mirroring the tree below each input's folder");

export const keepExtensionFlag = (example: string) =>
  new Option('--keep-extension', `name outputs after the whole name of their inputs: ${example}`);

export const skipExistingFlag = () =>
  new Option(
    '--skip-existing',
    'leave an output alone that is whole and newer than its input; others are replaced only with --force',
  );

/** Adds the flags of every command with many inputs. */
export function addBatchFlags(command: Command, extensions: string): void {
  command
    .addOption(new Option('-r, --recursive', 'take the files in folders and below'))
    .addOption(
      new Option('--ext <list>', `extensions that count in folders (default ${extensions})`).argParser(parseExtensions),
    )
    .addOption(new Option('-j, --jobs <n>', 'inputs at a time (default: by processors)').argParser(parseWhole))
    .addOption(
      new Option(
        '--pixels-in-flight <n>',
        'pixels of all inputs under way, which bounds memory; a larger one is done alone (default 32M, about 2 GB)',
      ).argParser(parseAmount),
    )
    .addOption(new Option('--dry-run', 'say what would be done, and write nothing'));
}

/** Extensions between commas, with or without their dots. */
function parseExtensions(text: string): string[] {
  const extensions = text.split(',').map((each) => each.trim().replace(/^\./, '').toLowerCase());
  if (extensions.some((each) => !/^[^./\\\s]+$/.test(each))) {
    throw new InvalidArgumentError('Expected extensions between commas: png,jpg.');
  }
  return extensions;
}
