/**
 * Names of temporary files: they say who writes, so that those of a writer that was killed can be told from those at work.
 *
 * `.<name>.<system>-<process>-<random>.akm-tmp`, where the system is eight hex digits that differ between machines, their
 * starts, and containers: where they are the same, the process's number means the same process.
 */

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const PATTERN = /^\..*\.([0-9a-f]{8})-([1-9][0-9]{0,9})-[0-9a-f]{12}\.akm-tmp$/s;

/** Characters of the name that are kept, of up to 3 bytes each: a whole name may have 255 bytes at most. */
const KEPT_LENGTH = 40;

/** No write takes so long: what is older is no one's any more, wherever the writer was. */
const STALE_AFTER_MILLISECONDS = 24 * 60 * 60 * 1000;

let system: string | undefined;

/** The eight digits of this system. */
export function systemTag(): string {
  system ??= createHash('sha256').update(describeSystem().join('\n')).digest('hex').slice(0, 8);
  return system;
}

function describeSystem(): string[] {
  const parts = [hostname()];
  for (const read of [
    () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'),
    () => readlinkSync('/proc/self/ns/pid'),
  ]) {
    try {
      parts.push(read());
    } catch {
      // Not Linux: the name of the machine has to do.
    }
  }
  return parts;
}

/** A new name for what is to become `name`. */
export function temporaryName(name: string): string {
  return `.${name.slice(0, KEPT_LENGTH)}.${systemTag()}-${process.pid}-${randomBytes(6).toString('hex')}.akm-tmp`;
}

/**
 * Whether a file is a temporary one that nobody writes any more.
 *
 * @param ageMilliseconds - since it was last written to
 */
export function isStale(name: string, ageMilliseconds: number): boolean {
  const match = PATTERN.exec(name);
  if (match === null) return false;
  if (ageMilliseconds > STALE_AFTER_MILLISECONDS) return true;
  return match[1] === systemTag() && !isAlive(Number(match[2]));
}

/** Whether a name has the form of a temporary file's. */
export function isTemporary(name: string): boolean {
  return PATTERN.test(name);
}

/** Whether a process of this system runs, ours or another's. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
