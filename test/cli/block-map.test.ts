/** `akm encode --block-map`, `akm map` and `akm info`: what draws each block. Needs the build. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readInfo } from '../../src/decode/index.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { runAkm } from '../support/akm.js';
import { drawPicture, halfBusyPicture } from '../support/pictures.js';

let folder: string;
function akm(...args: string[]) {
  const { status, stdout, stderr } = runAkm(args, folder);
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

/** A map of 9 x 5 blocks in three gray levels: columns in turn low, low by mesh, high. */
function paintThreeLevels(low: number, mesh: number, high: number): void {
  const map = drawPicture(9, 5, (x) => [128, [low, mesh, high][x % 3], 128, 255]);
  writeFileSync(join(folder, 'three.png'), writePicture(map, 'png'));
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-map-'));
  writeFileSync(join(folder, 'busy.png'), writePicture(halfBusyPicture(70, 40), 'png'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('akm info', () => {
  it('describes the mesh, and counts its pixels apart from those of the palettes', () => {
    paintThreeLevels(0, 128, 255);
    akm('encode', 'busy.png', '--block', '8', '--block-map', 'three.png', '-q', '-f', '-o', 'three.akm');
    const { stdout: text } = akm('info', 'three.akm', '--counts');
    expect(text).toMatch(/15 \(33\.3 %\) low by flat palette, 15 \(33\.3 %\) low by mesh, 15 \(33\.3 %\) high\n/);
    expect(text).toMatch(
      / {2}mesh {7}\d+ bytes, vertices 4, 8, 16 pixels apart\n {2}mesh steps luma [\d., ]+; chroma [\d., ]+\n/,
    );
    expect(text).toMatch(/ {2}mesh pixels {4}960\n/);
    const json = JSON.parse(akm('info', 'three.akm', '--json', '--counts').stdout);
    expect(json).toMatchObject({ lowBlocks: 30, meshBlocks: 15, highBlocks: 15, meshPixels: 960 });
    expect(json.mesh).toMatchObject({ finestLog2: 2, rootLog2: 4 });
    const used = [...json.lowCounts, ...json.highCounts].reduce((sum: number, count: number) => sum + count, 0);
    expect(used + json.meshPixels).toBe(70 * 40);
  });

  it('has no word of a mesh where there is none', () => {
    akm('encode', 'busy.png', '--classify', 'eigen', '--block', '8', '-q', '-f', '-o', 'flat.akm');
    expect(akm('info', 'flat.akm', '--counts').stdout).not.toContain('mesh');
    const json = JSON.parse(akm('info', 'flat.akm', '--json', '--counts').stdout);
    expect(json).toMatchObject({ meshBlocks: 0, meshPixels: 0 });
    expect(json).not.toHaveProperty('mesh');
  });
});

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

  it('takes low blocks drawn by a mesh from gray pixels, the nearest of three levels', () => {
    paintThreeLevels(60, 80, 200);
    akm('encode', 'busy.png', '--block', '8', '--block-map', 'three.png', '-q', '-f', '-o', 'three.akm');
    const { blockMap, meshMap } = readInfo(readFileSync(join(folder, 'three.akm')));
    expect(blockMap).toEqual(Uint8Array.from({ length: 45 }, (_, i) => (i % 3 === 2 ? 1 : 0)));
    expect(meshMap).toEqual(Uint8Array.from({ length: 45 }, (_, i) => (i % 3 === 1 ? 1 : 0)));
  });

  it('gives the map back that akm map draws of a file with a mesh', () => {
    paintThreeLevels(0, 128, 255);
    akm('encode', 'busy.png', '--block', '8', '--block-map', 'three.png', '-q', '-f', '-o', 'three.akm');
    const text = '9 x 5 blocks of 8 pixels, 15 low by flat palette, 15 low by mesh, 15 high\n';
    expect(akm('map', 'three.akm', '-f', '-o', 'drawn.png').stderr).toContain(text);
    const drawn = readPicture(readFileSync(join(folder, 'drawn.png'))).image;
    expect(Array.from({ length: 3 }, (_, x) => drawn.data[4 * x])).toEqual([0, 128, 255]);
    akm('encode', 'busy.png', '--block', '8', '--block-map', 'drawn.png', '-q', '-o', 'from-drawn.akm');
    expect(readFileSync(join(folder, 'from-drawn.akm'))).toEqual(readFileSync(join(folder, 'three.akm')));
    const { lowBlocks, meshBlocks, highBlocks } = JSON.parse(akm('map', 'three.akm', '--json', '-f').stdout);
    expect([lowBlocks, meshBlocks, highBlocks]).toEqual([30, 15, 15]);
  });

  it('refuses a mesh in a lossless file', () => {
    paintThreeLevels(0, 128, 255);
    const { status, stderr } = akm(
      ...['encode', 'busy.png', '--block', '8', '--block-map', 'three.png', '--lossless', '-o', 'exact.akm'],
    );
    expect([status, stderr]).toEqual([2, expect.stringContaining('a mesh is not exact')]);
  });

  it('refuses a map of another size, and names the right size', () => {
    const { status, stderr } = akm('encode', 'busy.png', '--block-map', 'busy.png', '-o', 'no.akm');
    expect([status, stderr]).toEqual([
      2,
      'akm: busy.png: a block map for 70x40 pixels in blocks of 16 has 5x3 pixels, found 70x40 (see akm help)\n',
    ]);
  });
});
