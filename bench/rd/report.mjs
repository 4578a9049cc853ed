/** The results as Markdown and as CSV. */

import { compareCurves, losslessSizes, summarise } from './compare.mjs';
import { METRICS, metricNamed } from './metrics.mjs';
import { CURVE_TITLES } from './peers.mjs';

/** A number says little if the common range of both curves is narrower than this, in the metric's decibels. */
const NARROW_DECIBELS = 1;

/**
 * @typedef {{ version: string, corpora: import('./corpus.mjs').Corpus[], methods: import('./methods.mjs').Method[],
 *   metrics: string[], points: import('./compare.mjs').Point[], notes: string[] }} Results
 */

/** A curve of ours is called after its method. */
export function curveOfMethod({ name }) {
  return `akm ${name}`;
}

/** @param {Results} results */
export function writeMarkdown(results) {
  const { version, corpora, methods, metrics } = results;
  const sections = corpora.flatMap((corpus) => [
    `## ${title(corpus.name)}: ${counted(corpus.pictures.length)}`,
    ...metrics.map((metric) => summaryTable(results, corpus, metric)),
    losslessTable(results, corpus),
  ]);
  const details = corpora.flatMap((corpus) =>
    methods.flatMap((method) => metrics.map((metric) => pictureTable(results, corpus, method, metric))),
  );
  return `${[
    `# Rate and distortion, akm ${version}`,
    EXPLANATION,
    ['Our curves:', '', ...methods.map((method) => `- \`${curveOfMethod(method)}\`: ${method.title}`)].join('\n'),
    ['How it was measured:', '', ...results.notes.map((note) => `- ${note}`)].join('\n'),
    ...sections.filter(Boolean),
    '## Picture by picture',
    `BD-rate in per cent. (n) marks a common range of quality narrower than ${NARROW_DECIBELS} dB: a number that says little. \`none\`: the
qualities don't overlap; \`few\`: fewer than two lossy points on the front; empty: no such file.`,
    ...details,
  ].join('\n\n')}\n`;
}

const EXPLANATION = `The numbers are BD-rates: by how many per cent akm's files are larger (+) or smaller (-) than another program's of the
same quality, averaged over the qualities that both reach. "Mean" is the mean over pictures. Every curve is made of files written, read
back and measured: only those count that no other file of the same curve beats in both size and quality; between them the
logarithm of the size is interpolated (PCHIP). Lossless files lie at infinite quality; they are left out of the curves and
listed apart. Where two curves have no quality in common, the picture is left out and counted; where they have little in common, it counts like any
other: the tables at the end mark these.`;

/** Curves in the order of the tables: peers that have points, then our own methods. */
function anchorsOf({ points, methods }, pictures) {
  const present = new Set(points.filter(({ picture }) => pictures.includes(picture)).map(({ curve }) => curve));
  const peers = Object.keys(CURVE_TITLES).filter((curve) => present.has(curve));
  const others = [...present].filter((curve) => !(curve in CURVE_TITLES) && !curve.startsWith('akm '));
  return [...peers, ...others, ...methods.map(curveOfMethod)];
}

function namesOf(corpus) {
  return corpus.pictures.map(({ name }) => name);
}

function summaryTable(results, corpus, metric) {
  const pictures = namesOf(corpus);
  const rows = anchorsOf(results, pictures).map((anchor) => [
    CURVE_TITLES[anchor] ?? `\`${anchor}\``,
    ...results.methods.map((method) => {
      const test = curveOfMethod(method);
      return test === anchor ? '' : summaryCell(compareCurves(results.points, { pictures, test, anchor, metric }));
    }),
  ]);
  const head = [
    'against',
    ...results.methods.map((method) => `\`${curveOfMethod(method)}\`: mean (best to worst; pictures)`),
  ];
  return [`### At equal ${metricNamed(metric).title}`, table(head, rows)].join('\n\n');
}

function summaryCell(comparisons) {
  const { count, mean, best, worst, problems } = summarise(comparisons);
  const left = [...problems].map(([problem, pictures]) => `${problem}: ${pictures}`).join(', ');
  if (count === 0) return left || 'no pictures';
  const numbers = `**${signed(mean)} %** (${signed(best)} to ${signed(worst)}; ${count})`;
  return left ? `${numbers}, ${left}` : numbers;
}

function pictureTable(results, corpus, method, metric) {
  const pictures = namesOf(corpus);
  const test = curveOfMethod(method);
  const anchors = anchorsOf(results, pictures).filter((anchor) => anchor !== test);
  const cells = anchors.map((anchor) => {
    const comparisons = compareCurves(results.points, { pictures, test, anchor, metric });
    return new Map(comparisons.map((comparison) => [comparison.picture, comparison]));
  });
  const rows = pictures.map((name) => [name, ...cells.map((column) => pictureCell(column.get(name)))]);
  return [
    `### ${title(corpus.name)}: \`${test}\` at equal ${metricNamed(metric).axis.replace(', dB', '')}`,
    table(['picture', ...anchors], rows),
  ].join('\n\n');
}

function pictureCell(comparison) {
  if (comparison === undefined) return '';
  if (comparison.percent === undefined) return comparison.problem === 'no overlap' ? 'none' : 'few';
  const isNarrow = comparison.to - comparison.from < NARROW_DECIBELS;
  return `${signed(comparison.percent)}${isNarrow ? ' (n)' : ''}`;
}

/** Smallest lossless files, of pictures that one of our curves holds without loss. */
function losslessTable(results, corpus) {
  const sizes = corpus.pictures.map(({ name }) => ({
    name,
    curves: losslessSizes(results.points.filter(({ picture }) => picture === name)),
  }));
  const rows = sizes.filter(({ curves }) => [...curves.keys()].some((curve) => curve.startsWith('akm ')));
  if (rows.length === 0) return '';
  const curves = anchorsOf(results, namesOf(corpus)).filter((curve) => rows.some((row) => row.curves.has(curve)));
  const cells = rows.map((row) => [
    row.name,
    ...curves.map((curve) => row.curves.get(curve)?.toLocaleString('en') ?? ''),
  ]);
  return ['### Lossless, bytes', table(['picture', ...curves], cells)].join('\n\n');
}

function table(head, rows) {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function signed(value) {
  const text = value.toFixed(1);
  return value > 0 ? `+${text}` : text;
}

function counted(pictures) {
  return pictures === 1 ? '1 picture' : `${pictures} pictures`;
}

function title(text) {
  return text[0].toUpperCase() + text.slice(1);
}

/** All points, in the order in which they were made. `readResultsCsv` reads them back. */
export function writeCsv({ corpora, metrics, points }) {
  const columns = METRICS.filter(({ name }) => name === 'psnr' || metrics.includes(name));
  const lines = corpora.flatMap((corpus) =>
    corpus.pictures.flatMap(({ name }) =>
      points
        .filter(({ picture }) => picture === name)
        .map((point) =>
          [
            corpus.name,
            name,
            quoted(point.curve),
            point.setting,
            point.bytes,
            ...columns.map((metric) => number(point[metric.name], metric.digits)),
          ].join(','),
        ),
    ),
  );
  return `${[['corpus', 'picture', 'curve', 'setting', 'bytes', ...columns.map(({ name }) => name)].join(','), ...lines].join('\n')}\n`;
}

function number(value, digits) {
  if (value === undefined) return '';
  return value === Infinity ? 'inf' : String(Number(value.toFixed(digits)));
}

function quoted(text) {
  return text.includes(',') ? `"${text}"` : text;
}
