/** A child process under a watchdog: one that says nothing for a while is killed, since a loop can't be stopped from within. */

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Runs a module and hears what it says, a line of JSON at a time.
 *
 * @param {string} script
 * @param {readonly string[]} args
 * @param {{ silence: number, onLine: (value: unknown) => void, nodeFlags?: readonly string[] }} options - `silence`:
 *   milliseconds without a line after which the child is killed
 * @returns {Promise<{ status: number | null, isHung: boolean, stderr: string }>}
 */
export function runWatched(script, args, { silence, onLine, nodeFlags = [] }) {
  const child = spawn(process.execPath, [...nodeFlags, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let isHung = false;
  let stderr = '';
  const bite = () => {
    isHung = true;
    child.kill('SIGKILL');
  };
  let watchdog = setTimeout(bite, silence);
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr = (stderr + text).slice(-4000);
  });
  createInterface({ input: child.stdout }).on('line', (line) => {
    clearTimeout(watchdog);
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
