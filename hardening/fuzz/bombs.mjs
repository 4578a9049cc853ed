/** Small files that claim to be huge. */

import { deflateSync } from 'node:zlib';
import { makePlan, varint, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { measureCall } from '../lib/measured-child.mjs';
import { markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { VECTORS } from '../lib/vectors.mjs';

const MAX_MILLISECONDS = 50;
const MAX_BYTES = 8 * 2 ** 20;
/** A bitmap inflates 1032 times, and each of its bytes stands for eight blocks: to read it takes more. */
const MAX_BITMAP_MILLISECONDS = 2500;
const MAX_BITMAP_BYTES = 48 * 2 ** 20;

/** A file of one pixel, valid except for the given fields. */
function fileWith(fields) {
  const picture = {
    ...{ width: 1, height: 1, block: 1, k1: 0, k2: 1, strip: 0, band: 1, alpha: false },
    ...{ map: [1], palette1: [], palette2: [[9, 9, 9, 255]], chunks: [], zlib: ZLIB.best },
  };
  return writePlan({ ...makePlan(picture, [{ low: [], high: [0] }]), ...fields }).bytes;
}

/** A zlib stream that inflates to a gigabyte: the middle of 32 MiB of zeros, 32 times over. */
function endlessStream() {
  const size = 2 ** 25;
  const zeros = deflateSync(Buffer.alloc(size), { level: 9 });
  const half = deflateSync(Buffer.alloc(size), { level: 9, finishFlush: 2 });
  // Without its header, a stream that ends in a flush continues with the next one. Only the last one has an end.
  const parts = Array.from({ length: 31 }, (_, i) => half.subarray(i === 0 ? 0 : 2));
  return Buffer.concat([...parts, zeros.subarray(2)]);
}

/** Blocks of a picture of 268 megapixels whose width or height is 1. */
const MOST_BLOCKS = 134201344;

/** Two palettes, packed, and a bitmap of millions of blocks, of which the last one is low: enough rows for seconds of work. */
function longBitmap(dimensions) {
  const bitmap = Buffer.alloc(MOST_BLOCKS / 8, 0xff);
  bitmap[bitmap.length - 1] = 0x7f;
  const table = [...deflateSync(Buffer.concat([bitmap, Buffer.of(1, 1, 1, 9, 9, 9)]), { level: 9 })];
  return fileWith({ ...dimensions, k1: 1, flags: 12, table, bands: [{ low: ZLIB.best([0]), high: ZLIB.best([0]) }] });
}

/** A mesh of one level in all blocks of a picture, a bitmap of `blocks` blocks, and a band with a mesh of a few bytes. */
function meshWith(blocks, fields, band) {
  const bitmap = Buffer.alloc(Math.ceil(blocks / 8), 0xff);
  if (blocks % 8 > 0) bitmap[bitmap.length - 1] = 2 ** (blocks % 8) - 1;
  const table = [...deflateSync(Buffer.concat([bitmap, Buffer.of(9, 9, 9)]), { level: 9 })];
  const bands = [{ lowContent: [], highContent: [], meshContent: [4, 0, 0, 0, 0, 53, 53, 53, 53], ...band }];
  return fileWith({ mesh: 1 + 8, steps: [16, 16], table, bands, ...fields });
}

/** `[name, bytes, options]` of each bomb. */
function makeBombs() {
  const endless = [...endlessStream()];
  const most = { maxPixels: 2 ** 30 };
  const pixels = { width: 100, height: 100, block: 8 };
  const scaled = { flags: 16, scale: [0xff, 0] };
  return [
    ['a header of 65535 x 65535, one palette', fileWith({ width: 65535, height: 65535 }), {}],
    ['the same, two palettes', fileWith({ width: 65535, height: 65535, k1: 1 }), {}],
    ['the same, the limit at its highest', fileWith({ width: 65535, height: 65535, block: 8 }), most],
    ['a header of 16383 x 16383, within the limit', fileWith({ width: 16383, height: 16383, block: 8, band: 64 }), {}],
    ['the same within the limit, packed', fileWith({ width: 16383, height: 16383, block: 8, band: 64, flags: 8 }), {}],
    [
      '268402689 x 1 within the limit, packed in strips of one pixel',
      fileWith({ width: 268402689, strip: 1, flags: 8 }),
      {},
    ],
    [
      'a bitmap of 134 million blocks in one row, packed in strips of one pixel',
      longBitmap({ width: 2 * MOST_BLOCKS, strip: 1 }),
      {},
    ],
    [
      'a bitmap of 134 million blocks in one column, packed',
      longBitmap({ height: 2 * MOST_BLOCKS, band: MOST_BLOCKS }),
      {},
    ],
    [
      '16383 x 16383 within the limit, a scale of 16 x 16',
      fileWith({ ...scaled, width: 16383, height: 16383, block: 8, band: 4 }),
      {},
    ],
    [
      'a header of 32767 x 32767, the limit at its highest',
      fileWith({ width: 32767, height: 32767, block: 8, band: 128 }),
      most,
    ],
    [
      'a plane of 10,000 pixels that inflates to 1 GiB',
      fileWith({ ...pixels, bands: [{ lowContent: [], high: endless }] }),
      {},
    ],
    [
      '16383 x 16383 within the limit, a mesh of few bytes',
      meshWith(4096, { width: 16383, height: 16383, block: 8, band: 64 }, {}),
      {},
    ],
    [
      '16383 x 16383 within the limit, a mesh of few bytes that claims enough',
      meshWith(4096, { width: 16383, height: 16383, block: 8, band: 64 }, { meshLength: 2 ** 28 }),
      {},
    ],
    [
      'a bitmap of 134 million blocks of a mesh',
      meshWith(MOST_BLOCKS, { width: 2 * MOST_BLOCKS }, { meshLength: 2 ** 28 }),
      {},
    ],
    ['a plane of a mesh that inflates to 1 GiB', meshWith(1, { width: 2, height: 2 }, { mesh: endless }), {}],
    ['a table that inflates to 1 GiB', fileWith({ table: endless }), {}],
    [
      'a profile of 9 bytes that inflates to 1 GiB',
      fileWith({ chunks: [{ type: 'icc ', data: [...varint(9), ...endless] }] }),
      {},
    ],
  ];
}

/** The functions that read a bomb. */
const READERS = [
  { module: 'decode/index.js', name: 'decode' },
  { module: 'node/index.js', name: 'decode' },
  { module: 'decode/index.js', name: 'readInfo' },
  { module: 'node/index.js', name: 'salvage' },
];
const METADATA_READERS = [
  { module: 'decode/index.js', name: 'readMetadata' },
  { module: 'node/index.js', name: 'readMetadata' },
];

function readersOf(name, isShort) {
  if (name.includes('profile')) return METADATA_READERS;
  if (isShort) return READERS.slice(0, 1);
  // readInfo does not see faults behind the prefix.
  return /plane|bitmap|within|x 32767/.test(name) ? READERS.filter((reader) => reader.name !== 'readInfo') : READERS;
}

function tryBombs(at, isShort) {
  return makeBombs().flatMap(([name, bytes, options]) =>
    readersOf(name, isShort).map((reader) => {
      const file = at('bomb.akm', bytes);
      const call = measureCall({ ...reader, file, options, warmUp: `${VECTORS}valid/chunk-icc.akm` });
      const isRefused = call.outcome === 'LimitError' || call.outcome === 'FormatError';
      const isBitmap = name.includes('bitmap');
      const isQuick = call.milliseconds < (isBitmap ? MAX_BITMAP_MILLISECONDS : MAX_MILLISECONDS);
      const holds = isRefused && isQuick && call.grownBytes < (isBitmap ? MAX_BITMAP_BYTES : MAX_BYTES);
      return { what: name, size: bytes.length, by: `${reader.module.split('/')[0]}: ${reader.name}`, holds, ...call };
    }),
  );
}

/** @type {import('../lib/parts.mjs').Part} */
export const bombs = {
  name: 'bombs',
  promise: 'A header that claims 65535 x 65535 in 100 bytes, and a plane that inflates without end, are refused',
  asked:
    'in less than 50 ms, with less than 8 MiB, a bitmap of 134 million blocks in less than 2.5 s and 48 MiB; inflating stops ' +
    'within one chunk of the expected length',
  run: ({ short }) =>
    withScratch((at) => {
      const calls = tryBombs(at, short);
      const slowest = Math.max(...calls.map(({ milliseconds }) => milliseconds));
      const largest = Math.max(...calls.map(({ grownBytes }) => grownBytes));
      return {
        reached:
          `${calls.length} calls, at most ${slowest.toFixed(1)} ms and ${(largest / 2 ** 20).toFixed(1)} MiB over the ` +
          'process before the call',
        holds: calls.every(({ holds }) => holds),
        lines: markdownTable(
          ['file', 'bytes', 'read by', 'outcome', 'ms', 'MiB'],
          calls.map(({ what, size, by, outcome, milliseconds, grownBytes }) => [
            ...[what, String(size), by, outcome],
            ...[milliseconds.toFixed(1), (grownBytes / 2 ** 20).toFixed(1)],
          ]),
        ),
      };
    }),
};
