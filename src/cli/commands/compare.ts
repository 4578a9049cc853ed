/** `akm compare`: how far two pictures are apart, in figures and as a heat map. */

import type { Command } from '../command.js';
import { DECIMAL, FORCE_OPTION, option, STRICT_OPTION } from '../grammar.js';
import type { CompareFlags } from '../work/compare.js';

export const compareCommand: Command<CompareFlags> = {
  name: 'compare',
  grammar: {
    summary: 'measure the difference of two pictures',
    description: "Measures MSE, PSNR, SSIM, the study's SSIM and the largest error between two pictures of any format.",
    args: [
      ['<a>', 'a picture or .akm file; - for standard input'],
      ['<b>', 'another one of the same size'],
    ],
    options: [
      STRICT_OPTION,
      option('--heatmap <file>', 'draw the error of each pixel'),
      option(
        '--heatmap-max <error>',
        'error that gets the brightest colour, up to 255 (default: the largest error)',
        DECIMAL,
      ),
      FORCE_OPTION,
    ],
    notes: `
A heat map shows the error of each pixel, which is the root mean square over R, G and B (0..255). The scale is linear, from
black (equal) over purple and orange to pale yellow. Use --heatmap-max to draw several pictures on one scale.

Pixels are compared as they look over black and over white. Pixels may differ in a byte but look the same, such as colours
under full transparency. A line of the output counts them, and unseenDifferences in the JSON object.

Examples:
  akm compare photo.png photo.akm
  akm compare a.png b.jpg --json
  akm compare photo.png photo.akm --heatmap error.png --heatmap-max 32
`,
  },
  reads: (pictures) => pictures,
  writes: (_, { heatmap }) => [heatmap],
  run: async (call) => (await import('../work/compare.js')).runCompare(call),
};
