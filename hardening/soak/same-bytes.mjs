/** The same picture and options give the same bytes, however many threads work, and on every engine. */

import { execFile, execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { encodeInBrowser, findBrowser } from './browser.mjs';

const CHILD = fileURLToPath(new URL('./encode-child.mjs', import.meta.url));
const FULL = 200;
const SHORT = 6;

/** SHA-256 of each file of the set as a process of Node makes it. `AKM_NODES` names further binaries, with colons between. */
async function encodeInNode(count, threads, flags = [], node = process.execPath) {
  const { stdout } = await promisify(execFile)(node, [...flags, CHILD, String(count), String(threads)], {
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(stdout);
}

/** `[name, make]` of each way to encode the set; the first is the reference for the others. */
function waysToEncode(count, short, at) {
  const ways = [
    ['synchronous', () => encodeInNode(count, 0)],
    ['asynchronous', () => encodeInNode(count, 1)],
    ['2 threads', () => encodeInNode(count, 2)],
    ['8 threads', () => encodeInNode(count, 8)],
  ];
  if (short) return ways.slice(0, 3);
  ways.push(['--jitless', () => encodeInNode(count, 0, ['--jitless'])]);
  for (const node of (process.env.AKM_NODES ?? '').split(':').filter(Boolean)) {
    const version = execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();
    ways.push([`Node ${version}`, () => encodeInNode(count, 0, [], node)]);
  }
  const browser = findBrowser();
  ways.push([browser ?? 'Chromium', browser ? () => encodeInBrowser(browser, count, at) : undefined]);
  return ways;
}

/** @type {import('../lib/parts.mjs').Part} */
export const sameBytes = {
  name: 'same-bytes',
  promise: 'The same bytes everywhere',
  asked: 'SHA-256 of 200 encodes equal at 1, 2 and 8 workers, with --jitless, and in headless Chromium',
  run: ({ short, say, count = short ? SHORT : FULL }) =>
    withScratch(async (at) => {
      const rows = [];
      let first;
      for (const [name, make] of waysToEncode(count, short, at)) {
        say(`  same-bytes: ${name}`);
        if (make === undefined) {
          rows.push({ name, told: 'skipped: not installed', holds: true });
          continue;
        }
        const hashes = await make();
        first ??= hashes;
        const different = hashes.filter((hash, i) => hash !== first[i]).length;
        const holds = different === 0 && hashes.length === count;
        rows.push({ name, told: holds ? 'the same' : `${different} of ${hashes.length} differ`, holds });
      }
      const all = createHash('sha256').update(first.join('')).digest('hex');
      return {
        reached: `${new Set(first).size} different files of ${count} encodes, ${rows.map(({ name, told }) => `${name}: ${told}`).join('; ')}`,
        holds: rows.every(({ holds }) => holds),
        lines: [
          `SHA-256 of all: ${all}`,
          '',
          ...markdownTable(
            ['encoded by', 'files'],
            rows.map(({ name, told }) => [name, told]),
          ),
        ],
      };
    }),
};
