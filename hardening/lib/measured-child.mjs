/** One call in a separate process, with its time and memory, under a watchdog. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('./call-child.mjs', import.meta.url));

/** @typedef {{ outcome: string, message: string, milliseconds: number, peakBytes: number, grownBytes: number, digest?: string }} Call
 * `outcome`: `done`, the name of the error's class, or `killed`; `milliseconds`: of the clock or of the processor, the fewer; `peakBytes`: of the process; `grownBytes`: by how much the
 * call raised that peak. */

/**
 * Calls `module[name](bytes, options)`.
 *
 * @param {{ module: string, name: string, file: string, options?: object, warmUp?: string }} call - `module` below
 *   `dist`; `file` holds the bytes, `warmUp` those of a first call, which is not measured
 * @param {number} timeout - milliseconds
 * @returns {Call}
 */
export function measureCall(call, timeout = 20_000) {
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [CHILD, JSON.stringify(call)], {
    encoding: 'utf8',
    timeout,
    killSignal: 'SIGKILL',
  });
  if (signal !== null)
    return { outcome: 'killed', message: signal, milliseconds: timeout, peakBytes: 0, grownBytes: 0 };
  if (status !== 0) return { outcome: 'died', message: stderr, milliseconds: 0, peakBytes: 0, grownBytes: 0 };
  return JSON.parse(stdout);
}
