/** `akm study`, heat maps and palette sheets. Needs the build (`npm test` makes it). */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPicture, writePicture } from '../../src/io/index.js';
import { MAIN, runAkm } from '../support/akm.js';
import { drawPicture, halfBusyPicture, softDisc } from '../support/pictures.js';

const HOSTILE = `<script>alert(1)<&>'".png`;
const SMALL = ['--k1', '4,8', '--k2', '16', '--qualities', '75'];

let folder: string;
const at = (...names: string[]) => join(folder, ...names);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-study-'));
  writeFileSync(at('busy.png'), writePicture(halfBusyPicture(90, 61), 'png'));
  writeFileSync(at(HOSTILE), writePicture(softDisc(40), 'png'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs akm in the test folder. */
function akm(args: readonly string[]) {
  const { status, stdout, stderr } = runAkm(args, folder);
  return { status, text: stdout.toString(), stderr: stderr.toString() };
}

function json(args: readonly string[]) {
  const { status, text, stderr } = akm([...args, '--json', '--quiet']);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(text);
}

function listFiles(name: string): string[] {
  return readdirSync(at(name), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(at(name).length + 1))
    .sort();
}

/** A file without the seconds, which differ between runs. */
function comparable(name: string, file: string): string {
  const text = readFileSync(at(name, file), /\.(png|akm)$/.test(file) ? 'latin1' : 'utf8');
  if (file.endsWith('.json')) return text.replace(/"seconds": [\d.]+/g, '');
  if (file.endsWith('.csv')) return text.replace(/,[\d.]+,(akm\/)/g, ',$1');
  return file.endsWith('.html') ? text.replace(/<td>[\d.]+<\/td>(<td><a href="akm)/g, '$1') : text;
}

describe('akm study', () => {
  it('writes the page, the tables, and every file that they name', () => {
    const report = json(['study', 'busy.png', '--out-dir', 'one', ...SMALL, '--jobs', '2']);
    expect(report).toMatchObject({ status: 'studied', outDir: 'one', page: join('one', 'index.html') });
    const results = JSON.parse(readFileSync(at('one', 'results.json'), 'utf8'));
    expect(listFiles('one')).toEqual(results.files);
    const ids = ['regular-4', 'regular-8', 'regular-16', 'regular-32', 'akm-q75'];
    ids.push(...['eigen', 'variance', 'gradient'].flatMap((name) => [`${name}-4`, `${name}-8`]));
    expect(results.cells.map(({ id }: { id: string }) => id).sort()).toEqual(ids.sort());
    expect(results.picture).toMatchObject({ name: 'busy.png', width: 90, height: 61, rawBytes: 90 * 61 * 3 });
    expect(results.picture.fileBytes).toBe(readFileSync(at('busy.png')).length);
    expect(results.settings).toMatchObject({ k1: [4, 8], k2: 16, block: 4 });
    for (const cell of results.cells) checkCell(cell, results.picture.fileBytes);
    const page = readFileSync(at('one', 'index.html'), 'utf8');
    for (const [, target] of page.matchAll(/(?:src|href)="([^"]*)"/g)) {
      if (target !== 'data:,') expect(results.files).toContain(target);
    }
    for (const file of results.files.filter((name: string) => name !== 'index.html' && !name.startsWith('charts/'))) {
      expect(page).toContain(`"${file}"`);
    }
  });

  /** Compared with the results of the other commands for the same file. */
  function checkCell(cell: Record<string, unknown>, fileBytes: number) {
    const bytes = readFileSync(at('one', String(cell.akm))).length;
    expect(cell.bytes).toBe(bytes);
    expect(cell.compressionRaw).toBeCloseTo(1 - bytes / (90 * 61 * 3), 5);
    expect(cell.compressionFile).toBeCloseTo(1 - bytes / fileBytes, 5);
    expect(cell.bitsPerPixel).toBeCloseTo((bytes * 8) / (90 * 61), 3);
    expect(cell.seconds).toBeGreaterThan(0);
  }

  it('says which files are exact only where visible', () => {
    const picture = drawPicture(24, 16, (x, y) => (y < 4 ? [x, 7, 7, 0] : [x < 12 ? 9 : 200, 9, 9, 255]));
    writeFileSync(at('clear.png'), writePicture(picture, 'png'));
    const { stderr } = akm(['study', 'clear.png', '-o', 'clear', ...SMALL, '-j', '1']);
    expect(stderr).toContain('The smallest file that is exact where visible has');
    expect(stderr).not.toContain('lossless');
    const { cells } = JSON.parse(readFileSync(at('clear', 'results.json'), 'utf8'));
    expect(cells[0]).toMatchObject({ psnr: null, unseenDifferences: 4 * 24 });
  });

  it('has the results of akm encode, decode, compare and map', () => {
    const args = ['--classify', 'eigen', '--k1', '8', '--k2', '16', '--block', '4'];
    json(['encode', 'busy.png', '-o', 'again.akm', ...args]);
    expect(readFileSync(at('again.akm')).equals(readFileSync(at('one', 'akm', 'eigen-8.akm')))).toBe(true);
    const { cells } = JSON.parse(readFileSync(at('one', 'results.json'), 'utf8'));
    const cell = cells.find(({ id }: { id: string }) => id === 'eigen-8');
    const measured = json(['compare', 'busy.png', at('one', cell.png)]);
    expect(cell.psnr).toBeCloseTo(measured.psnr, 5);
    expect(cell.ssim).toBeCloseTo(measured.ssim, 7);
    expect(cell.ssimStudy).toBeCloseTo(measured.ssimStudy, 7);
    expect(cell.maxError).toBe(measured.maxError);
    json(['map', 'busy.png', '--classify', 'gradient', '--block', '4', '--full', '-o', 'map.png']);
    const pixels = (path: string) => Buffer.from(readPicture(readFileSync(path)).image.data);
    expect(pixels(at('map.png')).equals(pixels(at('one', 'maps', 'gradient.png')))).toBe(true);
  });

  it('refuses a folder with content, and replaces its earlier results with --force: the same for any number of jobs', () => {
    const before = listFiles('one').map((file) => comparable('one', file));
    const refused = akm(['study', 'busy.png', '--out-dir', 'one', ...SMALL]);
    expect([refused.status, refused.text]).toEqual([1, '']);
    expect(refused.stderr).toBe('akm: one: is not empty (use --force to replace it)\n');
    json(['study', 'busy.png', '--out-dir', 'one', ...SMALL, '--jobs', '1', '--force']);
    expect(listFiles('one').map((file) => comparable('one', file))).toEqual(before);
    expect(readdirSync(folder).filter((name) => name.endsWith('.akm-tmp'))).toEqual([]);
  });

  it('never deletes files that it did not make', () => {
    mkdirSync(at('mine'));
    writeFileSync(at('mine', 'precious.txt'), 'precious');
    expect(akm(['study', 'busy.png', '--out-dir', 'mine', ...SMALL, '--force'])).toMatchObject({ status: 1 });
    expect(readFileSync(at('mine', 'precious.txt'), 'utf8')).toBe('precious');
  });

  it('gives several pictures a folder each and an overview, whatever their names', () => {
    const { pictures } = json(['study', 'busy.png', HOSTILE, '-o', 'two', '--k1', '4', ...SMALL.slice(2)]);
    expect(pictures.map(({ folder }: { folder: string }) => folder)).toEqual([
      join('two', 'busy'),
      join('two', 'script-alert-1'),
    ]);
    const results = JSON.parse(readFileSync(at('two', 'results.json'), 'utf8'));
    expect(listFiles('two')).toEqual(results.files);
    expect(results.pictures[1].picture).toMatchObject({ name: HOSTILE, alpha: true });
    for (const name of ['index.html', 'busy/index.html', 'script-alert-1/index.html']) {
      const page = readFileSync(at('two', name), 'utf8');
      expect(page).not.toContain('<script>alert');
      expect(page).not.toMatch(/https?:|["'(=]\/\//);
      expect(page).not.toContain(folder);
    }
    expect(readFileSync(at('two', 'results.csv'), 'utf8').trim().split('\n')).toHaveLength(1 + 2 * 7);
  });

  it('ends on the first unreadable picture, before any work, and leaves nothing', () => {
    writeFileSync(at('noise.txt'), 'this is no picture');
    const { status, stderr } = akm(['study', 'busy.png', 'noise.txt', '-o', 'none']);
    expect(status).toBe(1);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(at('none'))).toBe(false);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  it.each([
    [['study', 'busy.png'], 2, /required option '-o, --out-dir <folder>'/],
    [['study', 'busy.png', '-o', 'x', '--k1', '3,,4'], 2, /Expected whole numbers between commas/],
    [['study', 'busy.png', '-o', 'x', '--k1', '0'], 2, /k1: expected an integer from 1 to 4096/],
    [['study', 'busy.png', '-o', 'x', '--jobs', '0'], 2, /jobs: expected an integer from 1/],
    [['study', 'busy.png', '-o', '.'], 1, /current folder/],
    [['study', 'missing.png', '-o', 'x'], 1, /no such file/],
    [['study', '-', 'busy.png', '-o', 'x'], 2, /standard input must be the only picture/],
  ])('reports an error in one line: %j', (args, status, message) => {
    const result = akm(args);
    expect([result.status, result.text]).toEqual([status, '']);
    expect(result.stderr).toMatch(message);
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(at('x'))).toBe(false);
  });

  it('ends on Ctrl-C and leaves no file', async () => {
    writeFileSync(at('large.png'), writePicture(halfBusyPicture(1600, 1200), 'png'));
    const options = { cwd: folder, stdio: 'ignore' } as const;
    const child = spawn(process.execPath, [MAIN, 'study', 'large.png', '-o', 'interrupted'], options);
    const ended = once(child, 'exit');
    const isAtWork = () => readdirSync(folder).some((name) => name.startsWith('.interrupted'));
    while (!isAtWork()) await new Promise((resolve) => setTimeout(resolve, 50));
    await new Promise((resolve) => setTimeout(resolve, 1000));
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder).filter((name) => name.includes('interrupted'))).toEqual([]);
  });
});

describe('akm compare --heatmap', () => {
  it('draws the error of each pixel', () => {
    json(['encode', 'busy.png', '-o', 'h.akm', '--k2', '16']);
    const report = json(['compare', 'busy.png', 'h.akm', '--heatmap', 'heat.png']);
    expect(report).toMatchObject({ heatmap: 'heat.png', heatmapMax: report.largestPixelError });
    expect(readPicture(readFileSync(at('heat.png'))).image).toMatchObject({ width: 90, height: 61 });
    const fixed = json(['compare', 'busy.png', 'h.akm', '--heatmap', 'heat.png', '--heatmap-max', '12.5', '--force']);
    expect(fixed.heatmapMax).toBe(12.5);
    expect(akm(['compare', 'busy.png', 'h.akm', '--heatmap', 'heat2.png']).text).toMatch(
      /heat map +heat2\.png, black = /,
    );
  });

  it('overwrites neither a picture nor its inputs', () => {
    expect(akm(['compare', 'busy.png', 'h.akm', '--heatmap', 'heat.png'])).toMatchObject({ status: 1 });
    expect(akm(['compare', 'busy.png', 'h.akm', '--heatmap', 'busy.png', '-f'])).toMatchObject({ status: 2 });
    expect(akm(['compare', 'busy.png', 'h.akm', '--heatmap', '-'])).toMatchObject({ status: 2 });
    expect(akm(['compare', 'busy.png', 'h.akm', '--heatmap-max', '3'])).toMatchObject({ status: 2 });
    expect(akm(['compare', 'busy.png', 'h.akm', '--heatmap', 'z.png', '--heatmap-max', '0'])).toMatchObject({
      status: 2,
    });
  });
});

describe('akm info --palette and --counts', () => {
  it('count the pixels of every entry, and draw them', () => {
    json(['encode', 'busy.png', '-o', 'p.akm', '--k1', '8', '--k2', '16', '--block', '8']);
    const plain = json(['info', 'p.akm']);
    expect(plain.lowCounts).toBeUndefined();
    const { lowCounts, highCounts, meshPixels, ...rest } = json(['info', 'p.akm', '--counts']);
    expect(rest).toEqual(plain);
    expect([lowCounts.length, highCounts.length, meshPixels]).toEqual([8, 16, 0]);
    const all: number[] = [...lowCounts, ...highCounts];
    expect(all.reduce((sum, count) => sum + count, 0)).toBe(90 * 61);
    expect(json(['info', 'p.akm', '--palette', 'palette.png'])).toMatchObject({ lowCounts, highCounts });
    expect(readPicture(readFileSync(at('palette.png'))).image.width).toBeGreaterThan(500);
    expect(akm(['info', 'p.akm', '--palette', 'palette.png']).status).toBe(1);
    expect(akm(['info', 'p.akm', '--palette', 'palette.png', '-f']).text).toMatch(
      /entries in use \d+ of 8 low, \d+ of 16 high/,
    );
    expect(akm(['info', 'p.akm', '--palette', 'p.akm', '-f']).status).toBe(2);
  });
});
