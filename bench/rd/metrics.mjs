/**
 * The quality metrics: how each is measured, and how its value becomes an axis on which more is better.
 *
 * All axes are in decibels. PSNR is in decibels already; the others take `-10 log10` of the distance to identity. On each, a
 * lossless file lies at `Infinity`.
 */

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { measurePsnr, measureSsim } from '../../dist/metrics/index.js';
import { writePicture } from '../../dist/node/index.js';

const decibels = (distance) => -10 * Math.log10(distance);

/**
 * `tool`: an installed program that measures two PNG files; without it the metric is computed here.
 *
 * @typedef {{ name: string, title: string, axis: string, tool?: string, digits: number,
 *   toQuality: (value: number) => number, identity: number }} Metric
 */

/** @type {readonly Metric[]} */
export const METRICS = [
  { name: 'psnr', title: 'PSNR over RGB', axis: 'PSNR, dB', digits: 3, toQuality: (psnr) => psnr, identity: Infinity },
  {
    name: 'ssim',
    title: 'SSIM on luma, as -10 log10(1 - SSIM)',
    axis: 'SSIM, dB',
    digits: 7,
    toQuality: (ssim) => decibels(1 - ssim),
    identity: 1,
  },
  {
    name: 'butteraugli',
    title: 'Butteraugli, 3-norm, as -10 log10',
    axis: 'Butteraugli, dB',
    digits: 4,
    toQuality: decibels,
    identity: 0,
    tool: 'butteraugli_main',
  },
  {
    name: 'ssimulacra',
    title: 'SSIMULACRA (the first), as -10 log10',
    axis: 'SSIMULACRA, dB',
    digits: 6,
    toQuality: decibels,
    identity: 0,
    tool: 'ssimulacra_main',
  },
];

/** @param {string} name */
export function metricNamed(name) {
  const metric = METRICS.find((candidate) => candidate.name === name);
  if (!metric) throw new Error(`no metric "${name}": known are ${METRICS.map((known) => known.name).join(', ')}`);
  return metric;
}

/** Reads the one number out of a tool's output. */
const TOOL_OUTPUT = {
  butteraugli: /^3-norm: ([\d.e+-]+)$/m,
  ssimulacra: /^([\d.e+-]+)$/m,
};

/**
 * Measures a decoded picture.
 *
 * @param {import('../../dist/node/index.js').Image} original
 * @param {import('../../dist/node/index.js').Image} decoded
 * @param {readonly string[]} names metrics
 * @param {string} folder for temporary files
 * @returns {Record<string, number>}
 */
export function measureQuality(original, decoded, names, folder) {
  const values = { psnr: measurePsnr(original, decoded) };
  for (const name of names) {
    const metric = metricNamed(name);
    if (values.psnr === Infinity) values[name] = metric.identity;
    else if (name === 'ssim') values.ssim = measureSsim(original, decoded);
    else if (metric.tool) values[name] = measureWithTool(metric, original, decoded, folder);
  }
  return values;
}

/** Like the metrics of akm itself: with transparency the mean over black and over white. */
function measureWithTool({ name, tool }, original, decoded, folder) {
  const backgrounds = isOpaque(original) && isOpaque(decoded) ? [0] : [0, 255];
  const values = backgrounds.map((background) => {
    const paths = [original, decoded].map((image, i) => {
      const path = join(folder, `measure-${i}.png`);
      writeFileSync(path, writePicture(flatten(image, background), 'png'));
      return path;
    });
    const output = execFileSync(tool, paths, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    const value = Number(TOOL_OUTPUT[name].exec(output)?.[1]);
    if (!Number.isFinite(value)) throw new Error(`${tool}: can't read ${JSON.stringify(output)}`);
    return value;
  });
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** @param {import('../../dist/node/index.js').Image} image */
export function isOpaque({ data }) {
  for (let at = 3; at < data.length; at += 4) if (data[at] !== 255) return false;
  return true;
}

function flatten(image, background) {
  const data = new Uint8Array(image.data.length).fill(255);
  for (let at = 0; at < data.length; at++) {
    const alpha = image.data[at | 3];
    if ((at & 3) !== 3) data[at] = (image.data[at] * alpha + background * (255 - alpha) + 127) / 255;
  }
  return { ...image, data };
}
