/** Makes the call that its argument describes, and prints what came of it; see `measured-child.mjs`. */

import { readFileSync } from 'node:fs';

const { module, name, file, options, warmUp } = JSON.parse(process.argv[2]);
const { [name]: run } = await import(new URL(`../../dist/${module}`, import.meta.url).href);
if (warmUp !== undefined) run(readFileSync(warmUp), options);

const bytes = readFileSync(file);
const peak = () => process.resourceUsage().maxRSS * 1024;
const before = peak();
const start = performance.now();
let outcome = 'done';
let message = '';
try {
  run(bytes, options);
} catch (error) {
  outcome = error.constructor.name;
  message = error.message;
}
const milliseconds = performance.now() - start;
console.log(JSON.stringify({ outcome, message, milliseconds, peakBytes: peak(), grownBytes: peak() - before }));
