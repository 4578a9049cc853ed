/** `akm study`: the experiment of the study that this codec grew from, on any picture, as a page with its files. */

import { STUDY_DEFAULTS } from '../../apps/study/defaults.js';
import { ENCODE_DEFAULTS } from '../../encode/defaults.js';
import type { Command } from '../command.js';
import { option, STRICT_OPTION, WHOLE, WHOLES } from '../grammar.js';
import type { StudyFlags } from '../work/study.js';

const D = STUDY_DEFAULTS;

export const studyCommand: Command<StudyFlags> = {
  name: 'study',
  grammar: {
    summary: "repeat the study's experiment on pictures, as a page with tables and charts",
    description:
      'Encodes pictures by regular k-means, by eigenvalue-, variance- and gradient-enhanced compression, and with the ' +
      'defaults of the encoder. Writes a page (index.html) with the pictures, tables and charts, results.csv, ' +
      'results.json, and all files.',
    args: [['<picture...>', 'pictures; several get a subfolder each, and an overview']],
    options: [
      { names: '-o, --out-dir <folder>', help: 'folder for the results', isRequired: true },
      option('--k1 <list>', `colours for low-detail blocks (default ${D.k1.join(',')})`, WHOLES),
      option('-k, --k2 <n>', `colours for high-detail blocks (default ${D.k2})`, WHOLE),
      option('--block <side>', `side of the blocks in pixels (default ${D.block})`, WHOLE),
      option(
        '--qualities <list>',
        `qualities to encode with the other defaults (default ${D.qualities.join(',')})`,
        WHOLES,
      ),
      option('-e, --effort <1..9>', `1 = fast, 9 = small (default ${ENCODE_DEFAULTS.effort})`, WHOLE),
      option('-j, --jobs <n>', 'encodings at a time; they do not change the results (default: by processors)', WHOLE),
      STRICT_OPTION,
      option('-f, --force', 'replace the results of an earlier study; other files are never deleted'),
    ],
    notes: `
Examples:
  akm study photo.png --out-dir study
  akm study a.png b.jpg --out-dir study --k1 16,32,64 --k2 128 --block 8
`,
  },
  reads: (pictures) => pictures,
  writes: (_, { outDir }) => [outDir],
  run: async (call) => (await import('../work/study.js')).runStudy(call),
};
