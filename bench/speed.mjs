// npm run bench:speed: how fast and how large the codec's processes are, beside pngquant where it is installed.
//
// Whole processes, interleaved in one run so that all see the same machine; medians and ratios count, not the times.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ByteWriter } from '../dist/bits/byte-writer.js';
import { packPalette } from '../dist/codec/palette.js';
import { deflateBytes } from '../dist/encode/deflate/index.js';
import { writeHeader } from '../dist/format/header.js';
import { writeBand, writeTail } from '../dist/format/write-container.js';
import { decode, readInfo, readPicture, readSections, writePicture } from '../dist/node/index.js';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const SHARED = join(ROOT, '..', 'shared');
const ROUNDS = 7;
const folder = mkdtempSync(join(tmpdir(), 'akm-bench-'));
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const lines = [];
const say = (line = '') => {
  console.log(line);
  lines.push(line);
};

/** Runs a process under `time`; returns seconds and peak memory in MiB. */
function measure(command, args) {
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%e %M', command, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr}`);
  const [seconds, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  return { seconds, mebibytes: kilobytes / 1024 };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[values.length >> 1];
}

/** Runs the candidates in turns and gives each its medians. */
function race(candidates, rounds) {
  const runs = new Map(candidates.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const { name, command, args } of candidates) runs.get(name).push(measure(command, args));
  }
  return candidates.map(({ name }) => ({
    name,
    seconds: median(runs.get(name).map((run) => run.seconds)),
    mebibytes: median(runs.get(name).map((run) => run.mebibytes)),
  }));
}

function hasCommand(name) {
  return spawnSync('which', [name]).status === 0;
}

/** A table of a race, with ratios to its first row. */
function table(results) {
  say('| process | seconds | ratio | peak MiB |');
  say('|---|---|---|---|');
  for (const { name, seconds, mebibytes } of results) {
    say(`| ${name} | ${seconds.toFixed(2)} | ${(seconds / results[0].seconds).toFixed(2)} | ${mebibytes.toFixed(0)} |`);
  }
  say();
}

function encodeRace(picture, rounds) {
  const output = join(folder, 'out.akm');
  const akm = (name, ...flags) => ({
    name,
    command: process.execPath,
    args: [MAIN, 'encode', picture, '-o', output, '--force', '--quiet', ...flags],
  });
  const peers = hasCommand('pngquant')
    ? [{ name: 'pngquant 256', command: 'pngquant', args: ['--force', '-o', join(folder, 'q.png'), '256', picture] }]
    : [];
  const ours = [akm('akm, effort 1', '--effort', '1'), akm('akm, default')];
  table(race([...peers, ...ours], rounds));
}

/** Pixels a second of decoding in this process, by the median of several runs. */
function decodeSpeed(bytes) {
  const times = [];
  let pixels = 0;
  for (let run = 0; run < 9; run++) {
    const start = process.hrtime.bigint();
    const { width, height } = decode(bytes);
    times.push(Number(process.hrtime.bigint() - start) / 1e9);
    pixels = width * height;
  }
  return pixels / median(times) / 1e6;
}

/** Encodes in a child process and reads the file back. */
function encoded(picture, ...flags) {
  const output = join(folder, 'decode.akm');
  execFileSync(process.execPath, [MAIN, 'encode', picture, '-o', output, '--force', '--quiet', ...flags]);
  return readFileSync(output);
}

/** The same picture as a file of one palette, but with every block low and smoothed: what the filter costs at most. */
function allLow(bytes) {
  const info = readInfo(bytes);
  const header = {
    ...info,
    blockLog2: Math.log2(info.blockSide),
    k1: info.k2,
    k2: 1,
    smoothPasses: 4,
    smoothThreshold: 16,
  };
  const table = new ByteWriter();
  table.writeBytes(new Uint8Array(Math.ceil((info.blockColumns * info.blockRows) / 8)));
  table.writeBytes(packPalette(info.highPalette, false));
  table.writeBytes([0, 0, 0]);
  const writer = new ByteWriter();
  writeHeader(writer, header, deflateBytes(table.finish(), 9));
  for (const { name, offset, bytes: size } of readSections(bytes)) {
    if (name.endsWith('high plane'))
      writeBand(writer, { low: bytes.subarray(offset, offset + size), high: new Uint8Array(0) });
  }
  writeTail(writer, []);
  return writer.finish();
}

say(`# Speed and memory, akm ${version}`);
say();
say(
  `\`npm run bench:speed\` on ${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.version}, medians of ${ROUNDS}.`,
);
say();
if (!existsSync(SHARED)) {
  say('skipped: the pictures (../shared) are not there; they are not part of the project');
  process.exit(0);
}

const toucan = join(SHARED, 'reference', 'toucan.png');
say('## Encoding the toucan, 1000 x 854, whole processes');
say();
encodeRace(toucan, ROUNDS);

const large = join(folder, 'large.png');
const dandelion = readPicture(readFileSync(join(SHARED, 'corpus', 'photo', 'large_dandelion_16mp.jpg'))).image;
writeFileSync(large, writePicture(dandelion, 'png'));
const megapixels = (dandelion.width * dandelion.height) / 1e6;
say(
  `## Encoding ${dandelion.width} x ${dandelion.height} (${megapixels.toFixed(1)} megapixels, from PNG), whole processes`,
);
say();
encodeRace(large, 3);
const idle = measure(process.execPath, [MAIN, '--version']).mebibytes;
const peak = measure(process.execPath, [
  MAIN,
  'encode',
  large,
  '-o',
  join(folder, 'm.akm'),
  '--force',
  '--quiet',
]).mebibytes;
say(
  `Peak memory above start-up (${idle.toFixed(0)} MiB): ${(((peak - idle) * 1048576) / (megapixels * 1e6)).toFixed(1)} bytes a pixel.`,
);
say();

say('## Decoding in process (inflate of `node:zlib`)');
say();
say('| file | megapixels a second |');
say('|---|---|');
const crop = join(folder, 'crop.ppm');
const height = Math.floor(13e6 / dandelion.width);
writeFileSync(
  crop,
  writePicture({ ...dandelion, height, data: dandelion.data.subarray(0, dandelion.width * height * 4) }, 'ppm'),
);
say(`| 13 megapixels, blocks of 16, 64 + 256 colours | ${decodeSpeed(encoded(crop)).toFixed(0)} |`);
say(`| 13 megapixels, blocks of 4, 64 + 256 colours | ${decodeSpeed(encoded(crop, '--block', '4')).toFixed(0)} |`);
say(
  `| 13 megapixels, one palette of 256 | ${decodeSpeed(encoded(crop, '--classify', 'none', '--k2', '256')).toFixed(0)} |`,
);
say(
  `| 13 megapixels, half of the blocks smoothed (4 passes, threshold 16) | ${decodeSpeed(encoded(crop, '--smooth', '16')).toFixed(0)} |`,
);
say(
  `| 13 megapixels, all blocks smoothed (4 passes, threshold 16) | ${decodeSpeed(allLow(encoded(crop, '--classify', 'none', '--k2', '256'))).toFixed(0)} |`,
);
say();

rmSync(folder, { recursive: true, force: true });
writeFileSync(join(ROOT, 'bench', 'results', `speed-${version}.md`), `${lines.join('\n')}\n`);
