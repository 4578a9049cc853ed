// npm run faults: what happens to files and users when the machine, the disk or the reader fails. See --help.
import { failures } from './faults/failures.mjs';
import { inputs } from './faults/inputs.mjs';
import { kill } from './faults/kill.mjs';
import { pipes } from './faults/pipes.mjs';
import { waits } from './faults/waits.mjs';
import { runCommand } from './lib/parts.mjs';

await runCommand({
  command: 'faults',
  about:
    'Holds the command line against killed processes, failing file systems, closed pipes, Ctrl-C, and outputs that are inputs.',
  parts: [kill, failures, pipes, waits, inputs],
});
