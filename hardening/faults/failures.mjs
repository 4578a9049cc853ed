/** File systems that fail: each call in turn, a full disk, a folder that can't be written to, no hard links. */

import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { emptyFolder, isOneLine, MAIN, makeFiles, runAkm, stateOf, temporaryFiles } from './akm.mjs';

/** Sides of the picture. The calls are the same for any: in short, most of a run is the start of the process. */
const SIDE = 64;
const SHORT_SIDE = 8;
/** Errors that calls fail with. */
const CODES = ['EIO', 'ENOSPC', 'EACCES'];
const NOBODY = 65534;
const FULL_DISK = fileURLToPath(new URL('./full-disk.sh', import.meta.url));

/** The scenarios: `setUp` fills the folder, `args` are akm's arguments. */
function makeScenarios(at, files) {
  const encode = ['encode', at('in.png'), '-e', '1', '-q', '-o', at('out.akm')];
  const setUp = (old) => () => {
    at('in.png', files.png);
    if (old) at('out.akm', files.old);
  };
  return [
    { name: 'encode over an old file', args: [...encode, '--force'], setUp: setUp(true) },
    { name: 'encode to a new file', args: encode, setUp: setUp(false) },
    { name: 'the same without hard links', args: encode, setUp: setUp(false), isLinkless: true },
    {
      name: 'encode through a symbolic link',
      args: [...encode.slice(0, -1), at('link.akm'), '--force'],
      setUp: () => {
        setUp(true)();
        symlinkSync('out.akm', at('link.akm'));
      },
    },
  ];
}

/** Makes each call of a scenario fail, one in each run. */
function failEachCall({ name, args, setUp, isLinkless = false }, codes, at, folder, files) {
  const outcomes = { scenario: name, runs: 0, refused: 0, done: 0, faults: [] };
  const faults = [...codes.map((code) => ['fail', code]), ...(codes.length > 1 ? [['short', '']] : [])];
  for (const [mode, code] of faults) {
    for (let call = 1; ; call++) {
      emptyFolder(folder);
      setUp();
      const before = stateOf(at('out.akm'), files.old);
      const { status, stderr, calls } = runAkm(args, { fault: { folder, call, mode, code, isLinkless } });
      if (calls.length < call) break;
      const failed = calls[call - 1];
      const after = stateOf(at('out.akm'), files.old);
      outcomes.runs++;
      outcomes[status === 0 ? 'done' : 'refused']++;
      const fault = judge({ status, stderr, before, after, left: temporaryFiles(folder), failed, mode });
      if (fault !== undefined) outcomes.faults.push(`${name}: ${failed} (call ${call}) ${mode} ${code}: ${fault}`);
    }
  }
  return outcomes;
}

/** What is wrong with the end of a run; undefined when nothing is. */
function judge({ status, stderr, before, after, left, failed, mode }) {
  if (status === 0) {
    if (after !== 'whole') return `exit 0, but the output is ${after}`;
  } else {
    if (mode === 'short') return `a short write is no failure: ${stderr}`;
    if (!isOneLine(stderr)) return `not one clear line: ${JSON.stringify(stderr)}`;
    if (after !== before) return `the output was ${before}, and is ${after}`;
  }
  // A file that can't be deleted stays, for the next run to sweep.
  if (left.length > 0 && failed !== 'unlinkSync') return `left ${left}`;
  return undefined;
}

/** Runs akm on a separate disk of 64 KiB, in a mount namespace that ends with the process. */
function tryFullDisk(at, files) {
  const disk = at('disk');
  mkdirSync(disk);
  const { status, stdout, stderr } = spawnSync(
    'sh',
    [FULL_DISK, disk, process.execPath, MAIN, at('in.png', files.png)],
    {
      encoding: 'utf8',
    },
  );
  if (status === 77)
    return [{ what: 'full disk, another file system', skipped: stderr.trim() || 'no mount namespace' }];
  const [other, full, old, left] = stdout
    .trim()
    .split('\n')
    .map((line) => line.split('=')[1]);
  return [
    { what: 'output on another file system', holds: other === '0', told: `exit ${other}` },
    {
      what: 'full disk',
      holds: full === '1' && old === 'same' && left === '0' && isOneLine(stderr),
      told: `exit ${full}, the old file is ${old === 'same' ? 'intact' : 'changed'}, ${left} temporary files: ${shorten(stderr, dirname(disk))}`,
    },
  ];
}

