/** Peak memory of decoding, by the size of the picture. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { encode } from '../../dist/node/index.js';
import { markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { VECTORS } from '../lib/vectors.mjs';

const CHILD = fileURLToPath(new URL('./decode-child.mjs', import.meta.url));
const SIDES = [1000, 2000, 4000, 8000];
const SHORT_SIDES = [1000];
const BYTES_A_PIXEL = 4;
const ALLOWANCE = 16 * 2 ** 20;
const MEBIBYTE = 2 ** 20;

/** Pictures that stress different parts: what smoothing keeps, planes of two bytes an index, many bands. */
const KINDS = [
  { name: 'smoothed', options: { k1: 32, k2: 64, block: 16, smooth: 12, smoothPasses: 4 } },
  { name: 'two bytes an index', options: { k1: 0, k2: 300, classify: 'none' } },
];

/** Soft slopes with a grain, over more than 300 colours. */
function paint(side) {
  const data = new Uint8Array(side * side * 4);
  const words = new Uint32Array(data.buffer);
  for (let y = 0, at = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const grain = Math.imul(x * 31 + y * 17, 0x9e3779b1) >>> 30;
      words[at++] = 0xff000000 | ((x >> 4) & 255) | ((((y >> 4) + grain) & 255) << 8) | ((((x + y) >> 5) & 255) << 16);
    }
  }
  return { width: side, height: side, data };
}

/** Peak resident bytes of a process that decodes a file by a module of the build. */
function measurePeak(module, file) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CHILD, module, file], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return Number(stdout);
}

function measureKind({ name, options }, sides, at, say) {
  return sides.flatMap((side) => {
    const file = at('large.akm', encode(paint(side), { ...options, effort: 1 }));
    say(`  memory: ${name}, ${side} x ${side}`);
    return ['decode', 'node'].map((entry) => {
      const module = `${entry}/index.js`;
      const startUp = measurePeak(module, `${VECTORS}valid/pixel.akm`);
      const over = measurePeak(module, file) - startUp;
      const allowed = side * side * BYTES_A_PIXEL + ALLOWANCE;
      return { what: `${name}, akm/${entry}`, megapixels: (side * side) / 1e6, startUp, over, allowed };
    });
  });
}

/** @type {import('../lib/parts.mjs').Part} */
export const memory = {
  name: 'memory',
  promise: 'Memory of decoding',
  asked: 'at most start-up + 4 bytes a pixel + 16 MiB, at 1, 4, 16 and 64 megapixels',
  run: ({ short, say }) =>
    withScratch((at) => {
      const sides = short ? SHORT_SIDES : SIDES;
      const results = KINDS.flatMap((kind) => measureKind(kind, sides, at, say));
      const rests = results.map(({ over, megapixels }) => over - megapixels * 1e6 * BYTES_A_PIXEL);
      return {
        reached: `at most start-up + 4 bytes a pixel + ${(Math.max(...rests) / MEBIBYTE).toFixed(1)} MiB, in ${results.length} measurements`,
        holds: results.every(({ over, allowed }) => over <= allowed),
        lines: markdownTable(
          ['picture, decoder', 'megapixels', 'start-up, MiB', 'over it, MiB', 'allowed, MiB'],
          results.map(({ what, megapixels, startUp, over, allowed }) => [
            ...[what, String(megapixels)],
            ...[startUp, over, allowed].map((bytes) => (bytes / MEBIBYTE).toFixed(1)),
          ]),
        ),
      };
    }),
};
