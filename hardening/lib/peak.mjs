/** The most memory that this process has had. */

import { readFileSync } from 'node:fs';

/**
 * Peak resident bytes of this process's program.
 *
 * `maxRSS` is the fallback: on Linux it starts with the memory that the parent had when it started the child.
 */
export function peakBytes() {
  try {
    const [, kibibytes] = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
