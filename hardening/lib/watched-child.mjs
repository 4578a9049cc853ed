/** A child process under a watchdog. A child that is silent too long is killed, because a loop can't be stopped from within. */

import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

/** Milliseconds of processor time of a process; undefined where that is unknown. */
function processorTime(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) * (1000 / TICKS_A_SECOND);
  } catch {
    return undefined;
  }
}

/** Number of silences without work after which a process counts as hung, too. */
const MAX_PATIENCE = 20;

/** On Linux, on every machine. */
const TICKS_A_SECOND = 100;

/**
 * Runs a module and reads its output, a line of JSON at a time.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {{ silence: number, onLine: (value: unknown) => void, nodeFlags?: readonly string[] }} options - `silence`:
 *   milliseconds without a line after which the child is killed, if it has worked meanwhile
 * @returns {Promise<{ status: number | null, isHung: boolean, stderr: string }>}
 */
export function runWatched(script, args, { silence, onLine, nodeFlags = [] }) {
  const child = spawn(process.execPath, [...nodeFlags, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let isHung = false;
  let stderr = '';
  let heardAt = 0;
  let patience = MAX_PATIENCE;
  const bite = () => {
    // On a busy machine a process may be silent because it does not get to run.
    const hasRun = (processorTime(child.pid) ?? Number.POSITIVE_INFINITY) - heardAt >= silence / 2;
    if (hasRun || --patience < 0) {
      isHung = true;
      child.kill('SIGKILL');
    } else {
      watchdog = setTimeout(bite, silence);
    }
  };
  let watchdog = setTimeout(bite, silence);
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr = (stderr + text).slice(-4000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(watchdog);
    heardAt = processorTime(child.pid) ?? 0;
    patience = MAX_PATIENCE;
    watchdog = setTimeout(bite, silence);
    onLine(JSON.parse(line));
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (status) => {
      clearTimeout(watchdog);
      resolve({ status, isHung, stderr });
    });
  });
}
