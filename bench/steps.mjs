// npm run bench:steps: how much a file grows or shrinks from one quality to the next, over all qualities from 1 to 100.
//
// Most of the pictures have few colours, since the encoder may store those exactly.
//
//   -- toucan page     only pictures whose names contain one of these words
//   --whole            whole pictures instead of their middles
//   --effort=3         another effort
//   --sizes            also all sizes, one line a picture
//   --write            the table goes to bench/results/steps-VERSION.md, too
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { decode } from '../dist/decode/index.js';
import { encodeWithReport } from '../dist/encode/index.js';
import { readPicture } from '../dist/node/index.js';

const SHARED = fileURLToPath(new URL('../../shared', import.meta.url));
const SIDE = 192;

const load = (...path) => readPicture(readFileSync(join(SHARED, ...path))).image;

/** The middle of a picture. */
function crop({ width, height, data }, side) {
  const columns = Math.min(width, side);
  const rows = Math.min(height, side);
  const left = (width - columns) >> 1;
  const top = (height - rows) >> 1;
  const part = new Uint8Array(columns * rows * 4);
  for (let y = 0; y < rows; y++) {
    const from = 4 * ((top + y) * width + left);
    part.set(data.subarray(from, from + 4 * columns), 4 * y * columns);
  }
  return { width: columns, height: rows, data: part };
}

/** The picture in shades of gray. */
function toGray({ width, height, data }) {
  const gray = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const shade = Math.floor((2126 * data[i] + 7152 * data[i + 1] + 722 * data[i + 2] + 5000) / 10000);
    gray.fill(shade, i, i + 3);
    gray[i + 3] = data[i + 3];
  }
  return { width, height, data: gray };
}

/** The same picture in few colours. */
function quantise(image, k2, dither = false) {
  return decode(encodeWithReport(image, { k1: 0, k2, dither, effort: 3 }).bytes);
}

const PICTURES = [
  ['gray toucan', ['reference', 'toucan.png'], toGray],
  ['gray kodim20', ['corpus', 'photo', 'kodim20.png'], toGray],
  ['gray photograph of a report', ['corpus', 'reports', 'gray-photo.png'], (image) => image],
  ['kodim23, 200 colours', ['corpus', 'photo', 'kodim23.png'], (image) => quantise(image, 200)],
  ['kodim15, 64 colours, dithered', ['corpus', 'photo', 'kodim15.png'], (image) => quantise(image, 64, true)],
  ['kodim23, 5 colours, dithered', ['corpus', 'photo', 'kodim23.png'], (image) => quantise(image, 5, true)],
  ['pixel art, game', ['corpus', 'graphics', 'pixel_isometric_game.png'], (image) => image],
  ['pixel art, knight', ['corpus', 'graphics', 'pixel_knight_tengu.png'], (image) => image],
  ['page of text', ['corpus', 'graphics', 'text_doc_page.png'], (image) => image],
  ['line art', ['corpus', 'reports', 'lineart.png'], (image) => image],
  ['comic', ['corpus', 'graphics', 'flat_comic_halftone.png'], (image) => image],
  ['kodim23, all colours', ['corpus', 'photo', 'kodim23.png'], (image) => image],
];

function countColours({ data }) {
  return new Set(new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)).size;
}

/** A step up is a cliff beyond this factor and so many bytes, see docs/quality.md. */
const CLIFF_FACTOR = 1.5;
const CLIFF_BYTES = 256;

function sweep(image, effort) {
  const sizes = [];
  let exactFrom;
  for (let quality = 1; quality <= 100; quality++) {
    const { bytes, lossless } = encodeWithReport(image, { quality, effort });
    sizes.push(bytes.length);
    if (!lossless) exactFrom = undefined;
    else exactFrom ??= quality;
  }
  return { sizes, exactFrom };
}

const describe = ({ quality, factor, from, to }) => `x ${factor.toFixed(2)} at ${quality} (${from} -> ${to})`;

/** A row of the table. */
function describeSizes(name, colours, sizes, exactFrom) {
  const steps = sizes
    .slice(1)
    .map((size, i) => ({ quality: i + 2, factor: size / sizes[i], from: sizes[i], to: size }))
    .sort((a, b) => a.factor - b.factor);
  const over = steps.filter(({ factor }) => factor > CLIFF_FACTOR);
  const cliffs = over.filter(({ from, to }) => to > CLIFF_FACTOR * from + CLIFF_BYTES);
  const some = [25, 50, 75, 90, 100].map((quality) => sizes[quality - 1]).join(', ');
  const cells = [name, colours, describe(steps.at(-1)), describe(steps[0]), over.length, cliffs.length];
  return `| ${[...cells, exactFrom ?? 'never', some].join(' | ')} |`;
}

/** The table's head. */
const HEAD = [
  '| picture | colours | largest step up | largest step down | over 1.5 | cliffs | exact from | bytes at 25, 50, 75, 90, 100 |',
  '| --- | ---: | --- | --- | ---: | ---: | ---: | --- |',
];

/** The page of results. */
function describePage(version, rows) {
  return `# Steps from quality to quality, akm ${version}

\`npm run bench:steps\` at effort 5: bytes at all qualities from 1 to 100. Pictures are the middle ${SIDE} x ${SIDE} pixels. A *step* is the
bytes at one quality, divided by those at the quality below. *Over 1.5* counts the steps above that factor. *Cliffs* counts those that
also exceed it by ${CLIFF_BYTES} bytes. *Exact from* is the quality from which on every file is lossless.

${[...HEAD, ...rows].join('\n')}
`;
}

function main(words) {
  if (!existsSync(join(SHARED, 'corpus'))) return console.log('skipped: the pictures (../shared) are not there');
  const isWhole = words.includes('--whole');
  const effort = Number(words.find((word) => word.startsWith('--effort='))?.slice(9) ?? 5);
  const names = words.filter((word) => !word.startsWith('--'));
  const rows = [];
  console.log(HEAD.join('\n'));
  for (const [name, path, change] of PICTURES) {
    if (names.length > 0 && !names.some((word) => name.includes(word))) continue;
    const whole = load(...path);
    const image = change(isWhole ? whole : crop(whole, SIDE));
    const { sizes, exactFrom } = sweep(image, effort);
    rows.push(describeSizes(name, countColours(image), sizes, exactFrom));
    console.log(rows.at(-1));
    if (words.includes('--sizes')) console.log(sizes.join(' '));
  }
  if (!words.includes('--write')) return;
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  writeFileSync(new URL(`results/steps-${version}.md`, import.meta.url), describePage(version, rows));
}

main(process.argv.slice(2));
