// npm run bench:rd: how many bytes akm needs at equal quality beside other programs; see rd/options.mjs for its options.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { corporaOf, defaultCorpora } from './rd/corpus.mjs';
import { METRICS } from './rd/metrics.mjs';
import { parseOptions, USAGE } from './rd/options.mjs';
import { CURVE_TITLES, PEER_TOOLS, PEERS } from './rd/peers.mjs';
import { loadPeersCsv } from './rd/peers-csv.mjs';
import { runTasks } from './rd/pool.mjs';
import { curveOfMethod, writeCsv, writeMarkdown } from './rd/report.mjs';
import { describeTool, findTool } from './rd/tools.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SHARED = join(ROOT, '..', 'shared');
const NICENESS = 10;

/** The runs to do: our methods on every picture, and points of peers that the CSV files lack. */
function listTasks(pictures, options, csvPoints) {
  const isInstalled = ({ tools }) => tools.every(findTool);
  const peers = options.isLive ? PEERS.filter(isInstalled) : [];
  return pictures.flatMap((picture) => [
    ...options.methods.flatMap((method) =>
      method.settings.map((setting) => ({
        picture,
        curve: curveOfMethod(method),
        setting: setting.label,
        options: { ...method.options, ...setting.options },
      })),
    ),
    ...peers
      .filter((peer) => !csvPoints.some((point) => point.picture === picture.name && peer.curves.includes(point.curve)))
      .flatMap((peer) => peer.settings.map((setting) => ({ picture, peer: peer.name, setting }))),
  ]);
}

/**
 * Points of the CSV files, of these pictures. Where a lossy one lacks a metric, all of its picture's are left out if they can be
 * run live instead.
 */
function usableCsvPoints({ csvFiles, metrics, isLive }, pictures) {
  const names = new Set(pictures.map(({ name }) => name));
  const points = loadPeersCsv(csvFiles).filter(({ picture }) => names.has(picture));
  if (!isLive) return points;
  const isWanting = (point) => point.psnr !== Infinity && metrics.some((metric) => point[metric] === undefined);
  const wanting = new Set(points.filter(isWanting).map(({ picture }) => picture));
  return points.filter(({ picture }) => !wanting.has(picture));
}

/** Where the numbers come from and what was left out. */
function describeRun({ isLive, csvFiles }, csvPoints, failures) {
  const missing = PEER_TOOLS.filter((tool) => !findTool(tool));
  const present = PEER_TOOLS.filter(findTool).map(describeTool);
  const { sharp: sharpVersion, vips } = sharp.versions;
  return [
    ...(csvPoints.length > 0
      ? [
          `${csvPoints.length} points of pngquant (speed 1, with and without dithering) are from ${csvFiles.map((path) => basename(path)).join(' and ')}, measured earlier by the same definitions.`,
        ]
      : []),
    isLive
      ? `Run live where those files had nothing to say: ${present.join(', ')}, sharp ${sharpVersion} (libvips ${vips}) for palette PNG, JPEG (its default encoder, optimised Huffman tables) and lossy WebP.`
      : 'No peer was run live.',
    ...(isLive && missing.length > 0 ? [`Not installed, so left out: ${missing.join(', ')}.`] : []),
    'Colour profiles and metadata are not stored by anyone. JPEG is left out for pictures with transparency.',
    'With transparency, a metric is the mean of that over black and that over white.',
    'Where a file has an SSIM above 0.9999, of which its five decimals say too little, that picture was run live, or the point left out.',
    ...failures.map((failure) => `Failed: ${failure}`),
  ];
}

function showProgress(done, total, task, failures, { failure }) {
  if (failure) failures.push(`${task.picture.name}, ${task.peer ?? task.curve} ${task.setting}: ${failure}`);
  if (done % 20 === 0 || done === total) console.error(`${done} of ${total}: ${task.picture.name}`);
}

function save(folder, results) {
  mkdirSync(folder, { recursive: true });
  const path = (suffix) => join(folder, `rd-${results.version}${suffix}`);
  writeFileSync(path('.md'), writeMarkdown(results));
  writeFileSync(path('.csv'), writeCsv(results));
}

async function main(words) {
  const csvFiles = ['photo', 'graphics'].map((name) => join(SHARED, 'bench', `peers-${name}.csv`));
  const options = parseOptions(words, { results: join(ROOT, 'bench', 'results'), csvFiles });
  const corpora = options.corpus ? corporaOf(options.corpus) : defaultCorpora(SHARED);
  if (corpora.length === 0)
    return console.log('skipped: the pictures (../shared) are not there; name others with --corpus');
  for (const { name, tool } of METRICS) {
    if (tool && options.metrics.includes(name) && !findTool(tool))
      throw new Error(`${name} needs ${tool}: not installed`);
  }
  setPriority(NICENESS);
  const pictures = corpora.flatMap((corpus) => corpus.pictures);
  const csvPoints = usableCsvPoints(options, pictures);
  const tasks = listTasks(pictures, options, csvPoints);
  const failures = [];
  const answers = await runTasks(tasks, {
    jobs: options.jobs,
    workerData: { metrics: options.metrics, cacheFolder: options.cacheFolder },
    onDone: (done, task, answer) => showProgress(done, tasks.length, task, failures, answer),
  });
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const points = sortPoints([...answers.flatMap((answer) => answer.points), ...csvPoints]);
  const results = { ...options, version, corpora, points, notes: describeRun(options, csvPoints, failures) };
  if (options.out) save(options.out, results);
  else console.log(writeMarkdown(results));
}

/** Ours first, then the peers in the order of the tables, each as it was run. */
function sortPoints(points) {
  const order = Object.keys(CURVE_TITLES);
  return points
    .map((point, index) => ({ point, index, rank: order.indexOf(point.curve) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .map(({ point }) => point);
}

try {
  if (process.argv.slice(2).includes('--help')) console.log(USAGE);
  else await main(process.argv.slice(2));
} catch (error) {
  console.error(`bench:rd: ${error.message}`);
  process.exitCode = 1;
}
