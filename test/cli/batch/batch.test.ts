/** Batches, as a person or a script sees them. Needs the build (`npm test` makes it). */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readPicture, writePicture } from '../../../src/io/index.js';
import { MAIN, runAkm } from '../../support/akm.js';
import { drawPicture, halfBusyPicture, softDisc } from '../../support/pictures.js';

const QUICK = ['--effort', '1'];

/** Of four colours: encoded exactly. */
const FLAG = drawPicture(24, 24, (x, y) => [x < 8 ? 200 : 10, y > 9 ? 90 : 0, 30, 255]);

let folder: string;
const at = (name: string) => join(folder, name);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-batch-'));
  mkdirSync(at('in/sub'), { recursive: true });
  writeFileSync(at('in/a.png'), writePicture(halfBusyPicture(40, 30, 1), 'png'));
  writeFileSync(at('in/bad.png'), 'this is no picture');
  writeFileSync(at('in/sub/c.jpg'), writePicture(halfBusyPicture(50, 20, 2), 'jpeg'));
  writeFileSync(at('in/sub/d.ppm'), writePicture(FLAG, 'ppm'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs akm in the test folder. */
function akm(...args: string[]) {
  const { status, stdout, stderr } = runAkm(args, folder);
  return { status, stdout: stdout.toString(), errors: stderr.toString().split('\n').slice(0, -1) };
}

/** Runs akm; its lines as objects, the last one apart. */
function json(...args: string[]) {
  const { status, stdout, errors } = akm(...args, '--json');
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return { status, errors, results: lines.slice(0, -1), summary: lines.at(-1) };
}

/** Paths of the files in a folder and below, sorted. */
function listFiles(name: string): string[] {
  if (!existsSync(at(name))) return [];
  const entries = readdirSync(at(name), { recursive: true, encoding: 'utf8' });
  return entries.filter((entry) => statSync(at(`${name}/${entry}`)).isFile()).sort();
}

describe('a batch', () => {
  it('mirrors a tree, names each failure with its reason, and sums up', () => {
    const { status, stdout, errors } = akm('encode', '-r', 'in', '--out-dir', 'out', ...QUICK);
    expect([status, stdout]).toEqual([1, '']);
    expect(listFiles('out')).toEqual(['a.akm', 'sub/c.akm', 'sub/d.akm']);
    expect(errors).toHaveLength(5);
    expect(errors[0]).toMatch(/^in\/a\.png -> out\/a\.akm: 40x30, /);
    expect(errors[1]).toBe(
      'akm: in/bad.png: not a PNG, JPEG, PPM or PGM: it begins with the bytes 74 68 69 73 20 69 73 20',
    );
    expect(errors[4]).toMatch(/^3 encoded, 0 skipped, 1 failed; [\d,]+ bytes in, [\d,]+ out \([\d.]+ %\), [\d.]+ s$/);
  });

  it('makes the bytes that each single input makes, with any number of jobs', () => {
    akm('encode', 'in/a.png', '-o', 'alone.akm', ...QUICK);
    for (const jobs of ['1', '3']) {
      akm('encode', '-r', 'in', '--out-dir', `out${jobs}`, '-j', jobs, ...QUICK);
      expect(readFileSync(at(`out${jobs}/a.akm`)).equals(readFileSync(at('alone.akm')))).toBe(true);
    }
    for (const name of listFiles('out1')) {
      expect(readFileSync(at(`out1/${name}`)).equals(readFileSync(at(`out3/${name}`)))).toBe(true);
    }
  });

  it('prints an object for each input, in order, and a summary', () => {
    const inputs = ['in/sub/d.ppm', 'missing.png', 'in/*.png'];
    const { status, errors, results, summary } = json('encode', ...inputs, '--out-dir', 'out', '-j', '4', ...QUICK);
    expect(status).toBe(1);
    expect(errors).toHaveLength(2);
    expect(results).toMatchObject([
      { input: 'in/sub/d.ppm', output: 'out/d.akm', status: 'encoded', width: 24, height: 24, psnr: null },
      { input: 'missing.png', status: 'failed', code: 'enoent' },
      { input: 'in/a.png', output: 'out/a.akm', status: 'encoded' },
      { input: 'in/bad.png', output: 'out/bad.akm', status: 'failed', code: 'picture-format' },
    ]);
    expect(results[0].ssim).toBe(1);
    expect(Object.keys(summary)).toEqual([
      'status',
      'command',
      'inputs',
      'done',
      'skipped',
      'failed',
      'inputBytes',
      'outputBytes',
      'percent',
      'seconds',
    ]);
    expect(summary).toMatchObject({ status: 'summary', command: 'encode', inputs: 4, done: 2, skipped: 0, failed: 2 });
    expect(summary.outputBytes).toBe(results[0].bytes + results[2].bytes);
  });

  it('of one input prints as a single input does, unless a flag for batches is given', () => {
    const alone = akm('encode', 'in/a.png', '--json', ...QUICK);
    expect(alone.stdout.trim().split('\n')).toHaveLength(1);
    const { results, summary } = json('encode', 'in/a.png', '--out-dir', 'out', ...QUICK);
    expect([results.length, summary.inputs]).toEqual([1, 1]);
    expect(Object.keys(results[0])).toEqual(Object.keys(JSON.parse(alone.stdout)));
  });

  it('also works for decode, verify and info', () => {
    akm('encode', '-r', 'in', '--out-dir', 'out', '-q', ...QUICK);
    expect(json('verify', '-r', 'out').results).toMatchObject([
      { file: 'out/a.akm', status: 'valid', width: 40 },
      { file: 'out/sub/c.akm', status: 'valid', width: 50 },
      { file: 'out/sub/d.akm', status: 'valid', width: 24 },
    ]);
    const shown = akm('info', 'out/a.akm', 'out/sub/*.akm');
    expect([shown.status, shown.stdout.match(/^out\/.*: AKM 1, /gm)?.length]).toEqual([0, 3]);
    expect(shown.errors).toHaveLength(1);
    expect(json('decode', '-r', 'out', '--out-dir', 'back', '--format', 'ppm').status).toBe(0);
    expect(listFiles('back')).toEqual(['a.ppm', 'sub/c.ppm', 'sub/d.ppm']);
    const drawn = readPicture(readFileSync(at('back/sub/d.ppm'))).image;
    expect(Buffer.from(drawn.data).equals(Buffer.from(FLAG.data))).toBe(true);
    writeFileSync(at('out/z.akm'), readFileSync(at('out/a.akm')).subarray(0, -1));
    const { status, summary } = json('verify', '-r', 'out');
    expect([status, summary.done, summary.failed]).toEqual([1, 3, 1]);
  });

  it('prints only errors with --quiet', () => {
    expect(akm('encode', '-r', 'in', '--ext', 'jpg,.PPM', '--out-dir', 'out', '-q', ...QUICK)).toEqual({
      status: 0,
      stdout: '',
      errors: [],
    });
    expect(listFiles('out')).toEqual(['sub/c.akm', 'sub/d.akm']);
    expect(akm('encode', '-r', 'in', '--out-dir', 'out2', '-q', ...QUICK).errors).toHaveLength(1);
  });

  it('writes nothing in a dry run, and prints what it would do', () => {
    const { status, errors } = akm('encode', '-r', 'in', '--out-dir', 'out', '--dry-run');
    expect([status, errors[0], errors.at(-1)]).toEqual([
      0,
      'would encode in/a.png -> out/a.akm',
      '4 would be encoded, 0 skipped, 0 failed; nothing was written',
    ]);
    expect(existsSync(at('out'))).toBe(false);
    expect(json('verify', 'in/a.png', '--dry-run').results).toEqual([{ file: 'in/a.png', status: 'planned' }]);
  });

  it('exits with 3 when the only failures are missed targets', () => {
    const args = ['encode', 'in/a.png', 'in/sub/d.ppm', '--out-dir', 'out', '--target-size', '200', ...QUICK];
    const { status, results } = json(...args);
    expect([status, results[0].code, results[1].status]).toEqual([3, 'target', 'encoded']);
    expect(json(...args, 'missing.png').status).toBe(1);
  });

  it('stays within its budget of pixels, and processes a larger picture while no other runs', () => {
    const { status, summary } = json(
      'encode',
      '-r',
      'in',
      '--out-dir',
      'o',
      '-j4',
      '--pixels-in-flight',
      '100',
      ...QUICK,
    );
    expect([status, summary.done, summary.failed]).toEqual([1, 3, 1]);
  });
});

describe('a batch that continues an earlier run', () => {
  const encode = (...flags: string[]) => json('encode', '-r', 'in/sub', '--out-dir', 'out', ...QUICK, ...flags);
  const statuses = (...flags: string[]) => {
    const { status, results } = encode(...flags);
    return [status, ...results.map((each) => each.reason ?? each.code ?? each.status)];
  };

  it('skips inputs whose output is whole and newer', () => {
    akm('encode', 'in/sub/c.jpg', '--out-dir', 'out', ...QUICK);
    const bytes = readFileSync(at('out/c.akm'));
    expect(statuses('--skip-existing', '--quality', '10')).toEqual([0, 'up to date', 'encoded']);
    expect(readFileSync(at('out/c.akm')).equals(bytes)).toBe(true);
    expect(encode('--skip-existing').summary).toMatchObject({ done: 0, skipped: 2, failed: 0, outputBytes: 0 });
  });

  it('replaces damaged or older outputs only with --force: they may be somebody else’s files', () => {
    encode();
    truncateSync(at('out/c.akm'), 100);
    utimesSync(at('in/sub/d.ppm'), new Date(), new Date(Date.now() + 5000));
    const before = readFileSync(at('out/d.akm'));
    expect(statuses('--skip-existing')).toEqual([1, 'eexist', 'eexist']);
    expect(encode('--skip-existing').errors).toEqual([
      expect.stringMatching(
        /^akm: in\/sub\/c\.jpg: out\/c\.akm: exists, but is not a whole file: .*\(use --force to replace it\)$/,
      ),
      'akm: in/sub/d.ppm: out/d.akm: exists, but is not newer than its input (use --force to replace it)',
    ]);
    expect(readFileSync(at('out/d.akm')).equals(before)).toBe(true);
    expect(statuses('--skip-existing', '--dry-run', '--force')).toEqual([0, 'planned', 'planned']);
    expect(statSync(at('out/c.akm')).size).toBe(100);
    expect(statuses('--skip-existing', '--force')).toEqual([0, 'encoded', 'encoded']);
    expect(akm('verify', '-r', 'out').status).toBe(0);
  });

  it('does not overwrite without --force, and reports it before the work', () => {
    encode();
    expect(statuses()).toEqual([1, 'eexist', 'eexist']);
  });

  it('checks decoded pictures, too', () => {
    encode();
    const decode = (...flags: string[]) =>
      json('decode', '-r', 'out', '--out-dir', 'back', '--skip-existing', ...flags);
    for (const format of ['png', 'rgba']) {
      expect(decode('--format', format).summary.done).toBe(2);
      expect(decode('--format', format).summary).toMatchObject({ done: 0, skipped: 2, failed: 0 });
      truncateSync(at(`back/c.${format}`), 500);
      expect(decode('--format', format).summary).toMatchObject({ skipped: 1, failed: 1 });
    }
  });
});

describe('a batch is refused before any work', () => {
  it.each([
    [
      ['encode', 'in/a.png', 'x.akm', 'in/x.png', '--force'],
      'x.akm, the output of x.akm, would overwrite the input x.akm',
    ],
    [
      ['encode', 'in/a.png', 'in/b.png', '-o', 'x.akm'],
      "2 inputs can't all be written to x.akm; give --out-dir a folder",
    ],
    [['encode', 'in/a.png', 'in/b.png', '-o', '-'], 'only a single input can go to standard output'],
    [
      ['encode', 'in/a.png', '-o', 'x.akm', '--out-dir', 'out'],
      '-o names a file and --out-dir a folder; give only one of them',
    ],
    [['encode', 'in/a.png', '-'], 'standard input must be the only input, without a folder for the output'],
    [['encode', '-', '--out-dir', 'out'], 'standard input must be the only input, without a folder for the output'],
    [['encode', 'in/a.png', '--out-dir', 'in/a.ppm'], /^--out-dir in\/a\.ppm: .*a\.ppm is not a folder/],
    [['encode', 'in/a.png', '--out-dir', 'in/a.ppm/x'], /^--out-dir in\/a\.ppm\/x: .*a\.ppm is not a folder/],
    [['encode', 'in/a.png', 'in/b.png', '--k1', '5000'], '--k1: expected an integer from 0 to 4096, found 5000'],
    [['encode', 'in/a.png', 'in/b.png', '-Q1', '--min-psnr', '40'], /leave out --quality/],
    [['encode', 'in/a.png', 'in/b.png', '-j', '0'], '--jobs: expected an integer from 1 to 256, found 0'],
    [['encode', '-r', 'in', '--ext', 'png,,jpg'], /Expected extensions between commas/],
    [['decode', 'x.akm', 'in/a.png'], 'in/a.png, the output of in/a.png, would overwrite the input in/a.png'],
    [['decode', 'x*.akm', '-o', 'y.tiff'], /^can't tell a picture format from the name y\.tiff/],
    [
      ['decode', 'x*.akm', '--jpeg-quality', '0', '--format', 'jpeg'],
      '--jpeg-quality: expected an integer from 1 to 100, found 0',
    ],
    [['info', 'x.akm', 'x.akm', '--palette', 'p.png'], '--palette is for a single file'],
  ])('%j', (args, message) => {
    akm('encode', 'in/a.png', '-o', 'x.akm', ...QUICK);
    writeFileSync(at('in/a.ppm'), readFileSync(at('in/sub/d.ppm')));
    writeFileSync(at('in/x.png'), readFileSync(at('in/a.png')));
    const before = listFiles('.');
    const { status, stdout, errors } = akm(...args);
    expect([status, stdout, errors.length]).toEqual([2, '', 1]);
    const line = errors[0].replace(/^akm: /, '');
    if (typeof message === 'string') expect(line.startsWith(message), line).toBe(true);
    else expect(line).toMatch(message);
    expect(listFiles('.')).toEqual(before);
  });

  it('when an output is an input by another name', () => {
    akm('encode', 'in/a.png', '-o', 'x.akm', ...QUICK);
    symlinkSync('../x.akm', at('in/a.akm'));
    const { status, errors } = akm('encode', 'in/a.png', 'x.akm', '--force', '-o', 'in/a.akm');
    expect([status, errors.length]).toEqual([2, 1]);
    const linked = akm('decode', 'x.akm', 'in/a.akm', '--out-dir', 'in', '--force');
    expect([linked.status, listFiles('in')]).toEqual([0, expect.arrayContaining(['x.png'])]);
  });

  it('except with -o and a pattern that matches one input', () => {
    expect(json('encode', 'in/a*.png', '-o', 'one.akm', ...QUICK)).toMatchObject({ status: 0, summary: { done: 1 } });
    expect(existsSync(at('one.akm'))).toBe(true);
  });
});

describe('an interrupted batch', () => {
  /** Starts akm, and collects its standard error. */
  function start(...args: string[]): {
    child: ChildProcess;
    ended: Promise<NodeJS.Signals | null>;
    said: () => string;
  } {
    const child = spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr!.on('data', (chunk) => {
      said += chunk;
    });
    const ended = new Promise<NodeJS.Signals | null>((resolve) => child.on('close', (_, signal) => resolve(signal)));
    return { child, ended, said: () => said };
  }

  async function interrupt({ child, ended }: ReturnType<typeof start>): Promise<number> {
    const sentAt = Date.now();
    child.kill('SIGINT');
    expect(await ended).toBe('SIGINT');
    return Date.now() - sentAt;
  }

  it('ends within two seconds, keeps finished outputs only, and can be continued', async () => {
    mkdirSync(at('long'));
    writeFileSync(at('long/1.png'), writePicture(softDisc(16), 'png'));
    for (const name of ['2', '3', '4']) {
      writeFileSync(at(`long/${name}.png`), writePicture(halfBusyPicture(900, 700, Number(name)), 'png'));
    }
    const run = start('encode', '-r', 'long', '--out-dir', 'out', '--effort', '9', '-j', '2');
    while (!existsSync(at('out/1.akm'))) await new Promise((resume) => setTimeout(resume, 20));
    await new Promise((resume) => setTimeout(resume, 700));
    expect(await interrupt(run)).toBeLessThan(2000);
    expect(readdirSync(at('out')).filter((name) => !/^\d\.akm$/.test(name))).toEqual([]);
    expect(run.said()).toMatch(/\ninterrupted after \d of 4; --skip-existing goes on from here\n$/);
    expect(akm('verify', '-r', 'out').status).toBe(0);
    const rest = json('encode', '-r', 'long', '--out-dir', 'out', '--skip-existing', ...QUICK);
    expect([rest.status, rest.summary.failed, rest.results[0].reason]).toEqual([0, 0, 'up to date']);
  });

  it('ends within two seconds while it reads a large JPEG in one long step', async () => {
    writeFileSync(at('large.jpg'), writePicture(halfBusyPicture(3000, 3000), 'jpeg'));
    const run = start('encode', 'large.jpg');
    await new Promise((resume) => setTimeout(resume, 1500));
    expect(await interrupt(run)).toBeLessThan(2000);
    expect(existsSync(at('large.akm'))).toBe(false);
  });

  it('ends while it waits for standard input', async () => {
    const run = start('encode', '-', '-o', 'x.akm');
    await new Promise((resume) => setTimeout(resume, 1000));
    expect(await interrupt(run)).toBeLessThan(2000);
  });

  it('is quiet when the reader of a pipe stops, and fails if work was left', () => {
    akm('encode', '-r', 'in', '--out-dir', 'out', '-q', ...QUICK);
    for (const [command, code] of [
      ['info', '0'],
      ['verify', '1'],
    ]) {
      for (let run = 0; run < 5; run++) {
        // A reader that ends at once; the first line of the result is the exit code of akm.
        const script = `{ "${process.execPath}" "${MAIN}" ${command} -r out out/a.akm --json; echo $? >code; } | true`;
        const { stderr } = spawnSync('sh', ['-c', script], { cwd: folder, encoding: 'utf8' });
        expect([stderr, readFileSync(at('code'), 'utf8').trim()]).toEqual(['', code]);
      }
    }
  });
});
