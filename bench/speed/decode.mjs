/** Decoding in memory, each decoder in a separate process, in turns. */

import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { decode } from '../../dist/node/index.js';
import { akmEncode } from './encode.mjs';
import { measureProcess, median } from './measure.mjs';

const CHILD = fileURLToPath(new URL('./decode-child.mjs', import.meta.url));
const RUNS = 9;

const CLASSES = ['--k1', '64', '--k2', '256'];
/** Files of ours that are decoded, by the flags that make them. */
const FILES = [
  { name: 'akm, as encoded by default', flags: [] },
  { name: 'akm, blocks of 16, 64 + 256 colours', flags: [...CLASSES, '--block', '16'] },
  { name: 'akm, blocks of 4, 64 + 256 colours', flags: [...CLASSES, '--block', '4'] },
];

/**
 * Measures how fast a picture is decoded.
 *
 * @param {string} picture path
 * @param {string} folder
 * @param {number} rounds
 * @returns {Promise<{ name: string, speed: number, mebibytes: number, bytes: number, runs: number }[]>} speed in megapixels a
 *   second; the first is the palette PNG by sharp
 */
export async function raceDecoders(picture, folder, rounds) {
  const single = encoded(picture, folder, 'single.akm', ['--classify', 'none', '--k2', '256']);
  const png = await palettePng(single, join(folder, 'palette.png'));
  const contenders = [
    { name: 'sharp, palette PNG of 256 colours', decoder: 'sharp', path: png },
    { name: 'pngjs, the same PNG', decoder: 'pngjs', path: png },
    { name: 'akm, one palette, the same pixels', decoder: 'akm', path: single },
    ...FILES.map(({ name, flags }, i) => ({
      name,
      decoder: 'akm',
      path: encoded(picture, folder, `decode-${i}.akm`, flags),
    })),
  ];
  const speeds = contenders.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (const [i, contender] of contenders.entries()) speeds[i].push(median(decodeInChild(contender)));
  }
  return contenders.map((contender, i) => ({
    name: contender.name,
    speed: median(speeds[i]),
    mebibytes: measureProcess(process.execPath, childArguments(contender, 1)).mebibytes,
    bytes: readFileSync(contender.path).length,
    runs: rounds * RUNS,
  }));
}

/** Megapixels a second of each run. */
function decodeInChild(contender) {
  return JSON.parse(execFileSync(process.execPath, childArguments(contender, RUNS), { encoding: 'utf8' }));
}

function childArguments({ decoder, path }, runs) {
  return [CHILD, decoder, path, String(runs)];
}

function encoded(picture, folder, name, flags) {
  const { command, args, output } = akmEncode(name, picture, join(folder, name), ...flags);
  execFileSync(command, args);
  return output;
}

/** The pixels of a file of ours as palette PNG; checked to be the same. */
async function palettePng(file, path) {
  const { width, height, data } = decode(readFileSync(file));
  const raw = sharp(Buffer.from(data), { raw: { width, height, channels: 4 } });
  writeFileSync(path, await raw.png({ palette: true, colours: 256, dither: 0 }).toBuffer());
  const back = await sharp(path).ensureAlpha().raw().toBuffer();
  if (!back.equals(data)) throw new Error('the palette PNG has other pixels');
  return path;
}
