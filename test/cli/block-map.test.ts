/** `akm encode --block-map`: classes of blocks from a picture. Needs the build. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInfo } from '../../src/decode/index.js';
import { writePicture } from '../../src/io/index.js';
import { runAkm } from '../support/akm.js';
import { drawPicture, halfBusyPicture } from '../support/pictures.js';

let folder: string;
function akm(...args: string[]) {
  const { status, stderr } = runAkm(args, folder);
  return { status, stderr: stderr.toString() };
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-map-'));
  writeFileSync(join(folder, 'busy.png'), writePicture(halfBusyPicture(70, 40), 'png'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('akm encode --block-map', () => {
  it('takes a map as akm map draws it, and changes no block', () => {
    akm('map', 'busy.png', '--block', '8', '-o', 'map.png');
    expect(akm('encode', 'busy.png', '--block', '8', '--block-map', 'map.png', '-q').stderr).toBe('');
    akm('map', 'busy.akm', '-o', 'again.png');
    expect(readFileSync(join(folder, 'again.png'))).toEqual(readFileSync(join(folder, 'map.png')));
  });

  it('takes a painted map', () => {
    const map = drawPicture(9, 5, (x) => (x === 4 ? [250, 255, 250, 255] : [20, 0, 0, 255]));
    writeFileSync(join(folder, 'painted.png'), writePicture(map, 'png'));
    akm('encode', 'busy.png', '--block', '8', '--block-map', 'painted.png', '-q', '-o', 'painted.akm');
    const { blockMap } = readInfo(readFileSync(join(folder, 'painted.akm')));
    expect(blockMap).toEqual(Uint8Array.from({ length: 45 }, (_, i) => (i % 9 === 4 ? 1 : 0)));
  });

  it('refuses a map of another size, and names the right size', () => {
    const { status, stderr } = akm('encode', 'busy.png', '--block-map', 'busy.png', '-o', 'no.akm');
    expect([status, stderr]).toEqual([
      2,
      'akm: busy.png: a block map for 70x40 pixels in blocks of 16 has 5x3 pixels, found 70x40 (see akm help)\n',
    ]);
  });
});
