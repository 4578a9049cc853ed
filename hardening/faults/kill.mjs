/** `kill -9` at random moments of an encoder and of a process that only writes, and at each call that an encoder makes. */

import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { crc32 as checksum } from 'node:zlib';
import { makePlan, u32, writePlan, ZLIB } from '../../spec/vectors/writer.mjs';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { emptyFolder, MAIN, makeFiles, runAkm, runAndKill, stateOf, temporaryFiles } from './akm.mjs';

const WRITER = fileURLToPath(new URL('./writer-child.mjs', import.meta.url));
const FULL = { encoders: 210, writers: 260 };
const SHORT = { encoders: 2, writers: 3 };
/** Bytes that the writer writes: enough to keep any disk busy for a while. */
const LARGE = 4 * 2 ** 20;
/** Sides of the picture. The calls are the same for any: in short, most of a run is the start of the process. */
const SIDE = 64;
const SHORT_SIDE = 8;

/** A valid file of one pixel and much noise. */
function largeFile() {
  const picture = { width: 1, height: 1, block: 1, k1: 0, k2: 1, strip: 0, band: 1 };
  const rest = { alpha: false, map: [1], palette1: [], palette2: [[1, 2, 3, 255]], chunks: [], zlib: ZLIB.stored };
  const { bytes, at } = writePlan(makePlan({ ...picture, ...rest }, [{ low: [], high: [0] }]));
  const noise = randomBytes(LARGE);
  // The plan's writer is too slow for this many bytes.
  const size = [(LARGE & 127) | 128, ((LARGE >> 7) & 127) | 128, ((LARGE >> 14) & 127) | 128, LARGE >> 21];
  const chunk = Buffer.concat([Buffer.from('zzzz'), Buffer.from(size), noise]);
  return Buffer.concat([bytes.subarray(0, at.endMark), chunk, Buffer.from(u32(checksum(chunk))), Buffer.from([0])]);
}

class Tally {
  runs = 0;
  states = {};
  interrupted = 0;
  faults = [];

  /** Records the files that a kill has left. */
  add(what, output, old, folder) {
    const state = stateOf(output, old);
    this.runs++;
    this.states[state] = (this.states[state] ?? 0) + 1;
    if (!['absent', 'old', 'whole'].includes(state)) this.faults.push(`${what}: ${state}`);
    if (temporaryFiles(folder).length > 0) this.interrupted++;
  }
}

/** Kills encoders after random times, over an old file and over none. */
async function killEncoders(count, at, folder, files, tally) {
  const output = at('out.akm');
  const args = ['encode', at('in.png', files.png), '-o', output, '--force', '-e', '1', '-q'];
  runAkm(args);
  const start = performance.now();
  runAkm(args);
  const span = (performance.now() - start) * 1.1;
  for (let run = 0; run < count; run++) {
    emptyFolder(folder, ['in.png']);
    if (run % 2 === 0) at('out.akm', files.old);
    await runAndKill([MAIN, ...args], Math.random() * span);
    tally.add('an encoder', output, files.old, folder);
    checkSweep(args, output, files.old, folder, tally);
  }
}

/** The next run must succeed, and must leave no temporary file. It is made only if there is one. */
function checkSweep(args, output, old, folder, tally) {
  if (temporaryFiles(folder).length === 0) return;
  const { status, stderr } = runAkm(args);
  const left = temporaryFiles(folder);
  if (status !== 0 || stateOf(output, old) !== 'whole') tally.faults.push(`the next run failed: ${stderr}`);
  if (left.length > 0) tally.faults.push(`the next run left ${left}`);
}

/** Kills writers, which are nearly always in the middle of a write. Only the next writer sweeps. */
async function killWriters(count, at, folder, files, tally) {
  emptyFolder(folder);
  const output = at('out.akm', files.old);
  const large = at('large', largeFile());
  for (let run = 0; run < count; run++) {
    await runAndKill([WRITER, large, output], Math.random() * 100, { afterOutput: true });
    tally.add('a writer', output, files.old, folder);
  }
  checkSweep(
    ['encode', at('in.png', files.png), '-o', output, '-f', '-e', '1', '-q'],
    output,
    files.old,
    folder,
    tally,
  );
}

/** Kills an encoder before and after each of its file-system calls. */
function killAtCalls(at, folder, files, tally, isShort) {
  for (const isNew of isShort ? [false] : [true, false]) {
    const output = at('out.akm');
    const args = ['encode', at('in.png', files.png), '-o', output, '-e', '1', '-q', ...(isNew ? [] : ['--force'])];
    for (const mode of isShort ? ['after'] : ['before', 'after']) {
      for (let call = 1; ; call++) {
        emptyFolder(folder, ['in.png']);
        if (!isNew) at('out.akm', files.old);
        const fault = { folder, call, mode };
        const { signal, calls } = runAkm(args, { fault });
        if (signal !== 'SIGKILL') break;
        tally.add(`an encoder ${mode} call ${call} (${calls.at(-1)})`, output, files.old, folder);
        checkSweep([...args, '--force'], output, files.old, folder, tally);
      }
    }
  }
}

/** @type {import('../lib/parts.mjs').Part} */
export const kill = {
  name: 'kill',
  promise: '`kill -9` at a random moment leaves nothing broken',
  asked: '500 times: the output is absent, old, or whole and verified; stale temporary files are swept by the next run',
  run: ({ short, count }) =>
    withScratch(async (at, folder) => {
      const { encoders, writers } = short ? SHORT : FULL;
      const files = makeFiles(short ? SHORT_SIDE : SIDE);
      const tally = new Tally();
      killAtCalls(at, folder, files, tally, short);
      const atCalls = tally.runs;
      await killEncoders(count ?? encoders, at, folder, files, tally);
      await killWriters(count ?? writers, at, folder, files, tally);
      return {
        reached:
          `${formatCount(tally.runs)} processes killed, ${atCalls} of them at a file-system call; after ${tally.interrupted} ` +
          `a temporary file was there; ${tally.faults.length} faults`,
        holds: tally.faults.length === 0 && tally.interrupted > 0,
        lines: [
          ...tally.faults,
          ...markdownTable(
            ['output', 'times'],
            Object.entries(tally.states).map(([state, times]) => [state, String(times)]),
          ),
        ],
      };
    }),
};
