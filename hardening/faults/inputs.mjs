/** Outputs that are also inputs, under every name that a file can have, and names that change during the work. */

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { encode, writePicture } from '../../dist/node/index.js';
import { systemTag } from '../../dist/node/temporary-name.js';
import { formatCount, markdownTable } from '../lib/parts.mjs';
import { withScratch } from '../lib/scratch.mjs';
import { isOneLine, MAIN, makePicture } from './akm.mjs';
import { WarmAkm } from './warm-akm.mjs';

const SIDE = 16;
/** A process that takes longer is ended, and is a fault. */
const PATIENCE = 120_000;
/** In the short form, one attempt in this many is made. */
const SHORT_STEP = 37;

/** Files that are read. `p.akm` holds a PNG and `q.png` an AKM file, so that the name of an output can be its input's. */
const FILES = ['in/x.png', 'in/other.png', 'in/map.png', 'in/y.akm', 'in/p.akm', 'in/q.png', 'in/a.png', 'in/a.akm'];
const STUDIED = 'results/pictures/source.png';

/** Their content: made once for all folders, and only for this part of the command. */
let contents;
function makeContents() {
  const map = { width: 2, height: 2, data: new Uint8Array(16).fill(255) };
  return {
    png: writePicture(makePicture(SIDE, SIDE), 'png'),
    akm: encode(makePicture(SIDE, SIDE), { effort: 1 }),
    map: writePicture(map, 'png'),
  };
}

/** Fills a folder with inputs, and with further names of each: links of either kind, and folders that are links. */
function setUp(folder) {
  const at = (name) => join(folder, name);
  for (const name of ['in', 'maps', 'names', 'soft', 'hard', 'out']) mkdirSync(at(name));
  contents ??= makeContents();
  const { png, akm, map } = contents;
  for (const name of FILES) writeFileSync(at(name), name === 'in/y.akm' || name === 'in/q.png' ? akm : png);
  for (const name of ['in/map.png', 'maps/x.akm']) writeFileSync(at(name), map);
  for (const name of ['results', 'results/pictures']) mkdirSync(at(name));
  // As a study leaves it: the list of its files, which it may replace, is in this one.
  writeFileSync(at('results/results.json'), JSON.stringify({ files: ['pictures/source.png', 'results.json'] }));
  writeFileSync(at(STUDIED), png);
  for (const name of [...FILES, 'maps/x.akm', STUDIED]) {
    const own = basename(name);
    symlinkSync(join('..', name), at(`names/soft-${own}`));
    symlinkSync(`soft-${own}`, at(`names/chain-${own}`));
    linkSync(at(name), at(`names/hard-${own}`));
    if (!name.startsWith('in/')) continue;
    symlinkSync(join('..', name), at(`soft/${own}`));
    linkSync(at(name), at(`hard/${own}`));
  }
  for (const name of ['in', 'maps', 'results']) symlinkSync(name, at(`linked-${name}`));
  spawnSync('mkfifo', [at('map.fifo'), at('picture.fifo')]);
}

/** Other spellings of a path, and their descriptions. Undefined where the system has no such spelling. */
const SPELLINGS = {
  'the same string': (path) => path,
  './': (path) => `./${path}`,
  'out/../': (path) => `out/../${path}`,
  '//': (path) => path.replace('/', '//'),
  'from the root': (path, folder) => join(folder, path),
  '/proc/self/cwd': (path) => (existsSync('/proc/self/cwd') ? `/proc/self/cwd/${path}` : undefined),
  'a linked folder': (path) => `linked-${path}`,
  'a linked folder, from the root': (path, folder) => join(folder, `linked-${path}`),
  'another case': (path, folder) => foldedName(path, folder),
};
/** The same for files. */
const FILE_SPELLINGS = {
  ...SPELLINGS,
  'a symbolic link': (path) => `names/soft-${basename(path)}`,
  'a link to a link': (path) => `names/chain-${basename(path)}`,
  'a hard link': (path) => `names/hard-${basename(path)}`,
};
/** The same for the folder `in`: another folder with a link to each of its files. */
const FOLDER_SPELLINGS = { ...SPELLINGS, 'a symbolic link': () => 'soft', 'a hard link': () => 'hard' };

