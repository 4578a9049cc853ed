// npm run fuzz: the effects of hostile and damaged files on a reader. See --help.
import { bombs } from './fuzz/bombs.mjs';
import { changes } from './fuzz/changes.mjs';
import { ends } from './fuzz/ends.mjs';
import { independent } from './fuzz/independent.mjs';
import { mutants } from './fuzz/mutants.mjs';
import { pictures } from './fuzz/pictures.mjs';
import { runCommand } from './lib/parts.mjs';

await runCommand({
  command: 'fuzz',
  about: 'Holds the decoder and the readers of pictures against damaged and hostile files.',
  parts: [mutants, changes, ends, bombs, pictures, independent],
});
