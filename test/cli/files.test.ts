/**
 * Outputs that are also inputs. `akm encode x.png -o ./x.png -f` once replaced its input, because paths were
 * compared as strings. Needs the build.
 */

import {
  chmodSync,
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encode } from '../../src/encode/index.js';
import { writePicture } from '../../src/io/index.js';
import { runAkm } from '../support/akm.js';
import { drawPicture, softDisc } from '../support/pictures.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-same-'));
  writeFileSync(join(folder, 'x.png'), writePicture(softDisc(20), 'png'));
  writeFileSync(join(folder, 'z.png'), writePicture(softDisc(20), 'png'));
  writeFileSync(join(folder, 'y.akm'), encode(softDisc(20)));
  writeFileSync(
    join(folder, 'map.png'),
    writePicture(
      drawPicture(2, 2, () => [0, 0, 0, 255]),
      'png',
    ),
  );
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stderr } = runAkm(args, folder);
  return { status, stderr: stderr.toString() };
}

/** Every file of the folder, by its name. */
function contents(): Record<string, string> {
  const names = readdirSync(folder);
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(folder, name)).toString('base64')]));
}

describe.skipIf(process.platform === 'win32')('an output that is also an input', () => {
  it.each([
    [['encode', 'x.png', '-o', './x.png']],
    [['encode', 'x.png', '-o', 'linked.png']],
    [['encode', 'x.png', '-o', 'hard.png']],
    [['encode', 'x.png', '--block-map', 'map.png', '-o', './map.png']],
    [['map', 'x.png', '-o', './x.png']],
    [['compare', 'x.png', 'z.png', '--heatmap', './z.png']],
    [['decode', 'y.akm', '--format', 'png', '-o', './y.akm']],
    [['info', 'y.akm', '--palette', 'sheet.png']],
  ])('is refused with exit code 2, and nothing is written: %j', (args) => {
    symlinkSync('x.png', join(folder, 'linked.png'));
    linkSync(join(folder, 'x.png'), join(folder, 'hard.png'));
    linkSync(join(folder, 'y.akm'), join(folder, 'sheet.png'));
    const before = contents();
    const { status, stderr } = run(...args, '-f');
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(/would overwrite the input [^\n]*; nothing was done[^\n]*\n$/),
    ]);
    expect(contents()).toEqual(before);
  });

  it('is refused when it is spelt from the root', () => {
    const before = contents();
    expect(run('encode', 'x.png', '-o', join(folder, 'x.png'), '-f').status).toBe(2);
    expect(contents()).toEqual(before);
  });
});

describe('inputs of a batch with the same output', () => {
  beforeEach(() => {
    mkdirSync(join(folder, 'in'));
    writeFileSync(join(folder, 'in/logo.png'), writePicture(softDisc(20), 'png'));
    writeFileSync(join(folder, 'in/logo.jpg'), writePicture(softDisc(20), 'jpeg'));
    writeFileSync(join(folder, 'in/other.png'), writePicture(softDisc(20), 'png'));
  });

  it('fail, and the other inputs are processed', () => {
    const { status, stderr } = run('encode', '-r', 'in', '--out-dir', 'out');
    expect(status).toBe(1);
    expect(stderr).toMatch(/logo\.jpg: [^\n]*logo\.akm/);
    expect(stderr).toMatch(/logo\.png: [^\n]*logo\.akm/);
    expect(readdirSync(join(folder, 'out'))).toEqual(['other.akm']);
  });

  it('are all processed with --keep-extension, and decode to their original names', () => {
    expect(run('encode', '-r', 'in', '--out-dir', 'out', '--keep-extension').status).toBe(0);
    expect(readdirSync(join(folder, 'out')).sort()).toEqual(['logo.jpg.akm', 'logo.png.akm', 'other.png.akm']);
  });
});

describe.skipIf(process.platform === 'win32')('an output that is overwritten', () => {
  it('keeps its permissions, but no set-id bits', () => {
    const path = join(folder, 'y.akm');
    chmodSync(path, 0o4755);
    expect(run('encode', 'x.png', '-o', 'y.akm', '-f').status).toBe(0);
    expect(statSync(path).mode & 0o7777).toBe(0o755);
  });

  it('of another user keeps its owner and group, but no set-id bits: once, a set-id file then belonged to root', (context) => {
    if (process.getuid?.() !== 0) return context.skip('only root may give a file to another user');
    const path = join(folder, 'y.akm');
    for (const [mode, kept] of [
      [0o4755, 0o755],
      [0o2711, 0o711],
      [0o7640, 0o640],
    ]) {
      chownSync(path, 65534, 65533);
      // A change of owner takes the bits away.
      chmodSync(path, mode);
      expect(run('encode', 'x.png', '-o', 'y.akm', '-f').status).toBe(0);
      const { uid, gid, mode: found } = statSync(path);
      expect([uid, gid, found & 0o7777]).toEqual([65534, 65533, kept]);
    }
  });
});
