/** Signals while a process waits: for a pipe that no other process opens, or for a reader that does not read. */

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdirSync, openSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encode, writePicture } from '../../dist/node/index.js';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { MAIN, makePicture, temporaryFiles } from './akm.mjs';

const MAX_MILLISECONDS = 2000;
const FULL = { rounds: 10, waits: [300, 700, 1500], patience: MAX_MILLISECONDS };
const SHORT = { rounds: 1, waits: [1500], patience: 60_000 };
const SIGNALS = ['SIGINT', 'SIGTERM'];
/** A picture of more bytes than a pipe holds, and one whose decoding takes seconds in one step. */
const SIDE = 600;
const LARGE_SIDE = 3000;
const MANY = 3000;
/** Processes at a time. */
const AT_A_TIME = 5;

function setUp(at) {
  for (const pipe of ['in.fifo', 'out.fifo', 'full.fifo', 'a.akm']) spawnSync('mkfifo', [at(pipe)]);
  const small = writePicture(makePicture(32, 32), 'png');
  at('a.png', small);
  at('b.png', small);
  at('flat.akm', encode({ width: SIDE, height: SIDE, data: new Uint8Array(SIDE * SIDE * 4) }, { effort: 1 }));
  at('large.jpg', writePicture(makePicture(LARGE_SIDE, LARGE_SIDE), 'jpeg'));
  mkdirSync(at('many'));
  for (let i = 0; i < MANY; i++) at(`many/${i}.png`, small);
}

/** The waiting commands, as arguments of akm. Without a signal, they last far longer than the test. */
const WAITS = [
  ['an input that is a pipe', ['encode', 'in.fifo', '-o', 'x.akm']],
  ['a pipe to verify', ['verify', 'in.fifo']],
  ['a pipe to compare', ['compare', 'a.png', 'in.fifo']],
  ['a pipe to study', ['study', 'in.fifo', '-o', 'x']],
  ['standard input', ['encode', '-', '-o', 'x.akm']],
  ['a block map that is a pipe', ['encode', 'a.png', '--block-map', 'in.fifo', '-o', 'x.akm']],
  ['the same in threads', ['encode', 'a.png', 'b.png', '--block-map', 'in.fifo', '--out-dir', 'x']],
  ['an output that is a pipe', ['encode', 'a.png', '-o', 'out.fifo', '-e', '1']],
  ['the same in a batch', ['encode', 'a.png', 'b.png', '-f', '-e', '1', '-q']],
  ['an output that is a full pipe', ['decode', 'flat.akm', '-o', 'full.fifo', '--format', 'rgba']],
  ['standard output that is full', ['decode', 'flat.akm', '-o', '-', '--format', 'rgba', '-q']],
  ['one long step', ['compare', 'large.jpg', 'large.jpg']],
  ['a study of a large picture', ['study', 'large.jpg', '-o', 'x', '--k1', '64']],
  ['a batch of many', ['encode', '-r', 'many', '--out-dir', 'done', '-e', '9', '-q']],
  ['the studio', ['view', '-q']],
];

/** Runs akm and sends it a signal after a while. Undefined if it had ended before. */
async function end(args, signal, wait, cwd) {
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, stdio: ['pipe', 'pipe', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise((resolve) => child.on('exit', (status, endedBy) => resolve({ status, endedBy })));
  await sleep(wait);
  if (child.exitCode !== null) return undefined;
  const sentAt = performance.now();
  child.kill(signal);
  const watchdog = setTimeout(() => child.kill('SIGKILL'), 10 * MAX_MILLISECONDS);
  const { endedBy } = await ended;
  clearTimeout(watchdog);
  return { endedBy, stderr, milliseconds: performance.now() - sentAt };
}

/** Files that should not be left: temporary files and incomplete outputs. Complete outputs of a batch may stay. */
function findLeft(folder) {
  const done = join(folder, 'done');
  const left = existsSync(done) ? temporaryFiles(done) : [];
  rmSync(done, { recursive: true, force: true });
  return [...left, ...temporaryFiles(folder), ...readdirSync(folder).filter((name) => /^\.?x/.test(name))];
}

function describeFault(what, ended, signal, patience, left) {
  if (ended.endedBy !== signal) return `${what}: ended by ${ended.endedBy}, not by ${signal}`;
  if (ended.milliseconds > patience) return `${what}: ended after ${ended.milliseconds.toFixed(0)} ms`;
  if (/ {4}at |bug in akm/.test(ended.stderr)) return `${what}: ${ended.stderr.trim()}`;
  return left.length > 0 ? `${what}: left ${left.join(', ')}` : undefined;
}

/** @type {import('../lib/parts.mjs').Part} */
export const waits = {
  name: 'waits',
  promise: 'Ctrl-C and SIGTERM end a process at once, whatever it waits for',
  asked: 'within 2 s by the signal itself, no temporary file and no half of an output left, 0 faults',
  run: ({ short, say }) =>
    withScratch(async (at, folder) => {
      if (process.platform === 'win32') return { skipped: 'needs named pipes' };
      const { rounds, waits: pauses, patience } = short ? SHORT : FULL;
      setUp(at);
      // A reader that holds a pipe open and never reads.
      const reader = openSync(at('full.fifo'), constants.O_RDONLY | constants.O_NONBLOCK);
      const faults = [];
      const rows = [];
      let runs = 0;
      for (let first = 0; first < WAITS.length; first += AT_A_TIME) {
        const group = WAITS.slice(first, first + AT_A_TIME);
        const slowest = group.map(() => Number.NaN);
        const counts = group.map(() => 0);
        for (let round = 0; round < rounds; round++) {
          const [signal, pause] = [SIGNALS[round % SIGNALS.length], pauses[round % pauses.length]];
          const ends = await Promise.all(group.map(([, args]) => end(args, signal, pause, folder)));
          const left = findLeft(folder);
          for (const [i, ended] of ends.entries()) {
            if (ended === undefined) continue;
            runs++;
            counts[i]++;
            slowest[i] = Math.max(slowest[i] || 0, ended.milliseconds);
            const fault = describeFault(group[i][0], ended, signal, patience, left);
            if (fault !== undefined) faults.push(fault);
          }
        }
        group.forEach(([what], i) => void rows.push([what, String(counts[i]), slowest[i].toFixed(0)]));
        say(`  waits: ${group.map(([what]) => what).join(', ')}`);
      }
      closeSync(reader);
      if (!existsSync(at('large.jpg'))) faults.push('an input is gone');
      return {
        reached: `${formatCount(runs)} processes in ${WAITS.length} kinds of waiting, ${faults.length} faults`,
        holds: faults.length === 0 && rows.every(([, count]) => count !== '0'),
        lines: [...faults.slice(0, 20), ...markdownTable(['under way', 'runs', 'slowest end, ms'], rows)],
      };
    }),
};
