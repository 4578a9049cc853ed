/** `akm verify`: whether an AKM file is whole and valid, down to its last pixel. */

import type { FileCommand } from '../command.js';
import { BATCH_NOTES, batchOptions, MAX_METADATA_OPTION } from '../grammar.js';

export const verifyCommand: FileCommand = {
  name: 'verify',
  verb: 'verify',
  participle: 'valid',
  gives: 'verdict',
  extensions: ['akm'],
  grammar: {
    summary: 'check that .akm files are whole and valid',
    description:
      'Decodes .akm files without writing anything. Prints a reason for each file that is not whole and valid; the exit ' +
      'code is 1 then.',
    args: [['<file.akm...>', 'files, folders (with -r) or quoted patterns; - for standard input']],
    options: [MAX_METADATA_OPTION, ...batchOptions(['akm'])],
    notes: `${BATCH_NOTES}\nExamples:\n  akm verify photo.akm\n  akm verify -r out -j 4\n`,
  },
  reads: (inputs) => inputs,
  writes: () => [],
  run: async (call) => (await import('../run.js')).runFileCommand(verifyCommand, call),
  load: async () => (await import('../work/decode.js')).verifyWork,
};
