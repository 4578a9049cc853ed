/** Has a process print its peak resident memory in bytes when it ends, as the last line of its errors: for `node --import`. */

import { writeSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';
import { peakBytes } from '../lib/peak.mjs';

if (isMainThread) process.on('exit', () => writeSync(2, `\n${peakBytes()}\n`));
