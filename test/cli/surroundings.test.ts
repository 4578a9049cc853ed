/**
 * A process in a bad environment: in a deleted folder, with few open files, with names that are not UTF-8. Each gives one
 * clear line, and does not count as a bug of akm. Needs the build.
 */

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encode } from '../../src/encode/index.js';
import { writePicture } from '../../src/io/index.js';
import { MAIN } from '../support/akm.js';
import { halfBusyPicture, softDisc } from '../support/pictures.js';

const STUDY = ['--k1', '4', '--k2', '8', '--qualities', '75'];

/** Made once for all tests. */
const [DISC, OTHER] = [softDisc(20), halfBusyPicture(8, 8)].map((picture) => {
  return { png: writePicture(picture, 'png'), akm: encode(picture) };
});

let folder: string;
const at = (name: string) => join(folder, name);
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'akm-surroundings-'));
  writeFileSync(at('a.png'), DISC.png);
  writeFileSync(at('b.png'), DISC.png);
  writeFileSync(at('y.akm'), DISC.akm);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a script of the shell, in which `akm` is the command line. */
function shell(script: string, args: readonly string[] = []) {
  const akm = `akm() { "${process.execPath}" "${MAIN}" "$@"; }`;
  const { status, stdout, stderr } = spawnSync('sh', ['-c', `${akm}\n${script}`, 'sh', ...args], { cwd: folder });
  return { status, stdout: stdout.toString(), stderr: stderr.toString() };
}

