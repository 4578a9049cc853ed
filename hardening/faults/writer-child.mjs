/** Writes one file again and again, so that a kill arrives in the middle of a write. Arguments: file, output. */

import { readFileSync } from 'node:fs';
import { saveBytes } from '../../dist/node/index.js';

const [file, output] = process.argv.slice(2);
const bytes = readFileSync(file);
console.log('begins');
for (;;) saveBytes(output, bytes, { force: true });
