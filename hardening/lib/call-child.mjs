/** Makes the call that its argument describes, and prints the result; see `measured-child.mjs`. */

import { readFileSync } from 'node:fs';
import { peakBytes } from './peak.mjs';

const { module, name, file, options, warmUp } = JSON.parse(process.argv[2]);
const { [name]: run } = await import(new URL(`../../dist/${module}`, import.meta.url).href);
if (warmUp !== undefined) run(readFileSync(warmUp), options);

const bytes = readFileSync(file);
const before = peakBytes();
const start = performance.now();
const cpuStart = process.cpuUsage();
let outcome = 'done';
let message = '';
try {
  run(bytes, options);
} catch (error) {
  outcome = error.constructor.name;
  message = error.message;
}
// On a busy machine the processor's time is more accurate. With threads of the engine at work, the clock's time is.
const { user, system } = process.cpuUsage(cpuStart);
const milliseconds = Math.min(performance.now() - start, (user + system) / 1000);
console.log(
  JSON.stringify({ outcome, message, milliseconds, peakBytes: peakBytes(), grownBytes: peakBytes() - before }),
);
