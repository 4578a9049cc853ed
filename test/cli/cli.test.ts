/** The command line, as a person or a script sees it. Needs the build (`npm test` makes it). */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Image } from '../../src/image.js';
import { readPicture, writePicture } from '../../src/io/index.js';
import { type AkmResult, MAIN, runAkm } from '../support/akm.js';
import { drawPicture, halfBusyPicture, softDisc } from '../support/pictures.js';

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-cli-'));
  writeFileSync(at('busy.png'), writePicture(halfBusyPicture(120, 80), 'png'));
  writeFileSync(at('disc.png'), writePicture(softDisc(64), 'png'));
  writeFileSync(at('noise.txt'), 'this is no picture');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs akm in the test folder; in a separate process if there is an input. */
function akm(args: readonly string[], input?: Uint8Array) {
  return describeResult(input === undefined ? runAkm(args, folder) : spawnAkm(args, input));
}

function spawnAkm(args: readonly string[], input?: Uint8Array) {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: folder, input, maxBuffer: 1 << 28 });
}

function describeResult(result: AkmResult) {
  return {
    status: result.status,
    stdout: result.stdout,
    text: result.stdout.toString(),
    stderr: result.stderr.toString(),
  };
}

function json(args: readonly string[]) {
  const { status, text, stderr } = akm([...args, '--json']);
  expect([status, stderr]).toEqual([0, '']);
  return JSON.parse(text);
}

function sameImage(a: Image, b: Image): boolean {
  return a.width === b.width && a.height === b.height && Buffer.from(a.data).equals(Buffer.from(b.data));
}

describe('akm in a separate process', () => {
  it.each([
    [['--version']],
    [['encode', '--help']],
    [['encode', 'busy.png', '-o', '-']],
    [['encode', 'busy.png', '-o', 'own.akm', '-f']],
    [['info', 'own.akm', '--json']],
    [['decode', 'noise.txt', '--json']],
    [['explode']],
  ])('prints the same as in the process that other tests share: %j', (args) => {
    const [own, shared] = [spawnAkm(args), runAkm(args, folder)].map((result) => {
      const { status, text, stderr } = describeResult(result);
      return { status, text, stderr: stderr.replace(/[\d.]+ s\n$/, 'some seconds\n') };
    });
    expect(shared).toEqual(own);
    expect(own.text + own.stderr).not.toBe('');
  });
});

