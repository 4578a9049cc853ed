/** The short form of `npm run soak:batch`. Needs the build (`npm test` makes it). */

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { requireBuild } from '../support/build.js';

requireBuild();

const SCRIPT = fileURLToPath(new URL('../../hardening/batch.mjs', import.meta.url));

describe.skipIf(process.platform === 'win32')('a batch of 200 pictures, 20 of them faulty', () => {
  it('encodes exactly the good pictures, and reports exactly the faulty ones', () => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [SCRIPT, '--short'], { encoding: 'utf8' });
    expect([status, stderr, stdout.match(/^FAILED.*$/gm)]).toEqual([0, '', null]);
    expect(stdout.match(/^ok /gm)?.length).toBeGreaterThanOrEqual(9);
  });
});