describe.skipIf(process.platform === 'win32')('in a working directory that was deleted', () => {
  const run = (args: readonly string[]) => shell('mkdir gone; cd gone; rmdir ../gone; akm "$@"', args);

  it.each([
    [['encode', 'a.png']],
    [['encode', 'a.png', '-o', 'x.akm']],
    [['encode', 'a.png', 'b.png']],
    [['encode', '-r', '.', '--out-dir', 'out']],
    [['encode', '*.png']],
    [['decode', 'y.akm']],
    [['decode', 'y.akm', '--format', 'png', '-o', '/nowhere/x.png']],
    [['info', 'y.akm']],
    [['info', 'y.akm', 'y.akm']],
    [['verify', 'y.akm']],
    [['verify', '-r', '.']],
    [['compare', 'a.png', 'b.png']],
    [['compare', 'a.png', 'b.png', '--heatmap', 'h.png']],
    [['view', 'a.png']],
    [['map', 'a.png']],
    [['study', 'a.png', '-o', 'study', ...STUDY]],
  ])('relative names are refused with that reason: %j', (args) => {
    expect(run(args)).toEqual({
      status: 1,
      stdout: '',
      stderr: expect.stringMatching(/^akm: [^\n]*the current folder does not exist any more[^\n]*\n$/),
    });
  });

  it.each([
    [['encode', '/a.png', '-o', '/x.akm']],
    [['decode', '/y.akm', '-o', '/x.png']],
    [['verify', '/y.akm']],
    [['info', '/y.akm']],
    [['compare', '/a.png', '/b.png']],
    [['map', '/a.png', '-o', '/m.png']],
  ])('a single file with an absolute name is processed: %j', (args) => {
    expect(run(args.map((arg) => arg.replace(/^\//, `${folder}/`)))).toMatchObject({ status: 0 });
  });

  it('a batch, whose threads need a folder, is refused as a whole', () => {
    const { status, stderr } = run(['encode', at('a.png'), at('b.png'), '--out-dir', at('out')]);
    expect([status, stderr]).toEqual([1, expect.stringMatching(/^akm: the current folder [^\n]*\n$/)]);
  });
});

describe.skipIf(process.platform === 'win32')('with a limit of open files', () => {
  it.each([20, 24, 28, 34, 40, 50])('of %i, every failure is a line that names the limit', (limit) => {
    // Node does not start with fewer, and gives no reason.
    if (spawnSync('sh', ['-c', `ulimit -n ${limit}; "${process.execPath}" -e ""`]).status !== 0) return;
    for (const args of [
      ['encode', 'a.png', '-f'],
      ['decode', 'y.akm', '-o', 'x.png', '-f'],
      ['encode', 'a.png', 'b.png', '--out-dir', 'out', '-f', '-j', '2'],
      ['study', 'a.png', '-o', 'study', '-f', ...STUDY],
    ]) {
      const { status, stderr } = shell(`ulimit -n ${limit}; akm "$@" -q`, args);
      const failures = stderr.split('\n').filter((line) => line !== '');
      expect(status === 0 || status === 1, `${args}: ${status}: ${stderr}`).toBe(true);
      expect(failures.length === 0, `${args}: ${stderr}`).toBe(status === 0);
      for (const line of failures) expect(line, args.join(' ')).toMatch(/^akm: .*ulimit -n\)$/);
    }
  });
});

/** Escapes of `printf` for names: each has a byte that UTF-8 does not allow. Node decodes both to the same text. */
const [FIRST, SECOND] = ['x\\377', 'x\\376'];
const AS_TEXT = 'x\ufffd';

/** Whether such names can be made on this system. On macOS they can't. */
const canName = spawnSync('sh', [
  '-c',
  `d=$(mktemp -d) && : > "$d/$(printf '${FIRST}')" && ls "$d" > /dev/null; s=$?; rm -r "$d"; exit $s`,
]).status;

describe.skipIf(process.platform !== 'linux' || canName !== 0)('names that are not UTF-8', () => {
  beforeEach(() => {
    mkdirSync(at('in'));
    shell(
      [FIRST, SECOND]
        .flatMap((name) => [`cp a.png "in/$(printf '${name}.png')"`, `cp y.akm "in/$(printf '${name}.akm')"`])
        .join('\n'),
    );
    // The name that Node decodes: another file, which must not be used in place of theirs.
    writeFileSync(at(`in/${AS_TEXT}.png`), OTHER.png);
    writeFileSync(at(`in/${AS_TEXT}.akm`), OTHER.akm);
  });
  const SET = `a="$(printf 'in/${FIRST}.png')"; b="$(printf 'in/${SECOND}.png')"; y="$(printf 'in/${FIRST}.akm')"\n`;
  const list = () => readdirSync(folder, { recursive: true }).sort();

  it.each([
    ['encode "$a"', 1],
    ['encode a.png --block-map "$a"', 1],
    ['decode "$y"', 1],
    ['decode --salvage "$y"', 1],
    ['info "$y"', 1],
    ['verify "$y"', 1],
    ['compare "$a" a.png', 1],
    ['compare a.png "$a"', 1],
    ['map "$a"', 1],
    ['study "$a" -o study', 1],
    ['view "$a"', 1],
    ['encode a.png -f -o "$a"', 2],
    ['encode a.png b.png -f --out-dir "$a"', 2],
    ['encode a.png b.png -f --out-dir="$a"', 2],
    ['decode y.akm -f -o "$a"', 2],
    ['map a.png -f -o "$a"', 2],
    ['info y.akm -f --palette "$a"', 2],
    ['compare a.png b.png -f --heatmap "$a"', 2],
    ['study a.png -f -o "$a"', 2],
  ])(
    'are refused with their bytes escaped, also if another file has the text that Node decodes them to: akm %s',
    (command, status) => {
      const before = list();
      const result = shell(`${SET} akm ${command}`);
      const message = /^akm: in\/x\\xff\.(?:png|akm): the name is not UTF-8(?: \(see akm help\))?\n$/;
      expect(result).toEqual({ status, stdout: '', stderr: expect.stringMatching(message) });
      expect(list()).toEqual(before);
    },
  );

  it('do not count as one input, nor as the file with that text as its name', () => {
    const { status, stdout, stderr } = shell(`${SET} akm encode "$a" "$b" in/${AS_TEXT}.png --out-dir out --json`);
    const lines = stdout
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    expect(status).toBe(1);
    expect(lines.map(({ input, status, code }) => [input, status, code])).toEqual([
      ['in/x\\xff.png', 'failed', 'not-utf8'],
      ['in/x\\xfe.png', 'failed', 'not-utf8'],
      [`in/${AS_TEXT}.png`, 'encoded', undefined],
      [undefined, 'summary', undefined],
    ]);
    expect(lines[3]).toMatchObject({ inputs: 3, done: 1, failed: 2 });
    expect(stderr.match(/the name is not UTF-8\n/g)).toHaveLength(2);
    expect(readdirSync(at('out'))).toEqual([`${AS_TEXT}.akm`]);
  });

  it.each(['-r in', "'in/*.png'"])('are reported one by one when they are found: akm encode %s', (inputs) => {
    const { status, stderr } = shell(`akm encode ${inputs} --ext png --out-dir out -q`);
    expect(status).toBe(1);
    expect(stderr.split('\n').filter(Boolean).sort()).toEqual([
      'akm: in/x\\xfe.png: the name is not UTF-8',
      'akm: in/x\\xff.png: the name is not UTF-8',
    ]);
    const [output] = readdirSync(at('out'), { recursive: true }).filter((name) => String(name).endsWith('.akm'));
    expect(output).toContain(`${AS_TEXT}.akm`);
  });
});
