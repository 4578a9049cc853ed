/** Time and peak memory of whole processes, in turns, so that all see the same machine. */

import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';

/** A process slower than this is not run again. */
const SLOW_SECONDS = 60;

/**
 * @typedef {{ name: string, command: string, args: string[], output?: string }} Contender `output`: the file that it writes
 * @typedef {{ name: string, seconds: number, cpuSeconds: number, mebibytes: number, bytes?: number, runs: number }} Result
 *   medians; `cpuSeconds` of all threads and children, which other load on the machine hardly changes
 */

/** Runs a process under `time`. */
export function measureProcess(command, args) {
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', command, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  const [seconds, user, system, kibibytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, cpuSeconds: user + system, mebibytes: kibibytes / 1024 };
}

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/**
 * Runs the contenders in turns. A slow one runs once.
 *
 * @param {readonly Contender[]} contenders
 * @param {number} rounds
 * @returns {Result[]}
 */
export function race(contenders, rounds) {
  const runs = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, { command, args }] of contenders.entries()) {
      if (round === 0 || runs[i][0].seconds < SLOW_SECONDS) runs[i].push(measureProcess(command, args));
    }
  }
  return contenders.map(({ name, output }, i) => ({
    name,
    seconds: median(runs[i].map(({ seconds }) => seconds)),
    cpuSeconds: median(runs[i].map(({ cpuSeconds }) => cpuSeconds)),
    mebibytes: median(runs[i].map(({ mebibytes }) => mebibytes)),
    bytes: output && existsSync(output) ? statSync(output).size : undefined,
    runs: runs[i].length,
  }));
}

export function hasTime() {
  return existsSync('/usr/bin/time');
}