/** The name in capitals, where the file system treats both as the same. */
function foldedName(path, folder) {
  const other = path.toUpperCase();
  return existsSync(join(folder, other)) ? other : undefined;
}

/** Flags of commands that can be a batch, and of the others. */
const BATCH_FLAGS = [[], ['-f'], ['--skip-existing'], ['-f', '--skip-existing']];
const FLAGS = [[], ['-f']];

/** A command with one output: from the name under which a file is read and the one under which it is to be written. */
const SINGLE = [
  { what: 'encode', file: 'in/x.png', flags: BATCH_FLAGS, args: (read, write) => ['encode', read, '-o', write] },
  {
    what: 'encode, its block map',
    file: 'in/map.png',
    flags: BATCH_FLAGS,
    args: (read, write) => ['encode', 'in/x.png', '--block', '8', '--block-map', read, '-o', write],
  },
  {
    what: 'encode, standard input',
    file: 'in/x.png',
    flags: FLAGS,
    isPiped: true,
    args: (_, write) => ['encode', '-', '-o', write],
  },
  {
    what: 'decode',
    file: 'in/y.akm',
    flags: BATCH_FLAGS,
    args: (read, write) => ['decode', read, '--format', 'png', '-o', write],
  },
  {
    what: 'decode --salvage',
    file: 'in/y.akm',
    flags: BATCH_FLAGS,
    args: (read, write) => ['decode', read, '--salvage', '--format', 'png', '-o', write],
  },
  {
    what: 'decode, standard input',
    file: 'in/y.akm',
    flags: FLAGS,
    isPiped: true,
    args: (_, write) => ['decode', '-', '--format', 'png', '-o', write],
  },
  { what: 'map of a picture', file: 'in/x.png', flags: FLAGS, args: (read, write) => ['map', read, '-o', write] },
  { what: 'map of an .akm file', file: 'in/q.png', flags: FLAGS, args: (read, write) => ['map', read, '-o', write] },
  {
    what: 'compare, the first picture',
    file: 'in/x.png',
    flags: FLAGS,
    args: (read, write) => ['compare', read, 'in/other.png', '--heatmap', write],
  },
  {
    what: 'compare, the second',
    file: 'in/x.png',
    flags: FLAGS,
    args: (read, write) => ['compare', 'in/other.png', read, '--heatmap', write],
  },
  {
    what: 'info --palette',
    file: 'in/q.png',
    flags: FLAGS,
    args: (read, write) => ['info', read, '--palette', write],
  },
  { what: 'study', file: 'in/x.png', flags: FLAGS, args: (read, write) => ['study', read, '-o', write] },
];

/** A batch whose outputs have their names from the inputs, of which `read` is one. */
const BATCHES_BESIDE = [
  { what: 'encode, a batch beside its inputs', file: 'in/p.akm', args: (read) => ['encode', read, 'in/other.png'] },
  { what: 'encode, the input of another', file: 'in/a.akm', args: (read) => ['encode', 'in/a.png', read] },
  {
    what: 'encode, the block map of a batch',
    file: 'maps/x.akm',
    args: (read) => ['encode', 'in/x.png', 'in/other.png', '--block', '8', '--block-map', read, '--out-dir', 'maps'],
  },
  {
    what: 'decode, a batch beside its inputs',
    file: 'in/q.png',
    args: (read) => ['decode', read, 'in/y.akm', '--format', 'png'],
  },
];

/** A batch that writes into a folder, which is that of its inputs. */
const BATCHES_INTO = [
  { what: 'encode --out-dir', args: (into) => ['encode', 'in/p.akm', 'in/other.png', '--out-dir', into] },
  { what: 'encode -r --out-dir', args: (into) => ['encode', '-r', 'in', '--ext', 'akm,png', '--out-dir', into] },
  { what: 'encode, a pattern', args: (into) => ['encode', 'in/*.akm', '--out-dir', into] },
  {
    what: 'decode --out-dir',
    args: (into) => ['decode', 'in/q.png', 'in/y.akm', '--format', 'png', '--out-dir', into],
  },
];

/** Standard output that is an open input: what a shell does for `1<>in/x.png` and `>>in/x.png`. */
const TO_STANDARD_OUTPUT = [
  ['in/x.png', ['encode', 'in/x.png', '-o', '-']],
  ['in/y.akm', ['decode', 'in/y.akm', '--format', 'png', '-o', '-']],
  ['in/x.png', ['map', 'in/x.png', '-o', '-']],
];

