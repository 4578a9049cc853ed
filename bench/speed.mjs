// npm run bench:speed: how fast and how large the codec's processes are, beside others where they are installed.
//
// Whole processes, interleaved in one run so that all see the same machine; medians and ratios count, not the times.
// `-- --quick` runs everything once on small pictures and writes nothing.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describeTool, findTool } from './rd/tools.mjs';
import { raceDecoders } from './speed/decode.mjs';
import { akmDecode, akmEncode, encodeContenders } from './speed/encode.mjs';
import { hasTime, measureProcess, race } from './speed/measure.mjs';
import { crop, findPictures, load, resize, save } from './speed/pictures.mjs';
import { Report } from './speed/report.mjs';
import { measureWorst } from './speed/worst.mjs';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const MAIN = join(ROOT, 'dist', 'cli', 'main.js');
const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));

const FULL = {
  roundsSmall: 5,
  roundsLarge: 3,
  roundsDecode: 3,
  largeMegapixels: 16,
  growth: [0.25, 1, 4, 16, 64],
  worstMegapixels: 0.25,
  worstEfforts: [1, 3, 5, 7, 9],
};
const QUICK = {
  roundsSmall: 1,
  roundsLarge: 1,
  roundsDecode: 1,
  largeMegapixels: 1,
  growth: [0.25, 1],
  worstMegapixels: 0.1,
  worstEfforts: [1],
};
/** Above this, growth is measured once. */
const GROWTH_ONCE = 32;

const report = new Report();

function describeMachine() {
  const tools = ['pngquant', 'zopflipng'];
  const found = tools.filter(findTool).map(describeTool);
  const missing = tools.filter((tool) => !findTool(tool));
  report.paragraph(
    `\`npm run bench:speed\` on ${cpus().length} cores (${cpus()[0].model.trim()}), Node ${process.version}; ${[...found, `sharp ${sharp.versions.sharp}`].join(', ')}${missing.length > 0 ? `; not installed: ${missing.join(', ')}` : ''}. ${describeLoad('the start')}`,
  );
  report.paragraph(
    'Times are medians over the number of runs in the last column, ratios are to the first row of a table. CPU seconds are of all threads together and, unlike seconds, hardly change when the machine does something else besides. Processes are run in turns; one of more than a minute runs once. Peak memory is the largest resident set; in memory, that of a process that decodes once, with its start-up. pngquant and sharp dither by default, which makes their files larger; what sizes mean at equal quality is in the results of bench:rd.',
  );
}

function describeLoad(when) {
  return `Load average at ${when}: ${loadavg()
    .map((load) => load.toFixed(2))
    .join(', ')}.`;
}

function reportEncode(title, picture, folder, rounds) {
  report.paragraph(`## ${title}`);
  const results = race(encodeContenders(picture, folder), rounds);
  for (const result of results) report.record(title, result);
  const rows = results.map(({ name, seconds, cpuSeconds, mebibytes, bytes, runs }) => [
    name,
    seconds.toFixed(2),
    (seconds / results[0].seconds).toFixed(2),
    cpuSeconds.toFixed(2),
    (cpuSeconds / results[0].cpuSeconds).toFixed(2),
    mebibytes.toFixed(0),
    bytes.toLocaleString('en'),
    String(runs),
  ]);
  report.table(['process', 'seconds', 'ratio', 'CPU seconds', 'ratio', 'peak MiB', 'bytes written', 'runs'], rows);
  return results;
}

/** Share of the default's peak memory that the picture takes. */
function reportBytesPerPixel(results, { width, height }) {
  const idle = measureProcess(process.execPath, [MAIN, '--version']).mebibytes;
  const peak = results.find(({ name }) => name.includes('default)')).mebibytes;
  const bytesPerPixel = ((peak - idle) * 1048576) / (width * height);
  report.paragraph(
    `Peak memory of akm's default above start-up (${idle.toFixed(0)} MiB): ${bytesPerPixel.toFixed(1)} bytes a pixel.`,
  );
}

async function reportDecode(title, picture, folder, rounds) {
  report.paragraph(`## ${title}`);
  const results = await raceDecoders(picture, folder, rounds);
  for (const result of results) report.record(title, result);
  const rows = results.map(({ name, speed, mebibytes, bytes, runs }) => [
    name,
    speed.toFixed(1),
    (speed / results[0].speed).toFixed(2),
    mebibytes.toFixed(0),
    bytes.toLocaleString('en'),
    String(runs),
  ]);
  report.table(['decoder, file', 'megapixels a second', 'ratio', 'peak MiB', 'bytes read', 'runs'], rows);
}

