/** Hostile and damaged PNG and JPEG files: refused, or read within bounds, and never with foreign memory as pixels. */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureCall } from '../lib/measured-child.mjs';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { runWatched } from '../lib/watched-child.mjs';
import { loadCase } from './case-file.mjs';
import { hostilePictures } from './hostile-pictures.mjs';

const CHILD = fileURLToPath(new URL('./picture-child.mjs', import.meta.url));
const MAX_MILLISECONDS = 2000;
const MAX_BYTES = 300e6;
/** Additional cost for each byte of a file that is read: its largest inflated size, a pixel for each byte. */
const MILLISECONDS_PER_BYTE = 8e-3;
const BYTES_PER_BYTE = 4 * 1032;
const FULL = 20_000;
const SHORT = 150;

function readHostile(at) {
  return hostilePictures().map(([name, bytes]) => {
    const file = at('hostile', bytes);
    const call = measureCall({ module: 'node/read-picture.js', name: 'readPicture', file });
    const isRefused = /^(Format|Limit|Unsupported)Error$/.test(call.outcome);
    const share = isRefused ? 0 : bytes.length;
    return {
      name,
      size: bytes.length,
      ...call,
      holds:
        (isRefused || call.outcome === 'done') &&
        call.milliseconds < MAX_MILLISECONDS + share * MILLISECONDS_PER_BYTE &&
        call.peakBytes < MAX_BYTES + share * BYTES_PER_BYTE,
    };
  });
}

/** Damaged pictures, in a child that reads each twice. */
async function readDamaged(count, at, { seed, found, say }) {
  const caseFile = at('case');
  const tally = { pictures: 0, read: 0, slowest: 0, peakBytes: 0, sources: 0 };
  const faults = [];
  const onLine = (line) => {
    if (line.fault !== undefined) faults.push(line.fault);
    else Object.assign(tally, line);
  };
  const { status, isHung, stderr } = await runWatched(CHILD, [String(seed), String(count), caseFile], {
    silence: 15_000,
    onLine,
  });
  if (isHung) faults.push('no answer within 15 s');
  else if (status !== 0) faults.push(stderr.trim());
  if (faults.length > 0) {
    mkdirSync(found, { recursive: true });
    const path = join(found, `${seed}-picture`);
    writeFileSync(path, loadCase(caseFile));
    say(`  the last picture read is kept: ${path}`);
  }
  return { ...tally, faults };
}

/** @type {import('../lib/parts.mjs').Part} */
export const pictures = {
  name: 'pictures',
  promise: 'Hostile PNG and JPEG files are refused or bounded',
  asked:
    'less than 2 s and 300 MB each, for a file that is read 8 µs and 4 KiB more a byte, never uninitialised memory as pixels',
  run: (context) =>
    withScratch(async (at) => {
      const hostile = readHostile(at);
      const damaged = await readDamaged(context.count ?? (context.short ? SHORT : FULL), at, context);
      const slowest = Math.max(...hostile.map(({ milliseconds }) => milliseconds));
      const largest = Math.max(...hostile.map(({ peakBytes }) => peakBytes));
      const isBounded = damaged.slowest < MAX_MILLISECONDS && damaged.peakBytes < MAX_BYTES;
      return {
        reached:
          `${hostile.length} hostile files, each in a process of its own, at most ${slowest.toFixed(0)} ms and ` +
          `${(largest / 1e6).toFixed(0)} MB; ${formatCount(damaged.pictures)} damaged ones of ${damaged.sources} (seed ` +
          `${context.seed}), ${formatCount(damaged.read)} of them read, twice the same, at most ` +
          `${damaged.slowest.toFixed(0)} ms and ${(damaged.peakBytes / 1e6).toFixed(0)} MB, ${damaged.faults.length} faults`,
        holds: hostile.every(({ holds }) => holds) && damaged.faults.length === 0 && damaged.read > 0 && isBounded,
        lines: [
          ...damaged.faults,
          ...markdownTable(
            ['file', 'bytes', 'outcome', 'ms', 'MB of the process'],
            hostile.map(({ name, size, outcome, milliseconds, peakBytes }) => [
              ...[name, String(size), outcome, milliseconds.toFixed(1), (peakBytes / 1e6).toFixed(0)],
            ]),
          ),
        ],
      };
    }),
};