/** All attempts on a folder: the command, how its standard streams are opened, and the file that it attacks. */
function listAttempts(folder) {
  const attempts = [];
  const spell = (spellings, path) =>
    Object.entries(spellings).flatMap(([name, make]) => {
      const made = make(path, folder);
      return made === undefined ? [] : [[name, made]];
    });
  for (const { what, file, flags, args, isPiped } of SINGLE) {
    const stdin = isPiped ? file : undefined;
    for (const [spelling, name] of spell(FILE_SPELLINGS, file)) {
      const ways =
        name === file || isPiped
          ? [[file, name]]
          : [
              [file, name],
              [name, file],
            ];
      for (const way of ways)
        for (const flag of flags) attempts.push({ what, spelling, args: [...args(...way), ...flag], stdin });
    }
  }
  for (const { what, file, args } of BATCHES_BESIDE) {
    for (const [spelling, name] of spell(FILE_SPELLINGS, file))
      for (const flag of BATCH_FLAGS) attempts.push({ what, spelling, args: [...args(name), ...flag] });
  }
  for (const { what, args } of BATCHES_INTO) {
    for (const [spelling, name] of spell(FOLDER_SPELLINGS, 'in'))
      for (const flag of BATCH_FLAGS) attempts.push({ what, spelling, args: [...args(name), ...flag] });
  }
  const what = 'study of a file of the results that it replaces';
  for (const [spelling, name] of spell(SPELLINGS, 'results'))
    attempts.push({ what, spelling, args: ['study', STUDIED, '-o', name, '-f'] });
  for (const [spelling, name] of spell(FILE_SPELLINGS, STUDIED))
    attempts.push({ what, spelling, args: ['study', name, '-o', 'results', '-f'] });
  for (const [stdout, args] of TO_STANDARD_OUTPUT) {
    for (const mode of ['r+', 'a'])
      attempts.push({ what: `${args[0]}, standard output`, spelling: `open as ${mode}`, args, stdout: [stdout, mode] });
  }
  return attempts;
}

/** Every name in a folder, with data that show whether its file is still the same. */
function takeStock(folder) {
  const stock = new Map();
  for (const name of readdirSync(folder, { recursive: true })) {
    const path = join(folder, name);
    const { ino, mode, mtimeNs } = lstatSync(path, { bigint: true });
    const found = lstatSync(path);
    if (found.isSymbolicLink()) stock.set(name, `link to ${readlinkSync(path)}`);
    else if (found.isFile())
      stock.set(name, `${ino} ${mode} ${mtimeNs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`);
    else stock.set(name, `${mode}`);
  }
  return stock;
}

/** Names whose files have changed. */
function findChanges(before, after) {
  return [...new Set([...before.keys(), ...after.keys()])].filter((name) => before.get(name) !== after.get(name));
}

/** Runs akm in a folder; `during` is called once it runs. */
async function run(folder, { args, stdin, stdout }, during) {
  const opened = [];
  const openIn = (name, mode) => {
    opened.push(openSync(join(folder, name), mode));
    return opened[opened.length - 1];
  };
  const child = spawn(process.execPath, [MAIN, ...args], {
    cwd: folder,
    stdio: [stdin ? openIn(stdin, 'r') : 'ignore', stdout ? openIn(...stdout) : 'ignore', 'pipe'],
  });
  for (const descriptor of opened) closeSync(descriptor);
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    stderr += text;
  });
  const watchdog = setTimeout(() => child.kill('SIGKILL'), PATIENCE);
  const ended = new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  await during?.();
  const status = await ended;
  clearTimeout(watchdog);
  return { status, stderr };
}

/** Makes attempts one after the other in a separate folder. */
async function makeAttempts(folder, attempts, tally) {
  let before = takeStock(folder);
  const warm = new WarmAkm(folder);
  for (const attempt of attempts) {
    // An attempt that is made by the names of files alone needs no separate process.
    const isOwn = attempt.stdin !== undefined || attempt.stdout !== undefined;
    const { status, stderr } = await (isOwn ? run(folder, attempt) : warm.run(attempt.args));
    const after = takeStock(folder);
    const changed = findChanges(before, after);
    tally(attempt, {
      status,
      stderr,
      changed,
      expected: 2,
      said: /would (?:overwrite|be replaced)[^\n]*\n$|which would be replaced/,
    });
    before = after;
  }
  warm.end();
}

