/** Mutated files: each decodes or throws an `AkmError`, soon, and takes no more memory than its size allows. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { runWatched } from '../lib/watched-child.mjs';
import { loadCase } from './case-file.mjs';

const CHILD = fileURLToPath(new URL('./mutant-child.mjs', import.meta.url));

const FULL = 5_000_000;
const SHORT = 5000;
/** Mutants of one seed; a seed can be repeated on its own. */
const CHUNK = 4000;
/** Longest that a mutant may take, in milliseconds. */
const MAX_MILLISECONDS = 250;
/** Milliseconds without a line from a child that prints four lines a second. */
const SILENCE = 10_000;
const SHORT_SILENCE = 2000;
const SAY_EVERY = 10_000;

/** Adds up the results of children. */
class Tally {
  mutants = 0;
  slowest = 0;
  mostBytes = 0;
  outcomes = {};
  cases = [];

  add({ mutants, slowest, mostBytes, outcomes }) {
    this.mutants += mutants;
    this.slowest = Math.max(this.slowest, slowest);
    this.mostBytes = Math.max(this.mostBytes, mostBytes);
    for (const [code, count] of Object.entries(outcomes)) this.outcomes[code] = (this.outcomes[code] ?? 0) + count;
  }
}

/** Keeps a file that did harm, so that it can become a vector. */
function keepCase(folder, bytes, seed, what) {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${seed}-${what.replace(/\W+/g, '-').slice(0, 40)}.akm`);
  writeFileSync(path, bytes);
  return `${what}: ${path} (${bytes.length} bytes)`;
}

/** Runs seeds `first`, `first + jobs` ... below `end`. When a child dies, starts a new one at the next seed. */
async function runJob(first, end, { jobs, folder, found, plant, short }, tally) {
  const silence = short ? SHORT_SILENCE : SILENCE;
  const caseFile = join(folder, `case-${first % jobs}`);
  for (let next = first; next < end; ) {
    let current = next;
    const args = [String(next), String(end), String(jobs), String(CHUNK), caseFile, plant ?? ''];
    const { status, isHung, stderr } = await runWatched(CHILD, args, {
      silence,
      nodeFlags: ['--max-old-space-size=96', '--expose-gc'],
      onLine: (line) => {
        if (line.seed !== undefined) current = line.seed;
        if (line.found !== undefined)
          tally.cases.push(keepCase(found, Buffer.from(line.found, 'hex'), current, line.what));
        if (line.done !== undefined) tally.add(line.done);
      },
    });
    if (status === 0) return;
    const what = isHung
      ? `no answer within ${silence / 1000} s`
      : `the process died: ${stderr.trim().split('\n').at(-1)}`;
    tally.cases.push(keepCase(found, loadCase(caseFile), current, what));
    if (tally.cases.length > 20) return;
    next = current + jobs;
  }
}

async function runAll(count, context) {
  const { seed, jobs, say } = context;
  const tally = new Tally();
  const folder = mkdtempSync(join(tmpdir(), 'akm-fuzz-'));
  const end = seed + Math.ceil(count / CHUNK);
  const timer = setInterval(() => say(`  ${formatCount(tally.mutants)} mutants`), SAY_EVERY);
  try {
    await Promise.all(Array.from({ length: jobs }, (_, job) => runJob(seed + job, end, { ...context, folder }, tally)));
  } finally {
    clearInterval(timer);
    rmSync(folder, { recursive: true, force: true });
  }
  return tally;
}

/** @type {import('../lib/parts.mjs').Part} */
export const mutants = {
  name: 'mutants',
  promise: 'Mutated files, their checksums made right again, decode or throw an AkmError',
  asked: '5,000,000 mutants, no other error, no hang, none over 250 ms, no over-allocation',
  async run(context) {
    context.say(`mutants: seed ${context.seed}`);
    const tally = await runAll(context.count ?? (context.short ? SHORT : FULL), context);
    const { slowest, mostBytes, cases, outcomes } = tally;
    const slow = slowest > MAX_MILLISECONDS;
    return {
      reached:
        `${formatCount(tally.mutants)} mutants from seed ${context.seed}, ${cases.length} found faulty; the slowest took ` +
        `${slowest.toFixed(0)} ms, the largest allocation was ${(mostBytes / 2 ** 20).toFixed(1)} MiB`,
      holds: cases.length === 0 && !slow && tally.mutants > 0,
      lines: [
        ...cases,
        ...markdownTable(
          ['outcome', 'mutants'],
          Object.entries(outcomes)
            .sort(([, a], [, b]) => b - a)
            .map(([code, number]) => [code, formatCount(number)]),
        ),
      ],
    };
  },
};
