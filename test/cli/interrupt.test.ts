/** Signals end akm at once, whatever it waits for, and no incomplete file is left. Needs the build. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { encode } from '../../src/encode/index.js';
import { writePicture } from '../../src/io/index.js';
import { MAIN } from '../support/akm.js';
import { softDisc } from '../support/pictures.js';

let folder: string;
const at = (name: string) => join(folder, name);
const isWindows = process.platform === 'win32';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-interrupt-'));
  if (isWindows) return;
  for (const name of ['in.fifo', 'map.fifo', 'out.fifo', 'full.fifo', 'a.akm']) spawnSync('mkfifo', [at(name)]);
  for (const name of ['a.png', 'b.png']) writeFileSync(at(name), writePicture(softDisc(32), 'png'));
  // A megabyte of pixels: more than any pipe holds.
  writeFileSync(at('large.akm'), encode(softDisc(512), { effort: 1 }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function start(args: readonly string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...args], { cwd: folder, stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Ends a process by a signal. Returns the milliseconds until its end, and the cause of the end. */
async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<unknown[]> {
  const ended = once(child, 'exit');
  const sentAt = performance.now();
  child.kill(signal);
  const how = await ended;
  return [how, performance.now() - sentAt < 2000];
}

/** Long enough for a process to have begun to wait. */
const TO_WAIT = 1200;

describe.skipIf(isWindows).concurrent('akm is ended by a signal', () => {
  it.each([
    ['an input that is a pipe without a writer', ['encode', 'in.fifo', '-o', 'x.akm']],
    ['the same where it compares', ['compare', 'a.png', 'in.fifo']],
    ['the same where it draws a map', ['map', 'in.fifo', '-o', 'x.png']],
    ['the same where it studies', ['study', 'in.fifo', '-o', 'study']],
    ['a block map that is a pipe', ['encode', 'a.png', '--block-map', 'map.fifo', '-o', 'x.akm']],
    ['the same in the threads of a batch', ['encode', 'a.png', 'b.png', '--block-map', 'map.fifo', '--out-dir', 'x']],
    ['an output that is a pipe without a reader', ['encode', 'a.png', '-o', 'out.fifo']],
    ['the same in a batch', ['encode', 'a.png', 'b.png', '-f', '-q', '-e', '1']],
    ['standard input', ['verify', '-']],
  ])('while it waits for %s', async (_, args) => {
    const child = start(args);
    await sleep(TO_WAIT);
    expect(child.exitCode).toBeNull();
    const signal = args[0] === 'compare' ? 'SIGTERM' : 'SIGINT';
    expect(await end(child, signal)).toEqual([[null, signal], true]);
  });

  it('while it writes to a full pipe, or to standard output without a reader', async () => {
    const reader = openSync(at('full.fifo'), constants.O_RDONLY | constants.O_NONBLOCK);
    const [piped, printed] = [
      start(['decode', 'large.akm', '-o', 'full.fifo', '--format', 'rgba']),
      start(['decode', 'large.akm', '-o', '-', '--format', 'rgba']),
    ];
    await sleep(TO_WAIT);
    expect([piped.exitCode, printed.exitCode]).toEqual([null, null]);
    expect(await end(piped, 'SIGINT')).toEqual([[null, 'SIGINT'], true]);
    expect(await end(printed, 'SIGTERM')).toEqual([[null, 'SIGTERM'], true]);
    closeSync(reader);
  });
});

describe.skipIf(isWindows)('a signal that arrives while akm starts', () => {
  // Node calls a handler only between pieces of work. akm once removed its handler during work that keeps Node busy, so
  // the handler was never called: one in a hundred decodes into a full pipe ignored the signal.
  it('is not lost: no handler is removed again', () => {
    const watch = `data:text/javascript,${encodeURIComponent(
      "const { off } = process; process.off = (name, ...rest) => { if (/^SIG/.test(name)) console.error('off ' + name); return off.call(process, name, ...rest); };",
    )}`;
    for (const args of [
      ['decode', 'large.akm', '-o', 'started.png', '-f'],
      ['encode', 'a.png', '-o', 'started.akm', '-f'],
      ['encode', 'a.png', 'b.png', '--out-dir', 'started', '-f'],
      ['compare', 'a.png', 'b.png'],
      ['map', 'a.png', '-o', 'started-map.png', '-f'],
    ]) {
      const command = ['--import', watch, MAIN, ...args, '-q'];
      const { status, stderr } = spawnSync(process.execPath, command, { cwd: folder, encoding: 'utf8' });
      expect([args[0], status, stderr]).toEqual([args[0], 0, '']);
    }
  });
});

describe.skipIf(isWindows)('a named pipe', () => {
  it('that no writer opened leaves no file behind', () => {
    expect(readdirSync(folder).filter((name) => /^x|study|tmp$/.test(name))).toEqual([]);
  });

  it('is read completely when a writer comes, also in pieces', async () => {
    const child = start(['verify', 'in.fifo', '--json']);
    const encoded = spawnSync(process.execPath, [MAIN, 'encode', 'a.png', '-o', '-'], { cwd: folder }).stdout;
    const writer = openSync(at('in.fifo'), 'w');
    writeSync(writer, encoded.subarray(0, 30));
    await sleep(50);
    writeSync(writer, encoded.subarray(30));
    closeSync(writer);
    const [output] = (await once(child.stdout!, 'data')) as [Buffer];
    expect(JSON.parse(String(output))).toMatchObject({ status: 'valid', width: 32, bytes: encoded.length });
  });

  it('delays no other output of a batch, and gets its file when a reader comes', async () => {
    rmSync(at('b.akm'), { force: true });
    const child = start(['encode', 'a.png', 'b.png', '-f', '-e', '1', '-j', '2', '--json']);
    while (!readdirSync(folder).includes('b.akm')) await sleep(20);
    const { stdout } = spawnSync(process.execPath, [MAIN, 'verify', 'a.akm', '--json'], { cwd: folder });
    expect(JSON.parse(String(stdout))).toMatchObject({ status: 'valid' });
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});

describe.skipIf(isWindows)('a shell', () => {
  it('sees 130 and 143, as the help says', () => {
    const script = `"${process.execPath}" "${MAIN}" verify in.fifo & sleep 1; kill -$1 $!; wait $!; echo $?`;
    const codes = ['INT', 'TERM'].map((signal) =>
      String(spawnSync('bash', ['-mc', script, '-', signal], { cwd: folder, stdio: 'pipe' }).stdout).trim(),
    );
    expect(codes).toEqual(['130', '143']);
  });
});