/** Runs akm where it may not write. Modes don't stop root, so root becomes the user nobody. */
function tryReadOnlyFolder(at, folder, files) {
  const closed = at('closed');
  mkdirSync(closed);
  at('closed/out.akm', files.old);
  chmodSync(folder, 0o755);
  chmodSync(closed, 0o555);
  const isRoot = process.getuid?.() === 0;
  const user = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const probe = spawnSync(process.execPath, [MAIN, '--version'], user);
  if (probe.status !== 0)
    return { what: 'read-only folder', skipped: 'an unprivileged user has no access to the build' };
  const args = ['encode', at('in.png', files.png), '-e', '1', '-o', at('closed/out.akm'), '--force'];
  const { status, stderr } = runAkm(args, user);
  const isIntact =
    readFileSync(at('closed/out.akm')).equals(Buffer.from(files.old)) && readdirSync(closed).length === 1;
  chmodSync(closed, 0o755);
  return {
    what: 'read-only folder',
    holds: status === 1 && isOneLine(stderr) && isIntact,
    told: shorten(stderr, folder),
  };
}

/** Standard output that is full. */
function tryFullOutput(at, folder, files) {
  if (!existsSync('/dev/full')) return { what: 'standard output full', skipped: 'there is no /dev/full' };
  const command = `"${process.execPath}" "${MAIN}" encode "${at('in.png', files.png)}" -q -e 1 -o - > /dev/full`;
  const { status, stderr } = spawnSync('sh', ['-c', command], { encoding: 'utf8' });
  return { what: 'standard output full', holds: status === 1 && isOneLine(stderr), told: shorten(stderr, folder) };
}

/** Outputs that can't be a file: a folder, a loop of links, below a file, in a missing folder. */
function tryBadNames(at, folder, files) {
  mkdirSync(at('folder'));
  symlinkSync('loop', at('loop'));
  at('file', new Uint8Array(1));
  return ['folder', 'loop', 'file/out.akm', 'missing/out.akm'].map((name) => {
    const { status, stderr } = runAkm(['encode', at('in.png', files.png), '-e', '1', '-f', '-o', join(folder, name)]);
    const isKept = statSync(at('file')).size === 1 && temporaryFiles(folder).length === 0;
    return {
      what: `output ${name}`,
      holds: status === 1 && isOneLine(stderr) && isKept,
      told: shorten(stderr, folder),
    };
  });
}

const shorten = (text, folder) => text.replaceAll(`${folder}/`, '').trim();

/** @type {import('../lib/parts.mjs').Part} */
export const failures = {
  name: 'failures',
  promise: 'A failing file system loses nothing',
  asked:
    'disk full, read-only folder, output on another file system, each file-system call failing in turn: exit not 0, one clear line, the old file intact, no temporary left',
  run: ({ short }) =>
    withScratch((at, folder) => {
      const files = makeFiles(short ? SHORT_SIDE : SIDE);
      const scenarios = makeScenarios(at, files);
      const codes = short ? CODES.slice(0, 1) : CODES;
      const calls = (short ? scenarios.slice(2, 3) : scenarios).map((one) =>
        failEachCall(one, codes, at, folder, files),
      );
      emptyFolder(folder);
      const cases = [
        ...tryFullDisk(at, files),
        tryReadOnlyFolder(at, folder, files),
        tryFullOutput(at, folder, files),
        ...(short ? [] : tryBadNames(at, folder, files)),
      ];
      const faults = calls.flatMap((scenario) => scenario.faults);
      const runs = calls.reduce((sum, scenario) => sum + scenario.runs, 0);
      const tried = cases.filter(({ skipped }) => skipped === undefined);
      return {
        reached:
          `${runs} runs, in each of which one file-system call failed, and ${tried.length} other failures, ` +
          `${faults.length + tried.filter(({ holds }) => !holds).length} not met as they should be`,
        holds: faults.length === 0 && runs > 0 && tried.every(({ holds }) => holds),
        lines: [
          ...faults,
          ...markdownTable(
            ['calls failing in turn', 'runs', 'refused', 'done all the same'],
            calls.map(({ scenario, runs, refused, done }) => [scenario, ...[runs, refused, done].map(String)]),
          ),
          '',
          ...markdownTable(
            ['failure', 'met', 'what akm says'],
            cases.map(({ what, holds, told, skipped }) => [
              what,
              skipped ? 'skipped' : holds ? 'yes' : 'NO',
              told ?? skipped,
            ]),
          ),
        ],
      };
    }),
};
