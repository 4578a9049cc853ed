/** Names of temporary files: the process that they name, and when they may be removed. */

import { spawnSync } from 'node:child_process';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isStale, isTemporary, systemTag, temporaryName } from '../../src/node/temporary-name.js';

const DAY = 24 * 60 * 60 * 1000;

/** The number of a process that has ended. */
const deadPid = spawnSync(process.execPath, ['-e', '']).pid;

const nameOf = (tag: string, pid: number | string) => `.out.akm.${tag}-${pid}-0123456789ab.akm-tmp`;

describe('a temporary name', () => {
  it('is new each time, hidden, and of a known form', () => {
    const names = [temporaryName('out.akm'), temporaryName('out.akm')];
    expect(new Set(names).size).toBe(2);
    for (const name of names) expect([name[0], isTemporary(name)]).toEqual(['.', true]);
  });

  it('fits in 255 bytes for any length and letters of the name', () => {
    for (const letter of ['a', '\u00e9', '\u7530', '\u{1f600}']) {
      const name = temporaryName(letter.repeat(255));
      expect(Buffer.byteLength(name)).toBeLessThan(255);
      expect(isTemporary(basename(name))).toBe(true);
    }
  });
});

describe('a temporary file', () => {
  it('is stale when its writer is gone', () => {
    expect(isStale(nameOf(systemTag(), deadPid), 0)).toBe(true);
  });

  it('is not stale while its writer lives, in this process or another', () => {
    expect(isStale(temporaryName('out.akm'), 0)).toBe(false);
    expect(isStale(nameOf(systemTag(), process.ppid), DAY - 1)).toBe(false);
  });

  it('of another machine, start or container is kept for a day, because its writer may live', () => {
    const other = systemTag() === '00000000' ? '00000001' : '00000000';
    expect(isStale(nameOf(other, deadPid), DAY - 1)).toBe(false);
    expect(isStale(nameOf(other, deadPid), DAY + 1)).toBe(true);
  });

  it('is recognised by its whole form, so no other file is taken for one', () => {
    for (const name of [
      'out.akm',
      `out.akm.${systemTag()}-${deadPid}-0123456789ab.akm-tmp`,
      nameOf(systemTag(), 0),
      nameOf(systemTag(), -1),
      nameOf('x', deadPid),
      `.out.akm.${deadPid}-0123456789ab.akm-tmp`,
      `${nameOf(systemTag(), deadPid)}.bak`,
      '.akm-tmp',
    ]) {
      expect([name, isStale(name, 2 * DAY)]).toEqual([name, false]);
    }
  });
});
