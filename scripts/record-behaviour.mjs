/**
 * Records the behaviour of the built project as lines of text, to compare two checkouts:
 *
 *     npm run build && node scripts/record-behaviour.mjs > before.txt     # in the one
 *     npm run build && node scripts/record-behaviour.mjs > after.txt      # in the other
 *     diff before.txt after.txt
 *
 * The record holds:
 * - the decoder's result for each test vector: the CRC-32 of the pixels, or the kind and code of the error;
 * - the encoder's result for each sample with many options: the size and CRC-32 of the file;
 * - the result of many calls of the command line: exit code, names and sizes of its files, and the keys of its JSON.
 *
 * A change that only moves code leaves the record unchanged. Messages are not recorded.
 */

import { spawnSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { crc32 } from 'node:zlib';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const VECTORS = join(ROOT, 'spec/vectors');
const SAMPLES = ['scene', 'screenshot', 'pixel-art', 'icon'];

const { decode, encode, readInfo } = await import(new URL('../dist/index.js', import.meta.url).href);
const { salvage } = await import(new URL('../dist/decode/salvage.js', import.meta.url).href);
const { readPicture } = await import(new URL('../dist/io/index.js', import.meta.url).href);

/** Calls of the command line. `$` in front of a name stands for a picture or a file that is made before. */
const CALLS = [
  'encode $scene.png -o a.akm --json',
  'encode $scene.png -o a.akm --json',
  'encode $scene.png -o a.akm --json -f',
  'encode $scene.png -o $scene.png -f',
  'encode $icon.png $pixel-art.png --out-dir out --json',
  'encode $icon.png $pixel-art.png --out-dir out --json --skip-existing',
  'encode $icon.png $pixel-art.png --out-dir out2 --json --dry-run',
  'encode $icon.png -o b.akm --lossless --json',
  'encode $scene.png -o c.akm --lossless --json',
  'encode $icon.png -o d.akm --exact --json -q',
  'encode $scene.png -o e.akm --target-size 20k --json',
  'encode $scene.png -o f.akm --min-psnr 30 --json',
  'encode $scene.png -o g.akm --min-ssim 0.95 --json',
  'encode $scene.png -o h.akm --target-size 20 --json',
  'encode $pixel-art.png -o i.akm --skip-if-larger --json',
  'encode $missing.png -o j.akm --json',
  'encode $broken.png -o j.akm --json',
  'encode $scene.png -o k.akm --quality 104',
  'encode $scene.png -o k.akm --no-such-option',
  'encode',
  'decode $scene.akm -o a.png --json',
  'decode $scene.akm -o a.jpg --json',
  'decode $scene.akm -o a.ppm --json',
  'decode $icon.akm -o icon.png --json',
  'decode $broken.akm -o b.png --json',
  'decode $broken.akm --salvage -o c.png --json',
  'decode $icon.akm $scene.akm --out-dir back --json',
  'info $scene.akm --json',
  'info $scene.akm $icon.akm --json',
  'info $icon.akm --palette palette.png --json',
  'info $broken.akm --json',
  'verify $scene.akm --json',
  'verify $scene.akm $broken.akm --json',
  'verify $scene.png --json',
  'compare $scene.png $scene.akm --json',
  'compare $scene.png $scene.akm --heatmap heat.png --json',
  'compare $scene.png $icon.png --json',
  'map $scene.akm -o map.png --json',
  'map $scene.akm --full -o full.png --json',
  '--version',
  '--help',
  'no-such-command',
];

recordVectors();
recordSamples();
recordCommands();

function line(...fields) {
  console.log(fields.join('\t'));
}

function hashOf(bytes) {
  return `${bytes.length}\t${crc32(bytes).toString(16).padStart(8, '0')}`;
}

/** The result of a function as text, or the kind and code of what it throws. */
function outcomeOf(run) {
  try {
    return run();
  } catch (error) {
    return `${error.name} ${error.code ?? ''} ${error.section ?? ''} ${error.offset ?? ''}`.trim();
  }
}

function recordVectors() {
  for (const folder of ['valid', 'invalid']) {
    for (const name of readdirSync(join(VECTORS, folder)).sort()) {
      const bytes = readFileSync(join(VECTORS, folder, name));
      line(
        'decode',
        name,
        outcomeOf(() => hashOf(decode(bytes).data)),
      );
      line(
        'info',
        name,
        outcomeOf(() => keysOf(readInfo(bytes)).join(' ')),
      );
      line(
        'salvage',
        name,
        outcomeOf(() => hashOf(salvage(bytes).image.data)),
      );
    }
  }
}

/** Options of the encoder that each sample is encoded at. */
function optionSets() {
  const qualities = [1, 20, 50, 75, 85, 95, 100].map((quality) => ({ quality }));
  const efforts = [1, 2, 3, 4, 6, 7].map((effort) => ({ effort }));
  const study = ['codebook', 'eigen', 'variance', 'gradient', 'none'].map((classify) => ({ classify, k1: 16, k2: 64 }));
  const others = [
    {},
    { tune: 'psnr' },
    { lambda: 20, k1: 8, k2: 32 },
    { dither: true, k1: 16, k2: 16 },
    { blockSize: 8, k1: 8, k2: 128 },
    { background: '#ffffff' },
    { seed: 7, k1: 300, k2: 700 },
  ];
  return [...others, ...qualities, ...efforts, ...study];
}

function recordSamples() {
  for (const sample of SAMPLES) {
    const picture = readPicture(readFileSync(join(ROOT, `samples/${sample}.png`)));
    for (const options of optionSets()) {
      line(
        'encode',
        sample,
        JSON.stringify(options),
        outcomeOf(() => hashOf(encode(picture.image ?? picture, options))),
      );
    }
  }
}

function recordCommands() {
  const folder = mkdtempSync(join(tmpdir(), 'akm-behaviour-'));
  try {
    for (const sample of SAMPLES) {
      for (const kind of ['png', 'akm']) {
        copyFileSync(join(ROOT, `samples/${sample}.${kind}`), join(folder, `${sample}.${kind}`));
      }
    }
    for (const kind of ['png', 'akm'])
      writeFileSync(join(folder, `broken.${kind}`), damage(join(folder, `scene.${kind}`)));
    mkdirSync(join(folder, 'work'));
    for (const call of CALLS) recordCommand(join(folder, 'work'), call);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A file with a byte changed in its second half. */
function damage(path) {
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length * 0.6)] ^= 0x10;
  return bytes;
}

function recordCommand(folder, call) {
  const args = call.split(' ').map((word) => (word.startsWith('$') ? `../${word.slice(1)}` : word));
  const before = new Map(listFiles(folder));
  const { status, stdout } = spawnSync(process.execPath, [join(ROOT, 'dist/cli/main.js'), ...args], { cwd: folder });
  line('akm', call, `exit ${status}`);
  for (const [name, hash] of listFiles(folder)) {
    if (before.get(name) !== hash) line('', call, name, hash);
  }
  if (!call.includes('--json')) return;
  for (const text of stdout.toString().split('\n').filter(Boolean)) {
    line(
      '',
      call,
      outcomeOf(() => keysOf(JSON.parse(text)).join(' ')),
    );
  }
}

/** The files of a folder with their sizes and CRC-32s, in the order of their names. */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => [name, hashOf(readFileSync(join(folder, name)))]);
}

/** The keys of an object and of the objects in it, as `outer.inner`, in their order. */
function keysOf(value, prefix = '') {
  if (value === null || typeof value !== 'object' || ArrayBuffer.isView(value)) return [];
  if (Array.isArray(value)) return value.length > 0 ? keysOf(value[0], `${prefix}[].`) : [];
  return Object.entries(value).flatMap(([key, inner]) => [prefix + key, ...keysOf(inner, `${prefix}${key}.`)]);
}
