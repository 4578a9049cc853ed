/** The short form of `npm run soak`. Needs the build. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireBuild } from '../support/build.js';

requireBuild();

const COMMAND = fileURLToPath(new URL('../../hardening/soak.mjs', import.meta.url));

/** Seconds of work, on a machine that may be busy with others. */
const BUSY_TIMEOUT = 280_000;

describe('a short run of npm run soak', () => {
  it.each(['memory', 'cycles', 'same-bytes', 'view'])(
    'keeps its promise: %s',
    (part) => {
      const args = ['--expose-gc', COMMAND, '--short', part];
      const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, expect.not.stringContaining('DOES NOT HOLD')]);
    },
    BUSY_TIMEOUT,
  );
});
