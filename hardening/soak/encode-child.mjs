/** Encodes the set, and prints the SHA-256 of each file. Arguments: cases, threads (0: the synchronous encoder). */

import { createHash } from 'node:crypto';
import { encode, encodeAsync } from '../../dist/encode/index.js';
import { EncodePool } from '../../dist/node/encode-pool.js';
import { encodeSet } from './encode-set.mjs';

const [count, threads] = process.argv.slice(2).map(Number);
const executor = threads > 1 ? new EncodePool(threads) : undefined;
const hashes = [];
for (const { image, options } of encodeSet(count)) {
  const bytes = threads === 0 ? encode(image, options) : await encodeAsync(image, { ...options, executor });
  hashes.push(createHash('sha256').update(bytes).digest('hex'));
}
await executor?.close();
console.log(JSON.stringify(hashes));