/** The same commands with harmless outputs. Each writes a file, so the attempts are not refused because of their flags. */
async function writeElsewhere(folder, tally) {
  const controls = [
    ...SINGLE.map(({ what, file, isPiped, args }, i) => {
      return { what, args: args(file, `out/${i}${what === 'study' ? '' : '.png'}`), stdin: isPiped ? file : undefined };
    }),
    ...BATCHES_BESIDE.map(({ what, file, args }, i) => {
      return { what, args: [...args(file), '--keep-extension', '--out-dir', `beside-${i}`] };
    }),
    ...BATCHES_INTO.map(({ what, args }, i) => ({ what, args: args(`into-${i}`) })),
  ];
  for (const { what, args, stdin } of controls) {
    const before = takeStock(folder);
    const { stderr } = await run(folder, { args, stdin });
    const after = takeStock(folder);
    const changed = findChanges(before, after).filter((name) => before.has(name) && name !== 'out');
    const isWritten = after.size > before.size;
    const attempt = { what: 'the same commands, to names of their own', spelling: what, args };
    tally(attempt, { status: isWritten ? 0 : 1, stderr, changed, expected: 0 });
  }
}

/** Changes of an output's name, `out/x.akm`, between the check and the moment of writing. */
const CHANGES = {
  'the output becomes a symbolic link to the input': (at) => symlinkSync('../in/x.png', at('out/x.akm')),
  'the output becomes a hard link to the input': (at) => linkSync(at('in/x.png'), at('out/x.akm')),
  "the output's folder becomes a link to that of the input": (at) => {
    renameSync(at('out'), at('gone'));
    symlinkSync('in', at('out'));
  },
};

/** Commands that wait for a pipe after the check. The file that must stay is the input under the name of the output, too. */
const WAITING = [
  {
    what: 'encode',
    pipe: 'map.fifo',
    args: ['encode', 'in/x.png', '--block', '8', '--block-map', 'map.fifo', '-o', 'out/x.akm'],
  },
  {
    what: 'encode, a batch',
    pipe: 'map.fifo',
    args: ['encode', 'in/x.png', '--block', '8', '--block-map', 'map.fifo', '--out-dir', 'out'],
    flags: [...BATCH_FLAGS],
  },
  {
    what: 'compare --heatmap',
    pipe: 'picture.fifo',
    args: ['compare', 'in/x.png', 'picture.fifo', '--heatmap', 'out/x.png'],
  },
];

/** Changes the meaning of an output's name while a command waits. */
async function changeMeanwhile(folder, tally, isShort) {
  const at = (name) => join(folder, name);
  for (const { what, pipe, args, flags = FLAGS } of WAITING) {
    for (const [change, make] of Object.entries(CHANGES)) {
      for (const flag of isShort ? [['-f']] : flags) {
        rmSync(folder, { recursive: true });
        mkdirSync(folder);
        setUp(folder);
        // With its folder changed, the name is that of a file which is read only if the input has it as well.
        linkSync(at('in/x.png'), at('in/x.akm'));
        let before;
        const { status, stderr } = await run(folder, { args: [...args, ...flag] }, async () => {
          // Opening it lasts until akm opens the other end, which is after the check.
          const writer = await open(at(pipe), 'w');
          make((name) => at(args[0] === 'compare' ? name.replace('out/x.akm', 'out/x.png') : name));
          before = takeStock(folder);
          await writer.writeFile(readFileSync(at(pipe === 'map.fifo' ? 'in/map.png' : 'in/other.png')));
          await writer.close();
        });
        const changed = findChanges(before, takeStock(folder));
        const attempt = { what: `${what}, meanwhile`, spelling: change, args: [...args, ...flag] };
        tally(attempt, { status, stderr, changed, expected: 1, said: /is not overwritten|already exists/ });
      }
    }
  }
}

