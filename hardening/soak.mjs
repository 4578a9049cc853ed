// npm run soak: memory, leaks, and the same bytes everywhere. See --help.
import { runCommand } from './lib/parts.mjs';
import { cycles } from './soak/cycles.mjs';
import { memory } from './soak/memory.mjs';
import { sameBytes } from './soak/same-bytes.mjs';
import { view } from './soak/view.mjs';

await runCommand({
  command: 'soak',
  about:
    'Holds the codec to its bounds of memory over sizes and over time, to the same bytes on every engine, and the studio to its service.',
  parts: [memory, cycles, sameBytes, view],
});
