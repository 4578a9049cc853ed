// npm run faults: what happens to files and users when the machine, the disk or the reader fails. See --help.
import { failures } from './faults/failures.mjs';
import { kill } from './faults/kill.mjs';
import { pipes } from './faults/pipes.mjs';
import { waits } from './faults/waits.mjs';
import { runCommand } from './lib/parts.mjs';

await runCommand({
  command: 'faults',
  about: 'Holds the command line against killed processes, failing file systems, closed pipes and Ctrl-C.',
  parts: [kill, failures, pipes, waits],
});
