// npm run bench:steps: how much larger or smaller a file gets from one quality to the next, for pictures of few colours, which may
// be stored exactly, and for one of many.
//
// `-- --whole` takes whole pictures instead of their middles; further arguments are words that the pictures' names must hold;
// `--effort=3` is another effort.
import { existsSync, readFileSync } from 'node:fs';
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

/** Shades of gray. */
function toGray({ width, height, data }) {
  const gray = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const shade = Math.floor((2126 * data[i] + 7152 * data[i + 1] + 722 * data[i + 2] + 5000) / 10000);
    gray.fill(shade, i, i + 3);
    gray[i + 3] = data[i + 3];
  }
  return { width, height, data: gray };
}

/** The same in few colours. */
function quantise(image, k2, dither = false) {
  return decode(encodeWithReport(image, { k1: 0, k2, dither, effort: 3 }).bytes);
}

const PICTURES = [
  ['gray toucan', ['reference', 'toucan.png'], toGray],
  ['gray kodim05', ['corpus', 'photo', 'kodim05.png'], toGray],
  ['gray kodim20', ['corpus', 'photo', 'kodim20.png'], toGray],
  ['gray photograph of a report', ['corpus', 'reports', 'gray-photo.png'], (image) => image],
  ['kodim23, 200 colours', ['corpus', 'photo', 'kodim23.png'], (image) => quantise(image, 200)],
  ['kodim23, 32 colours', ['corpus', 'photo', 'kodim23.png'], (image) => quantise(image, 32)],
  ['kodim08, 256 colours, dithered', ['corpus', 'photo', 'kodim08.png'], (image) => quantise(image, 256, true)],
  ['kodim15, 64 colours, dithered', ['corpus', 'photo', 'kodim15.png'], (image) => quantise(image, 64, true)],
  ['kodim15, 16 colours, dithered', ['corpus', 'photo', 'kodim15.png'], (image) => quantise(image, 16, true)],
  ['kodim23, 5 colours, dithered', ['corpus', 'photo', 'kodim23.png'], (image) => quantise(image, 5, true)],
  ['pixel art, game', ['corpus', 'graphics', 'pixel_isometric_game.png'], (image) => image],
  ['pixel art, knight', ['corpus', 'graphics', 'pixel_knight_tengu.png'], (image) => image],
  ['page of text', ['corpus', 'graphics', 'text_doc_page.png'], (image) => image],
  ['code editor', ['corpus', 'graphics', 'text_code_editor_dark.png'], (image) => image],
  ['spreadsheet', ['corpus', 'graphics', 'text_spreadsheet_subpixel.png'], (image) => image],
  ['comic', ['corpus', 'graphics', 'flat_comic_halftone.png'], (image) => image],
  ['slime cat', ['corpus', 'graphics', 'flat_slime_cat.png'], (image) => image],
  ['kodim23, all colours', ['corpus', 'photo', 'kodim23.png'], (image) => image],
];

function countColours({ data }) {
  return new Set(new Uint32Array(data.buffer, data.byteOffset, data.length >> 2)).size;
}

function sweep(image, effort) {
  const sizes = [];
  let exactFrom;
  for (let quality = 1; quality <= 100; quality++) {
    const { bytes, lossless } = encodeWithReport(image, { quality, effort });
    sizes.push(bytes.length);
    if (!lossless) exactFrom = undefined;
    else exactFrom ??= quality;
  }
  const steps = sizes
    .slice(1)
    .map((size, i) => ({ quality: i + 2, factor: size / sizes[i], from: sizes[i], to: size }));
  steps.sort((a, b) => a.factor - b.factor);
  return { sizes, exactFrom, down: steps[0], up: steps[steps.length - 1] };
}

const describe = ({ quality, factor, from, to }) => `x ${factor.toFixed(2)} at ${quality} (${from} -> ${to})`;

function main(words) {
  if (!existsSync(join(SHARED, 'corpus'))) return console.log('skipped: the pictures (../shared) are not there');
  const isWhole = words.includes('--whole');
  const effort = Number(words.find((word) => word.startsWith('--effort='))?.slice(9) ?? 5);
  const names = words.filter((word) => !word.startsWith('--'));
  console.log('| picture | colours | largest step up | largest step down | exact from | bytes at 50, 75, 90, 100 |');
  console.log('| --- | ---: | --- | --- | ---: | ---: |');
  for (const [name, path, change] of PICTURES) {
    if (names.length > 0 && !names.some((word) => name.includes(word))) continue;
    const whole = load(...path);
    const image = change(isWhole ? whole : crop(whole, SIDE));
    const { sizes, exactFrom, down, up } = sweep(image, effort);
    const some = [50, 75, 90, 100].map((quality) => sizes[quality - 1]).join(', ');
    console.log(
      `| ${name} | ${countColours(image)} | ${describe(up)} | ${describe(down)} | ${exactFrom ?? 'never'} | ${some} |`,
    );
    if (words.includes('--sizes')) console.log(sizes.join(' '));
  }
}

main(process.argv.slice(2));
