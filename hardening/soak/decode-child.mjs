/** Decodes a file, and prints the peak resident memory of its process in bytes. Arguments: module below `dist`, file. */

import { readFileSync } from 'node:fs';
import { peakBytes } from '../lib/peak.mjs';

const { decode } = await import(new URL(`../../dist/${process.argv[2]}`, import.meta.url).href);
decode(readFileSync(process.argv[3]));
console.log(peakBytes());
