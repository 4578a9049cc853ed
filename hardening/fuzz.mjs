// npm run fuzz: what hostile and damaged files can do to a reader. See --help.
import { mutants } from './fuzz/mutants.mjs';
import { runCommand } from './lib/parts.mjs';

await runCommand({
  command: 'fuzz',
  about: 'Holds the decoder and the readers of pictures against damaged and hostile files.',
  parts: [mutants],
});
