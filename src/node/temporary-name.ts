/**
 * Names of temporary files. They identify the writer, so that files of killed writers can be told from those in use.
 *
 * The form is `.<name>.<system>-<process>-<random>.akm-tmp`. The system is eight hex digits that differ between machines,
 * their starts, and containers. If they are equal, the process number means the same process.
 */

import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';

const PATTERN = /^\..*\.([0-9a-f]{8})-([1-9][0-9]{0,9})-[0-9a-f]{12}\.akm-tmp$/s;

/** Kept characters of the name, with up to 3 bytes each: a whole name may have 255 bytes at most. */
const KEPT_LENGTH = 40;

/** No write takes longer. An older file is not in use, whatever its writer. */
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
      // Not Linux: the name of the machine must be enough.
    }
  }
  return parts;
}

/** A new temporary name for a file `name`. */
export function temporaryName(name: string): string {
  return `.${name.slice(0, KEPT_LENGTH)}.${systemTag()}-${process.pid}-${randomBytes(6).toString('hex')}.akm-tmp`;
}

/**
 * Whether a file is a temporary one that is no longer in use.
 *
 * @param ageMilliseconds - time since it was last written to
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

/** Whether a process of this system runs, of any user. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
