/** Peak memory of decoding, by the size of the picture and by the shape of the file. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { encode } from '../../dist/node/index.js';
import { markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { VECTORS } from '../lib/vectors.mjs';
import { makeShapes, writeShape } from './shapes.mjs';

const CHILD = fileURLToPath(new URL('./decode-child.mjs', import.meta.url));
const PRINT_PEAK = new URL('./print-peak.mjs', import.meta.url).href;
const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));
const SHORT_SCALE = 1 / 8;
const SIDES = [1000, 2000, 4000, 8000];
const SHORT_SIDES = [1000];
const BYTES_A_PIXEL = 4;
const ALLOWANCE = 16 * 2 ** 20;
const MEBIBYTE = 2 ** 20;

/** Pictures that stress different parts: two palettes, planes of two bytes an index, many bands. */
const KINDS = [
  { name: 'two palettes', options: { k1: 32, k2: 64, block: 16 } },
  { name: 'two bytes an index', options: { k1: 0, k2: 300, classify: 'none' } },
];

/** Soft gradients with grain, of more than 300 colours. */
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

function measureKind({ name, options }, sides, at, say, startUps) {
  return sides.flatMap((side) => {
    const file = at('large.akm', encode(paint(side), { ...options, effort: 1 }));
    say(`  memory: ${name}, ${side} x ${side}`);
    return ['decode', 'node'].map((entry) => {
      const module = `${entry}/index.js`;
      const startUp = startUps[`akm/${entry}`];
      const over = measurePeak(module, file) - startUp;
      const allowed = side * side * BYTES_A_PIXEL + ALLOWANCE;
      return { what: `${name}, akm/${entry}`, megapixels: (side * side) / 1e6, startUp, over, allowed };
    });
  });
}

/** Bytes a pixel of a mesh with the finest cells: its values, its cells, and what is stored. */
const MESH_BYTES = 3;

/** Bytes that the planes of a file's largest band may inflate to, and those of its mesh. */
function bandBytes({ width, height, blockLog2, bandBlockRows, k1, k2, mesh }) {
  const pixels = width * Math.min(bandBlockRows * 2 ** blockLog2, height);
  return pixels * ((Math.max(k1, k2) > 256 ? 2 : 1) + (mesh === undefined ? 0 : MESH_BYTES));
}

/** Valid files of the worst shapes, by both decoders and by the commands that read a whole file. */
function measureShape(shape, at, say, startUps) {
  const bytes = writeShape(shape);
  const file = at('shape.akm', bytes);
  say(`  memory: ${shape.name}`);
  const { width, height } = shape.header;
  const allowed = bytes.length + width * height * BYTES_A_PIXEL + bandBytes(shape.header) + ALLOWANCE;
  return Object.entries(WAYS).map(([way, measure]) => {
    const over = measure(file) - startUps[way];
    return { what: `${shape.name}: ${way}`, megapixels: (width * height) / 1e6, startUp: startUps[way], over, allowed };
  });
}

/** Peak resident bytes by each way to read a file. */
const WAYS = {
  'akm/decode': (file) => measurePeak('decode/index.js', file),
  'akm/node': (file) => measurePeak('node/index.js', file),
  'akm verify': (file) => measureCommand('verify', file),
  'akm info': (file) => measureCommand('info', file),
};

/** Peak resident bytes of the command line. */
function measureCommand(command, file) {
  const { status, stderr } = spawnSync(process.execPath, ['--import', PRINT_PEAK, MAIN, command, file], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  if (status !== 0) throw new Error(stderr);
  return Number(stderr.trimEnd().split('\n').at(-1));
}

/** Memory of each way without a picture. Commands read a large picture in a thread, which is a part of their start-up. */
function measureStartUps(at) {
  const pixel = `${VECTORS}valid/pixel.akm`;
  const side = 1024;
  const flat = { name: 'flat', header: { ...FLAT, width: side, height: side }, highShare: 1, isFlat: true };
  const large = at('flat.akm', writeShape(flat));
  return Object.fromEntries(
    Object.entries(WAYS).map(([way, measure]) =>
      way.startsWith('akm/')
        ? [way, measure(pixel)]
        : [way, measure(large) - (way === 'akm verify' ? side * side * BYTES_A_PIXEL : 0)],
    ),
  );
}

const FLAT = {
  alpha: false,
  blockLog2: 8,
  k1: 0,
  k2: 1,
  stripWidth: 0,
  bandBlockRows: 4,
  mesh: undefined,
};

/** @type {import('../lib/parts.mjs').Part} */
export const memory = {
  name: 'memory',
  promise: 'Memory of decoding',
  asked:
    'at most start-up + 4 bytes a pixel + 16 MiB, at 1, 4, 16 and 64 megapixels; for files of any shape, those of the largest number of bands, chunks and blocks among them, also the file and what the planes of its largest band inflate to',
  run: ({ short, say }) =>
    withScratch((at) => {
      const sides = short ? SHORT_SIDES : SIDES;
      const shapes = short ? makeShapes(SHORT_SCALE).slice(0, 3) : makeShapes(1);
      const startUps = measureStartUps(at);
      const results = [
        ...KINDS.flatMap((kind) => measureKind(kind, sides, at, say, startUps)),
        ...shapes.flatMap((shape) => measureShape(shape, at, say, startUps)),
      ];
      const rests = results.map(({ over, allowed }) => over - allowed + ALLOWANCE);
      return {
        reached: `at most ${(Math.max(...rests) / MEBIBYTE).toFixed(1)} MiB in place of the 16, in ${results.length} measurements`,
        holds: results.every(({ over, allowed }) => over <= allowed),
        lines: markdownTable(
          ['picture, decoder', 'megapixels', 'start-up, MiB', 'over it, MiB', 'allowed, MiB'],
          results.map(({ what, megapixels, startUp, over, allowed }) => [
            ...[what, megapixels < 0.1 ? String(megapixels) : String(Number(megapixels.toFixed(1)))],
            ...[startUp, over, allowed].map((bytes) => (bytes / MEBIBYTE).toFixed(1)),
          ]),
        ),
      };
    }),
};
