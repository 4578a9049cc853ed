/** The command line of bench:rd. */

import { existsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { METHODS, parseMethod } from './methods.mjs';
import { metricNamed } from './metrics.mjs';

export const USAGE = `npm run bench:rd -- [options]

  --corpus DIR|FILE...       pictures; default: the development corpus beside the project, photographs and graphics
  --methods NAME...          of: ${METHODS.map(({ name }) => name).join(', ')}; with options added: default:effort=9,dither=true
  --peers live|none|CSV...   points of peers: from CSV files; with "live", what those lack is run
                             default: the CSV files beside the project, and live
  --metrics NAME...          of: psnr, ssim, butteraugli, ssimulacra; default psnr ssim
  --out DIR                  default: bench/results if nothing else is chosen, else nothing but the summary is written
  --jobs N                   default: one a core
  --cache DIR                for peers' results and slow metrics; default: in the system's temporary folder
`;

const LISTS = ['corpus', 'methods', 'peers', 'metrics'];
const SINGLES = ['out', 'jobs', 'cache'];

/**
 * @typedef {{ corpus?: string[], methods: import('./methods.mjs').Method[], csvFiles: string[], isLive: boolean,
 *   metrics: string[], out?: string, jobs: number, cacheFolder: string }} Options
 */

/**
 * @param {readonly string[]} words of the command line
 * @param {{ results: string, csvFiles: readonly string[] }} defaults
 * @returns {Options}
 */
export function parseOptions(words, defaults) {
  const given = collect(words);
  const isWhole = LISTS.every((name) => given[name] === undefined);
  const peers = given.peers ?? ['live', ...defaults.csvFiles.filter(existsSync)];
  const metrics = given.metrics ?? ['psnr', 'ssim'];
  metrics.forEach(metricNamed);
  const jobs = Number(given.jobs?.[0] ?? availableParallelism());
  if (!Number.isInteger(jobs) || jobs < 1) throw new Error(`--jobs: expected a number, found "${given.jobs}"`);
  return {
    corpus: given.corpus,
    methods: (given.methods ?? METHODS.map(({ name }) => name)).map(parseMethod),
    csvFiles: peers.filter((word) => word !== 'live' && word !== 'none'),
    isLive: peers.includes('live'),
    metrics,
    out: given.out?.[0] ?? (isWhole ? defaults.results : undefined),
    jobs,
    cacheFolder: given.cache?.[0] ?? join(tmpdir(), 'akm-bench-cache'),
  };
}

/** Words by the flag that they follow. */
function collect(words) {
  const given = {};
  let flag;
  for (const word of words) {
    if (word.startsWith('--')) {
      flag = word.slice(2);
      if (![...LISTS, ...SINGLES].includes(flag)) throw new Error(`unknown option ${word}`);
      given[flag] = [];
    } else if (flag === undefined) throw new Error(`unexpected "${word}"`);
    else given[flag].push(...(flag === 'metrics' ? word.split(',') : [word]));
  }
  for (const [name, values] of Object.entries(given)) {
    if (values.length === 0 || (SINGLES.includes(name) && values.length > 1)) {
      throw new Error(`--${name}: expected ${SINGLES.includes(name) ? 'one value' : 'values'}, found ${values.length}`);
    }
  }
  return given;
}
