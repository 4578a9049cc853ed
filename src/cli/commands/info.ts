/** `akm info`: what an AKM file holds, in figures and as a picture of its palettes. */

import type { FileCommand } from '../command.js';
import { BATCH_NOTES, batchOptions, FORCE_OPTION, MAX_METADATA_OPTION, option } from '../grammar.js';
import type { InfoFlags } from '../work/info.js';

export const infoCommand: FileCommand<InfoFlags> = {
  name: 'info',
  verb: 'show',
  participle: 'shown',
  gives: 'text',
  extensions: ['akm'],
  grammar: {
    summary: 'show what .akm files hold',
    description: 'Shows the header, palettes, blocks, mesh and bytes by section of .akm files.',
    args: [['<file.akm...>', 'files, folders (with -r) or quoted patterns; - for standard input']],
    options: [
      option(
        '--palette <file>',
        'draw the palettes as they are stored: a swatch for each entry, with the number of pixels that use it',
      ),
      MAX_METADATA_OPTION,
      option(
        '--counts',
        'count the pixels that use each entry, and those of the mesh (in --json: lowCounts, highCounts, meshPixels)',
      ),
      FORCE_OPTION,
      ...batchOptions(['akm']),
    ],
    notes: `${BATCH_NOTES}
Examples:
  akm info photo.akm
  akm info photo.akm --json --counts
  akm info photo.akm --palette palettes.png
  akm info -r out --json
`,
  },
  reads: (inputs) => inputs,
  writes: (_, { palette }) => [palette],
  run: async (call) => (await import('../run.js')).runFileCommand(infoCommand, call),
  load: async () => (await import('../work/info.js')).infoWork,
};
