/** Readers that close a pipe, and users who press Ctrl-C. */

import { spawnSync } from 'node:child_process';
import { writePicture } from '../../dist/node/index.js';
import { formatCount } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { VECTORS } from '../lib/vectors.mjs';
import { emptyFolder, MAIN, makePicture, runAndKill, stateOf, temporaryFiles } from './akm.mjs';

const MAX_MILLISECONDS = 2000;
/** Encoders are interrupted after 100 to 100 + `latest` milliseconds: most are at work then. */
const FULL = { infos: 200, others: 20, interrupts: 40, effort: '9', latest: 4000, patience: MAX_MILLISECONDS };
/** In the short form, among other tests, the time to end depends more on the machine than on the process. */
const SHORT = { infos: 4, others: 1, interrupts: 2, effort: '5', latest: 2000, patience: 60_000 };
/** A file for which `info` prints more than a pipe holds. */
const TALKATIVE = `${VECTORS}valid/palettes-4096-4096.akm`;
const LARGE_SIDE = 1000;
/** How many encoders may be tried for each that is to be interrupted. */
const MAX_TRIES = 10;

/** Pipes akm into `head -c1`. Returns standard error, which should be empty. */
function pipeToHead(args) {
  const quoted = [process.execPath, MAIN, ...args].map((part) => `'${part}'`).join(' ');
  const { stdout, stderr } = spawnSync('sh', ['-c', `${quoted} | head -c1`], { encoding: 'latin1' });
  return stdout.length === 1 ? stderr : `no output; ${stderr}`;
}

function closePipes({ infos, others }, at) {
  const png = at('in.png', writePicture(makePicture(300, 300), 'png'));
  const commands = [
    ...new Array(infos).fill(['info', TALKATIVE, '--json', '--counts']),
    ...new Array(others).fill(['decode', TALKATIVE, '-o', '-', '--format', 'rgba', '-q']),
    ...new Array(others).fill(['encode', png, '-e', '1', '-o', '-', '-q']),
  ];
  const told = commands.map((args) => pipeToHead(args)).filter((stderr) => stderr !== '');
  return { runs: commands.length, told };
}

/**
 * Interrupts encoders at random moments until enough were ended by that. One that has
 * finished before proves nothing, and does not count.
 */
async function interrupt({ interrupts, effort, latest, patience }, at, folder) {
  const png = at('large.png', writePicture(makePicture(LARGE_SIDE, LARGE_SIDE), 'png'));
  const result = { slowest: 0, handled: 0, others: 0, faults: [] };
  for (let run = 0; result.handled < interrupts && run < interrupts * MAX_TRIES; run++) {
    emptyFolder(folder, ['large.png']);
    const args = [MAIN, 'encode', png, '-e', effort, '--threads', String(1 + (run % 2)), '-o', at('out.akm'), '-q'];
    const ended = await runAndKill(args, 100 + Math.random() * latest, { signal: 'SIGINT' });
    const state = stateOf(at('out.akm'), Buffer.alloc(0));
    const isWell =
      endsWell(ended, patience) && ['absent', 'whole'].includes(state) && temporaryFiles(folder).length === 0;
    if (!isWell) result.faults.push(`${describeEnd(ended)}, output ${state}`);
    if (ended.signal === 'SIGINT') {
      result.handled++;
      result.slowest = Math.max(result.slowest, ended.milliseconds);
    } else result.others++;
  }
  return result;
}

function endsWell({ status, signal, stderr, milliseconds }, patience) {
  // A process that finished before got no signal, or is at its end. A process that runs longer ignored the signal.
  const isLate = milliseconds > patience;
  return stderr === '' && !isLate && (status === 0 || signal === 'SIGINT');
}

function describeEnd({ status, signal, stderr, milliseconds }) {
  return `exit ${status ?? signal} after ${milliseconds.toFixed(0)} ms, standard error '${stderr.trim()}'`;
}

/** @type {import('../lib/parts.mjs').Part} */
export const pipes = {
  name: 'pipes',
  promise: 'Ctrl-C and closed pipes end a process quietly',
  asked: 'ended by SIGINT within 2 s (130 for a shell); `akm info x --json | head -c1`: no stack trace in 200 runs',
  run: ({ short }) =>
    withScratch(async (at, folder) => {
      const plan = short ? SHORT : FULL;
      const closed = closePipes(plan, at);
      const stopped = await interrupt(plan, at, folder);
      const faults = [...closed.told, ...stopped.faults];
      return {
        reached:
          `${formatCount(closed.runs)} pipes closed after a byte, ${closed.told.length} with a word on standard error; ` +
          `${stopped.handled} encoders were ended by SIGINT, the slowest after ${stopped.slowest.toFixed(0)} ms; ` +
          `${stopped.others} were done before; ${stopped.faults.length} faults`,
        holds: faults.length === 0 && stopped.handled === plan.interrupts,
        lines: faults.slice(0, 20),
      };
    }),
};