describe('akm encode', () => {
  it('writes the file beside the input, and reports on standard error', () => {
    const { status, text, stderr } = akm(['encode', 'busy.png']);
    expect([status, text]).toEqual([0, '']);
    expect(stderr).toMatch(/^busy\.png -> busy\.akm: 120x80, \d+ colours and a mesh, [\d,]+ bytes/);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(existsSync(at('busy.akm'))).toBe(true);
    expect(akm(['encode', 'busy.png', '-o', 'two.akm', '--k1', '8', '--k2', '32']).stderr).toContain('8 + 32 colours');
  });

  it('prints one JSON object with all results', () => {
    const report = json(['encode', 'busy.png', '-o', 'j.akm', '--k1', '8', '--k2', '32', '--block', '4']);
    expect(Object.keys(report)).toEqual(
      expect.arrayContaining([
        'input',
        'output',
        'status',
        'width',
        'height',
        'k1',
        'k2',
        'block',
        'bytes',
        'bitsPerPixel',
        'psnr',
        'ssim',
        'seconds',
      ]),
    );
    expect(report).toMatchObject({
      input: 'busy.png',
      output: 'j.akm',
      status: 'encoded',
      width: 120,
      height: 80,
      k1: 8,
      k2: 32,
      block: 4,
    });
    expect(report.bytes).toBe(readFileSync(at('j.akm')).length);
    expect(report.bitsPerPixel).toBeCloseTo((report.bytes * 8) / 9600, 3);
    const measured = json(['compare', 'busy.png', 'j.akm']);
    expect(measured.psnr).toBeCloseTo(report.psnr, 5);
    expect(measured.ssim).toBeCloseTo(report.ssim, 6);
  });

  it('writes the same bytes with any number of threads', () => {
    const encodeIn = (threads: string) => akm(['encode', 'busy.png', '-o', '-', '-q', '--threads', threads]);
    const [alone, ...others] = ['1', '2', '8'].map(encodeIn);
    expect([alone.status, alone.stderr]).toEqual([0, '']);
    for (const { stdout } of others) expect(stdout.equals(alone.stdout)).toBe(true);
    const wrong = encodeIn('65');
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toMatch(/^akm: --threads: expected an integer from 1 to 64, found 65/);
  });

  it('prints nothing with --quiet', () => {
    expect(akm(['encode', 'busy.png', '-o', 'q.akm', '-q'])).toMatchObject({ status: 0, text: '', stderr: '' });
  });

  it('never overwrites without --force', () => {
    writeFileSync(at('mine.akm'), 'precious');
    const refused = akm(['encode', 'busy.png', '-o', 'mine.akm']);
    expect(refused.status).toBe(1);
    expect(refused.stderr).toBe('akm: mine.akm: already exists (use --force to replace it)\n');
    expect(readFileSync(at('mine.akm'), 'utf8')).toBe('precious');
    expect(akm(['encode', 'busy.png', '-o', 'mine.akm', '--force']).status).toBe(0);
  });

  it('works in a pipe, both ways', () => {
    const encoded = akm(['encode', '-', '-o', '-', '-q'], readFileSync(at('disc.png')));
    expect([encoded.status, encoded.stderr]).toEqual([0, '']);
    const decoded = akm(['decode', '-', '-q'], encoded.stdout);
    expect(readPicture(decoded.stdout).image).toMatchObject({ width: 64, height: 64 });
  });

  it('is the same however it is called', () => {
    akm(['encode', 'busy.png', '-o', 'one.akm']);
    const piped = akm(['encode', '-', '-o', '-', '-q'], readFileSync(at('busy.png')));
    expect(piped.stdout.equals(readFileSync(at('one.akm')))).toBe(true);
  });

  it('writes only smaller files with --skip-if-larger, and exits with 0', () => {
    writeFileSync(
      at('dot.ppm'),
      writePicture(
        drawPicture(1, 1, () => [1, 2, 3, 255]),
        'ppm',
      ),
    );
    const report = json(['encode', 'dot.ppm', '-o', 'dot.akm', '--skip-if-larger', '--force']);
    expect(report.status).toBe('skipped');
    expect(existsSync(at('dot.akm'))).toBe(false);
    expect(akm(['encode', 'dot.ppm', '-o', 'dot2.akm']).stderr).toContain('LARGER');
  });

  it('meets a target size, or prints the nearest size and exits with 3', () => {
    const report = json(['encode', 'busy.png', '-o', 'small.akm', '--target-size', '6k', '--effort', '1']);
    expect(report.bytes).toBeLessThanOrEqual(6000);
    expect(report.passes).toBeGreaterThan(1);
    const failed = akm(['encode', 'busy.png', '-o', 'tiny.akm', '--target-size', '60', '--effort', '1']);
    expect(failed.status).toBe(3);
    expect(failed.stderr).toMatch(
      /^akm: busy\.png: can't reach at most 60 bytes; the nearest of \d passes has .* nothing was written\n$/,
    );
    expect(existsSync(at('tiny.akm'))).toBe(false);
  });

  it('meets a PSNR and an SSIM', () => {
    expect(json(['encode', 'busy.png', '-o', 'p.akm', '--min-psnr', '25', '-e1']).psnr).toBeGreaterThanOrEqual(25);
    expect(json(['encode', 'busy.png', '-o', 's.akm', '--min-ssim', '0.9', '-e1']).ssim).toBeGreaterThanOrEqual(0.9);
  });

  it('flattens onto a background, keeps colours, dithers', () => {
    expect(json(['encode', 'disc.png', '-o', 'b.akm', '--background', '#ffffff']).alpha).toBe(false);
    expect(json(['encode', 'disc.png', '-o', 'c.akm']).alpha).toBe(true);
    akm([
      'encode',
      'busy.png',
      '-o',
      'k.akm',
      '--k1',
      '4',
      '--k2',
      '4',
      '--keep-color',
      '#e30613',
      '--keep-color',
      '#123',
    ]);
    expect(json(['info', 'k.akm']).highPalette).toEqual(expect.arrayContaining(['#e30613', '#112233']));
    expect(json(['encode', 'busy.png', '-o', 'd.akm', '--k2', '16', '--dither']).psnr).toBeLessThan(
      json(['encode', 'busy.png', '-o', 'e.akm', '--k2', '16']).psnr,
    );
  });
});