/** An input that looks like a temporary file which a killed process has left, in the folder that is swept before writing. */
async function readTemporary(folder, tally) {
  const { pid } = spawnSync(process.execPath, ['-e', '']);
  const name = `in/.x.akm.${systemTag()}-${pid}-0123456789ab.akm-tmp`;
  writeFileSync(join(folder, name), readFileSync(join(folder, 'in/x.png')));
  const before = takeStock(folder);
  for (const args of [
    ['encode', name, '-o', 'in/new.akm'],
    ['encode', name, 'in/other.png', '--keep-extension'],
  ]) {
    const { status, stderr } = await run(folder, { args: [...args, '-e', '1', '-q'] });
    const written = /\.akm$/;
    const changed = findChanges(before, takeStock(folder)).filter((each) => before.has(each) || !written.test(each));
    const attempt = { what: 'encode, an input named as a temporary file', spelling: 'the same string', args };
    tally(attempt, { status, stderr, changed: changed.filter((each) => each !== 'in'), expected: 0 });
  }
}

/** Counts the results of attempts by kind. */
function makeTally() {
  const rows = new Map();
  const faults = [];
  const spellings = new Set();
  let changedInputs = 0;
  const tally = ({ what, spelling, args }, { status, stderr, changed, expected, said }) => {
    const row = rows.get(what) ?? { attempts: 0, exits: new Map(), changed: 0 };
    rows.set(what, row);
    if (expected === 2) spellings.add(spelling);
    row.attempts++;
    row.exits.set(status, (row.exits.get(status) ?? 0) + 1);
    row.changed += changed.length;
    changedInputs += changed.length;
    const isSaid = said === undefined || (isOneLine(lastLine(stderr)) && said.test(stderr));
    if (changed.length === 0 && status === expected && isSaid) return;
    faults.push(
      `${spelling}: akm ${args.join(' ')}: exit ${status}, changed ${changed.join(', ') || 'nothing'}: ${stderr.trim()}`,
    );
  };
  return { tally, rows, faults, spellings, changed: () => changedInputs };
}

/** A batch prints its summary after its failures. */
function lastLine(stderr) {
  return `${stderr.split('\n').find((line) => line.startsWith('akm: ')) ?? ''}\n`;
}

/** @type {import('../lib/parts.mjs').Part} */
export const inputs = {
  name: 'inputs',
  promise: 'No output replaces a file that the command reads',
  asked:
    'every command that writes, every name that a file can have, alone and in a batch, with and without --force and --skip-existing: exit 2 with one line, 0 files changed; exit 1 where the name comes to mean an input only while the command runs',
  run: ({ short, jobs, say }) =>
    withScratch(async (_, scratch) => {
      if (process.platform === 'win32') return { skipped: 'needs links and named pipes' };
      const { tally, rows, faults, spellings, changed } = makeTally();
      const folders = Array.from({ length: jobs }, () => mkdtempSync(join(scratch, 'attempts-')));
      for (const folder of folders) setUp(folder);
      const count = listAttempts(folders[0]).length;
      await Promise.all(
        folders.map((folder, job) => {
          const own = listAttempts(folder).filter((_, i) => i % jobs === job);
          return makeAttempts(folder, short ? own.filter((_, i) => i % SHORT_STEP === 0) : own, tally);
        }),
      );
      say(`  inputs: ${count} attempts under other names`);
      await readTemporary(folders[0], tally);
      if (!short) await writeElsewhere(folders[0], tally);
      await changeMeanwhile(folders[0], tally, short);
      const attempts = [...rows.values()].reduce((sum, row) => sum + row.attempts, 0);
      const folds = existsSync(join(folders[0], 'IN'));
      const exits = ({ exits }) => [...exits].map(([status, times]) => `${status}: ${times}`).join(', ');
      return {
        reached:
          `${formatCount(attempts)} attempts under ${spellings.size} kinds of names, ${changed()} files changed, ${faults.length} faults; ` +
          `the file system ${folds ? 'takes' : 'does not take'} names in another case for the same`,
        holds: faults.length === 0 && changed() === 0 && attempts > 0,
        lines: [
          ...faults.slice(0, 20),
          ...markdownTable(
            ['command', 'attempts', 'exit code: times', 'files changed'],
            [...rows]
              .sort(([a], [b]) => (a < b ? -1 : 1))
              .map(([what, row]) => [what, String(row.attempts), exits(row), String(row.changed)]),
          ),
        ],
      };
    }),
};