async function reportGrowth(photograph, folder, { growth, roundsLarge }) {
  const title = 'Growth: default encoding and decoding of PPM, whole processes';
  report.paragraph(`## ${title}`);
  report.paragraph('The photograph scaled down, or (64 megapixels) four copies of it side by side.');
  const rows = [];
  for (const target of growth) {
    const image = await resize(photograph, target * 1e6);
    const megapixels = (image.width * image.height) / 1e6;
    const picture = save(folder, 'growth.ppm', image);
    const file = join(folder, 'growth.akm');
    const contenders = [akmEncode('encode', picture, file), akmDecode('decode', file, join(folder, 'decoded.ppm'))];
    const [encoding, decoding] = race(contenders, target > GROWTH_ONCE ? 1 : roundsLarge);
    for (const result of [encoding, decoding]) {
      report.record(title, { ...result, name: `${result.name} ${target} MP`, speed: megapixels / result.seconds });
    }
    rows.push([
      megapixels.toFixed(2),
      ...growthCells(encoding, megapixels),
      ...growthCells(decoding, megapixels),
      String(encoding.runs),
    ]);
  }
  const columns = [
    'encode s',
    'CPU s',
    'CPU s a megapixel',
    'peak MiB',
    'decode s',
    'CPU s',
    'CPU s a megapixel',
    'peak MiB',
  ];
  report.table(['megapixels', ...columns, 'runs'], rows);
}

function growthCells({ seconds, cpuSeconds, mebibytes }, megapixels) {
  return [seconds.toFixed(2), cpuSeconds.toFixed(2), (cpuSeconds / megapixels).toFixed(3), mebibytes.toFixed(0)];
}

async function reportWorst(photograph, { worstMegapixels, worstEfforts }) {
  const image = await resize(photograph, worstMegapixels * 1e6);
  const title = `The worst to encode, ${image.width} x ${image.height}`;
  report.paragraph(`## ${title}`);
  const rows = measureWorst(image, worstEfforts);
  const worst = (list, ratio) => list.reduce((most, row) => (row[ratio] > most[ratio] ? row : most));
  const describe = ({ options, picture }, value) => `${value.toFixed(1)}: ${picture}, ${options}`;
  report.paragraph(
    'Times in one process, once each: of the picture that costs most beside a photograph encoded with the same options, and of the picture and options that cost most beside that photograph with defaults.',
  );
  report.table(
    ['effort', 'with defaults', 'with the same options', 'any, beside defaults'],
    worstEfforts.map((effort) => {
      const ofEffort = rows.filter((row) => row.effort === effort);
      const plain = worst(
        ofEffort.filter(({ options }) => options === 'defaults'),
        'toSame',
      );
      const same = worst(ofEffort, 'toSame');
      const any = worst(ofEffort, 'toDefaults');
      return [
        String(effort),
        describe(plain, plain.toSame),
        describe(same, same.toSame),
        describe(any, any.toDefaults),
      ];
    }),
  );
}

async function main(isQuick, folder) {
  const pictures = findPictures(join(ROOT, '..', 'shared'));
  if (!pictures)
    return console.log('skipped: the pictures (../shared) are not there; they are not part of the project');
  if (!hasTime()) throw new Error('needs /usr/bin/time (GNU time)');
  const plan = isQuick ? QUICK : FULL;
  report.paragraph(`# Speed and memory, akm ${version}`);
  describeMachine();
  reportEncode('Encoding the toucan, 1000 x 854, whole processes', pictures.toucan, folder, plan.roundsSmall);
  await reportDecode('Decoding the toucan in memory', pictures.toucan, folder, plan.roundsDecode);

  const photograph = load(pictures.photograph);
  const large = await resize(photograph, plan.largeMegapixels * 1e6);
  const size = `${large.width} x ${large.height}`;
  const largePng = save(folder, 'large.png', large);
  const title = `Encoding a photograph of ${size}, from PNG, whole processes`;
  reportBytesPerPixel(reportEncode(title, largePng, folder, plan.roundsLarge), large);
  const part = crop(large, plan.largeMegapixels * 0.8e6);
  const partPpm = save(folder, 'part.ppm', part);
  await reportDecode(`Decoding ${part.width} x ${part.height} of it in memory`, partPpm, folder, plan.roundsDecode);

  await reportGrowth(photograph, folder, plan);
  await reportWorst(photograph, plan);
  report.paragraph(describeLoad('the end'));
  if (!isQuick) {
    const results = join(ROOT, 'bench', 'results');
    mkdirSync(results, { recursive: true });
    writeFileSync(join(results, `speed-${version}.md`), report.markdown());
    writeFileSync(join(results, `speed-${version}.csv`), report.csv());
  }
}

const folder = mkdtempSync(join(tmpdir(), 'akm-bench-'));
try {
  await main(process.argv.includes('--quick'), folder);
} catch (error) {
  console.error(`bench:speed: ${error.message}`);
  process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