describe('akm decode', () => {
  it("writes the format of the output's extension", () => {
    akm(['encode', 'disc.png', '-o', 'x.akm', '-f']);
    const png = () => readPicture(readFileSync(at('x.png'))).image;
    expect(akm(['decode', 'x.akm']).status).toBe(0);
    for (const name of ['x.ppm', 'x.jpg', 'x.pgm', 'x.rgba'])
      expect(akm(['decode', 'x.akm', '-o', name]).status).toBe(0);
    expect(readFileSync(at('x.rgba')).equals(Buffer.from(png().data))).toBe(true);
    expect(readFileSync(at('x.jpg')).subarray(0, 2).toString('hex')).toBe('ffd8');
    expect(readFileSync(at('x.ppm'), 'latin1').slice(0, 2)).toBe('P6');
    expect(akm(['decode', 'x.akm', '-o', 'x.tiff'])).toMatchObject({ status: 2 });
  });

  it('restores a lossless picture exactly', () => {
    const flag = drawPicture(33, 21, (x, y) => [x < 11 ? 200 : 10, y > 9 ? 90 : 0, 30, 255]);
    writeFileSync(at('flag.png'), writePicture(flag, 'png'));
    expect(json(['encode', 'flag.png'])).toMatchObject({ lossless: true, psnr: null });
    akm(['decode', 'flag.akm', '-o', 'flag-back.png']);
    expect(sameImage(readPicture(readFileSync(at('flag-back.png'))).image, flag)).toBe(true);
  });

  it('calls a file lossless only where every byte comes back', () => {
    const withHidden = (count: number) =>
      drawPicture(8, 8, (x, y) => (y * 8 + x < count ? [200, 0, 0, 0] : [9, 9, x, 255]));
    writeFileSync(at('hidden.png'), writePicture(withHidden(24), 'png'));
    writeFileSync(at('hidden-1.png'), writePicture(withHidden(1), 'png'));
    const say = (...args: string[]) => akm(['encode', ...args, '-f']).stderr;
    const cleared = 'exact where visible (24 transparent pixels lose their colour; --exact keeps it), ';
    expect(say('hidden.png')).toContain(`, ${cleared}`);
    expect(say('hidden.png', '--min-psnr', '60')).toContain(`, ${cleared}`);
    expect(say('hidden-1.png')).toContain('(1 transparent pixel loses its colour; --exact keeps it)');
    expect(say('hidden.png', '--exact')).toContain(' bits/pixel, lossless, ');
    // The same holds where no file meets the target.
    const shortfall = akm(['encode', 'hidden.png', '-o', 'none.akm', '--target-size', '10', '--min-psnr', '60']);
    expect([shortfall.status, shortfall.stderr]).toEqual([3, expect.not.stringContaining('lossless')]);
  });

  it('does not call a file lossless that differs in nearly transparent pixels only', () => {
    // At alpha 1, these colours look the same in 8 bits over black and over white.
    const faint = drawPicture(16, 16, (x, y) => [100 + (x % 2), 100, 100 + (y % 2), 1]);
    writeFileSync(at('faint.png'), writePicture(faint, 'png'));
    const { stderr } = akm(['encode', 'faint.png', '--k1', '1', '--k2', '1', '-f']);
    expect(stderr).toContain(' bits/pixel, exact where visible, largest error 0');
    expect(akm(['compare', 'faint.png', 'faint.akm']).text).toMatch(
      /infinite \(equal where visible; \d+ half-transparent/,
    );
  });
});

describe('akm info, map, compare and verify', () => {
  it('describe every field and every byte', () => {
    json(['encode', 'busy.png', '-o', 'i.akm', '--classify', 'eigen', '--k1', '8', '--k2', '16', '--block', '8', '-f']);
    const info = json(['info', 'i.akm']);
    expect(info).toMatchObject({
      version: 1,
      coding: 0,
      width: 120,
      height: 80,
      k1: 8,
      k2: 16,
      blockSide: 8,
      blockColumns: 15,
      blockRows: 10,
      bandCount: 1,
      lowBlocks: 75,
      highBlocks: 75,
    });
    expect(info.sections.reduce((sum: number, { bytes }: { bytes: number }) => sum + bytes, 0)).toBe(info.bytes);
    expect(info.lowPalette).toHaveLength(8);
    const { text } = akm(['info', 'i.akm']);
    expect(text).toMatch(/8 colours for low detail, 16 for high detail/);
  });

  it('draw the same map from a picture and from its file', () => {
    json(['encode', 'busy.png', '-o', 'm.akm', '--classify', 'eigen', '--block', '8', '--k1', '8', '--k2', '16']);
    expect(json(['map', 'm.akm', '-o', 'm1.png'])).toMatchObject({ columns: 15, rows: 10, lowBlocks: 75 });
    json(['map', 'busy.png', '--block', '8', '-o', 'm2.png']);
    const map = (name: string) => readPicture(readFileSync(at(name))).image;
    expect(sameImage(map('m1.png'), map('m2.png'))).toBe(true);
    json(['map', 'm.akm', '-o', 'm3.png', '--full']);
    expect(map('m3.png')).toMatchObject({ width: 120, height: 80 });
    expect(akm(['map', 'm.akm', '-o', 'm4.png', '--block', '8']).status).toBe(2);
  });

  it('measure two pictures of any format', () => {
    akm(['encode', 'busy.png', '-o', 'v.akm']);
    akm(['decode', 'v.akm', '-o', 'v.png']);
    const a = json(['compare', 'busy.png', 'v.akm']);
    expect(Object.keys(a)).toEqual(['mse', 'psnr', 'ssim', 'ssimStudy', 'maxError', 'unseenDifferences']);
    expect(json(['compare', 'busy.png', 'v.png'])).toEqual(a);
    expect(json(['compare', 'busy.png', 'busy.png'])).toEqual({
      mse: 0,
      psnr: null,
      ssim: 1,
      ssimStudy: 1,
      maxError: 0,
      unseenDifferences: 0,
    });
    expect(akm(['compare', 'busy.png', 'busy.png']).text).toContain('infinite (equal pixels)');
    expect(akm(['compare', 'busy.png', 'disc.png']).status).toBe(2);
  });

  it('never call pictures equal that differ under transparency', () => {
    const clear = (red: number) => drawPicture(8, 8, (x) => (x < 3 ? [red, 0, 0, 0] : [9, 9, 9, 255]));
    writeFileSync(at('red.png'), writePicture(clear(200), 'png'));
    writeFileSync(at('black.png'), writePicture(clear(0), 'png'));
    const { text } = akm(['compare', 'red.png', 'black.png', '--heatmap', 'unseen.png']);
    expect(text).toContain('infinite (equal where visible; 24 transparent pixels differ in colour)');
    expect(text).toContain('all black: equal where visible');
    writeFileSync(
      at('off.png'),
      writePicture(
        drawPicture(8, 8, (x) => (x < 3 ? [0, 0, 0, 0] : [9, 9, 12, 255])),
        'png',
      ),
    );
    const off = akm(['compare', 'red.png', 'off.png', '--heatmap', 'off-map.png']).text;
    expect(off).toMatch(/^not counted {4}24 transparent pixels differ in colour$/m);
    expect(off).toContain('black = equal where visible, brightest');
    expect(json(['compare', 'red.png', 'black.png'])).toMatchObject({ psnr: null, unseenDifferences: 24 });
  });

  it('distinguish an intact file from a damaged one', () => {
    akm(['encode', 'busy.png', '-o', 'w.akm']);
    expect(json(['verify', 'w.akm'])).toMatchObject({ status: 'valid', width: 120 });
    const bytes = readFileSync(at('w.akm'));
    bytes[bytes.length - 9] ^= 1;
    writeFileSync(at('damaged.akm'), bytes);
    const failed = akm(['verify', 'damaged.akm', '--json']);
    expect(failed.status).toBe(1);
    expect(JSON.parse(failed.text)).toMatchObject({ status: 'failed', code: 'band-crc' });
    expect(failed.stderr).toMatch(
      /^akm: band 0 at byte \d+: expected CRC-32 0x[0-9a-f]{8}, found 0x[0-9a-f]{8}: the file is damaged\n$/,
    );
  });
});

describe('wrong usage of akm', () => {
  it.each([
    [['encode', 'missing.png'], 1, 'akm: missing.png: no such file or folder (check the path)\n'],
    [['encode', 'noise.txt'], 1, /^akm: .*(74 68 69 73|not|can't|unknown).*\n$/],
    [['decode', 'busy.png'], 1, /^akm: .*busy\.png is a PNG file, not an AKM file/],
    [
      ['encode', 'busy.png', '--k1', 'many'],
      2,
      /^akm: option '--k1 <n>' argument 'many' is invalid\. Expected a whole number\. \(see akm help encode\)\n$/,
    ],
    [['encode', 'busy.png', '--k1', '5000'], 2, /^akm: --k1: expected an integer from 0 to 4096, found 5000/],
    [['encode', 'busy.png', '--classify', 'best'], 2, /Allowed choices are codebook, eigen, variance, gradient, none/],
    [['encode', 'busy.png', '--colour'], 2, /unknown option '--colour'/],
    [['encode', 'busy.png', '-o', 'busy.png'], 2, /overwrite the input/],
    [['encode', 'busy.png', '-o', '-', '--json'], 2, /standard output/],
    [['encode', 'busy.png', '--quality', '50', '--target-size', '4k'], 2, /leave out --quality/],
    [['encode', 'busy.png', '--lossless', '-Q', '80'], 2, /^akm: --lossless keeps every pixel; leave out --quality/],
    [['encode', 'busy.png', '--lossless', '--dither'], 2, /leave out --dither/],
    [['encode', 'busy.png', '--lossless', '--target-size', '4k'], 2, /leave out --target-size/],
    [['encode', 'busy.png', '--lossless', '-o', 'x.akm'], 3, /at most 4096 colours in all, found more\n$/],
    [['encode', 'busy.png', '--max-pixels', '100', '-o', 'l.akm'], 1, /raise it with --max-pixels/],
    [['encode'], 2, /missing required argument 'picture'/],
    [['compare', 'a.png', 'b.png', 'c.png'], 2, /too many arguments/],
    [['explode'], 2, /unknown command 'explode'/],
  ])('is reported in one line: %j', (args, status, message) => {
    const result = akm(args);
    expect(result.status).toBe(status);
    if (!args.includes('--json')) expect(result.text).toBe('');
    expect(result.stderr.trim().split('\n')).toHaveLength(1);
    if (typeof message === 'string') expect(result.stderr).toBe(message);
    else expect(result.stderr).toMatch(message);
  });

  it('shows a stack trace only with --debug', () => {
    expect(akm(['decode', 'noise.txt']).stderr).not.toContain('\n    at ');
    expect(akm(['decode', 'noise.txt', '--debug']).stderr).toContain('\n    at ');
  });

  it('shows help and version, with success', () => {
    expect(akm(['--version'])).toMatchObject({ status: 0, text: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) });
    for (const command of ['encode', 'decode', 'info', 'compare', 'map', 'verify']) {
      const help = akm([command, '--help']);
      expect(help.status).toBe(0);
      expect(help.text).toContain('Examples:');
    }
    expect(akm([]).status).toBe(2);
  });
});

describe('an interrupted akm', () => {
  it('is quiet when the reader of a pipe stops', () => {
    akm(['encode', 'busy.png', '-o', 'pipe.akm']);
    for (let run = 0; run < 5; run++) {
      const { stderr } = spawnSync('sh', ['-c', `"${process.execPath}" "${MAIN}" info pipe.akm --json | head -c1`], {
        cwd: folder,
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
    }
  });

  it('ends on Ctrl-C and leaves no file', async () => {
    writeFileSync(at('large.png'), writePicture(halfBusyPicture(1600, 1200), 'png'));
    const child = spawn(process.execPath, [MAIN, 'encode', 'large.png', '--effort', '9'], {
      cwd: folder,
      stdio: 'ignore',
    });
    const ended = once(child, 'exit');
    await new Promise((resolve) => setTimeout(resolve, 1500));
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(readdirSync(folder).filter((name) => name.startsWith('.') || name === 'large.akm')).toEqual([]);
  });

  it.skipIf(process.platform === 'win32')(
    'ends on Ctrl-C while it waits for the other end of a named pipe',
    async () => {
      spawnSync('mkfifo', [at('fifo.png'), at('fifo.akm')]);
      const children = [
        ['encode', 'fifo.png', '-o', 'never.akm'],
        ['encode', 'busy.png', '-o', 'fifo.akm'],
      ].map((args) => spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: 'ignore' }));
      const ends = children.map((child) => once(child, 'exit'));
      await new Promise((resolve) => setTimeout(resolve, 1500));
      for (const child of children) child.kill('SIGINT');
      expect(await Promise.all(ends)).toEqual(children.map(() => [null, 'SIGINT']));
      rmSync(at('fifo.png'));
      rmSync(at('fifo.akm'));
      expect(existsSync(at('never.akm'))).toBe(false);
    },
  );

  it('ends within two seconds of Ctrl-C while its threads are at work', async () => {
    writeFileSync(at('deflating.png'), writePicture(halfBusyPicture(1600, 1200), 'png'));
    // A child that reports when its threads have started. From then on, the work runs in them.
    const script = `process.on('worker', () => setTimeout(() => process.stdout.write('at work'), 300));
      process.argv = ['', '', 'encode', 'deflating.png', '--effort', '9', '--k2', '16', '--k1', '8', '--classify', 'variance', '--threads', '2'];
      await import(${JSON.stringify(pathToFileURL(MAIN).href)});`;
    const args = ['--input-type=module', '--eval', script];
    const child = spawn(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(child, 'exit');
    const isAtWork = await Promise.race([once(child.stdout, 'data'), ended.then(() => undefined)]);
    expect(String(isAtWork)).toMatch(/^at work/);
    const killedAt = Date.now();
    child.kill('SIGINT');
    expect(await ended).toEqual([null, 'SIGINT']);
    expect(Date.now() - killedAt).toBeLessThan(2000);
  });
});
