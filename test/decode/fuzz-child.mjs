/**
 * The fuzzer, in a process of its own that its parent can end: a loop without end can't be stopped from within.
 *
 * Arguments: the decoder's module, its folder of valid vectors, runs, seed, and `loop` to plant such a loop.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { fuzz } from './mutate.mjs';

const [modulePath, folder, runs, seed, plant] = process.argv.slice(2);
const { AkmError, decode, inflateWithPako } = await import(pathToFileURL(modulePath).href);

const inflateForEver = () => {
  for (;;);
};
const options = { maxPixels: 1 << 20, inflate: plant === 'loop' ? inflateForEver : inflateWithPako };
const valid = readdirSync(folder)
  .sort()
  .map((name) => readFileSync(`${folder}/${name}`))
  .filter((bytes) => bytes.length < 400);
const isExpected = (error) => error instanceof AkmError && error.code !== 'option';
const counts = fuzz((bytes) => decode(bytes, options), isExpected, valid, Number(runs), Number(seed));
console.log(JSON.stringify(counts));
