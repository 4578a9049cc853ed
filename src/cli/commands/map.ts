/** `akm map`: which blocks are of low and of high detail, as a picture (black = low, gray = low by mesh, white = high). */

import { MAP_DEFAULTS } from '../../encode/defaults.js';
import type { Command } from '../command.js';
import { FORCE_OPTION, option, outputOption, STRICT_OPTION, WHOLE } from '../grammar.js';
import { chooseOutput, replaceExtension } from '../output.js';
import type { MapFlags } from '../work/map.js';

export const mapCommand: Command<MapFlags> = {
  name: 'map',
  grammar: {
    summary: 'draw which blocks are of low and of high detail',
    description:
      'Draws the classes of blocks: those the encoder would begin with, or those of an .akm file. Black = low detail, gray = low detail drawn by a mesh, white = high.',
    args: [['<picture>', 'a picture or .akm file; - for standard input']],
    options: [
      outputOption('output file (default: the input with -map.png)'),
      FORCE_OPTION,
      option('--classify <measure>', `how to sort blocks into low and high detail (default ${MAP_DEFAULTS.classify})`, [
        'eigen',
        'variance',
        'gradient',
      ]),
      option('--block <side>', `side of the blocks in pixels, 2, 4, ... 256 (default ${MAP_DEFAULTS.block})`, WHOLE),
      STRICT_OPTION,
      option('--full', 'draw at the size of the picture instead of a pixel for each block'),
    ],
    notes: `
Examples:
  akm map photo.png --classify variance --block 8 -o map.png
  akm map photo.akm --full -o map.png
`,
  },
  reads: ([input]) => [input],
  writes: ([input], flags) => [chooseOutput(input, flags, (path) => replaceExtension(path, '-map.png'))],
  run: async (call) => (await import('../work/map.js')).runMap(call),
};
