/** The short form of `npm run faults`. Needs the build. */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireBuild } from '../support/build.js';

requireBuild();

const COMMAND = fileURLToPath(new URL('../../hardening/faults.mjs', import.meta.url));

/** Seconds of work, on a machine that may be busy with others. */
const BUSY_TIMEOUT = 280_000;

describe('a short run of npm run faults', () => {
  it.each(['kill', 'failures', 'pipes', 'waits', 'inputs'])(
    'keeps its promise: %s',
    (part) => {
      const { status, stdout } = spawnSync(process.execPath, [COMMAND, '--short', part], { encoding: 'utf8' });
      expect([status, stdout]).toEqual([0, expect.not.stringContaining('DOES NOT HOLD')]);
    },
    BUSY_TIMEOUT,
  );
});
