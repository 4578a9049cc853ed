/** The short form of `npm run fuzz`. Needs the build. */

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireBuild } from '../support/build.js';

requireBuild();

const COMMAND = fileURLToPath(new URL('../../hardening/fuzz.mjs', import.meta.url));

/** Seconds of work, on a machine that may be busy with others. */
const BUSY_TIMEOUT = 280_000;

function fuzz(...args: string[]) {
  return spawnSync(process.execPath, [COMMAND, '--short', '--jobs', '1', ...args], { encoding: 'utf8' });
}

describe('a short run of npm run fuzz', () => {
  it.each(['mutants', 'changes', 'ends', 'bombs', 'pictures', 'independent'])(
    'keeps its promise: %s',
    (part) => {
      const { status, stdout } = fuzz(part);
      expect([status, stdout]).toEqual([0, expect.not.stringContaining('DOES NOT HOLD')]);
    },
    BUSY_TIMEOUT,
  );

  it('notices an endless loop, keeps the file that caused it, and prints its path', () => {
    const folder = mkdtempSync(join(tmpdir(), 'akm-found-'));
    const { status, stdout } = fuzz('mutants', '--plant', 'loop', '--count', '1', '--seed', '3', '--found', folder);
    expect([status, readdirSync(folder)]).toEqual([1, [expect.stringMatching(/\.akm$/)]]);
    rmSync(folder, { recursive: true });
    expect(stdout).toMatch(/mutants: DOES NOT HOLD[\s\S]*no answer within \d+ s: .*\.akm/);
  });
});
