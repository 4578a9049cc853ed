/**
 * Draws `overview.png`, the README's picture: a part of the scene, its block map, its palettes, and what a decoder shows.
 *
 * `npm run build && node samples/make-overview.mjs`. It reads `scene.png`, which `npm run samples` makes. The result is
 * that of `akm encode scene.png --classify eigen --k1 64 --k2 256 --quality 75`: at the defaults, a block gets the palette
 * that fits, and the map shows less of the idea.
 */

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { compareImages, decode, encode, readInfo, readPicture, writePicture } from '../dist/node/index.js';
import { box, createCanvas, fill, rgb, toImage } from './canvas.mjs';
import { drawText } from './font.mjs';

/** The part of the scene that is shown, pixel for pixel: blurred background beside sharp fruit. */
const CROP = { left: 96, top: 64, width: 400, height: 288 };
const GAP = 16;
const CAPTION = 30;
const PAPER = rgb(0xffffff);
const INK = rgb(0x1f2328);
/** The studio's colours of low and of high blocks. */
const TINTS = [rgb(0x1f6fe0), rgb(0xdd7500)];
/** Share of the tint in the map; the rest is the picture, in gray. */
const TINT_SHARE = 0.6;
const SWATCHES_A_ROW = 25;

const pathOf = (file) => fileURLToPath(new URL(file, import.meta.url));
const png = readFileSync(pathOf('scene.png'));
const { image } = readPicture(png);
const bytes = encode(image, { classify: 'eigen', k1: 64, k2: 256, quality: 75 });
const drawn = decode(bytes);
const info = readInfo(bytes);
const { psnr } = compareImages(image, drawn);

const canvas = createCanvas(2 * CROP.width + 3 * GAP, 2 * (CROP.height + CAPTION) + 3 * GAP);
fill(canvas, box(0, 0, canvas.width, canvas.height), PAPER);
drawPanel(0, 0, `the picture: ${count(png.length)} bytes of PNG`, (x, y) => pixelOf(image, x, y));
drawPanel(1, 0, 'block map: low detail blue, high detail orange', tintOf);
drawPanel(0, 1, `two palettes: ${info.k1} colours for low, ${info.k2} for high`, () => PAPER);
drawPalette(info.lowPalette, 0);
drawPalette(info.highPalette, CROP.height / 3);
drawPanel(1, 1, `what akm draws: ${count(bytes.length)} bytes, ${psnr.toFixed(1)} dB`, (x, y) => pixelOf(drawn, x, y));

// Noise that nobody sees would cost bytes.
const small = encode(toImage(canvas), { quality: 95, k1: 256, k2: 256 });
writeFileSync(pathOf('overview.png'), writePicture(decode(small), 'png'));

/** Top left corner of a panel's picture. */
function cornerOf(column, row) {
  return [GAP + column * (CROP.width + GAP), GAP + CAPTION + row * (CROP.height + CAPTION + GAP)];
}

/** Draws a caption, and below it a picture; `paint` gives the colour at a pixel of the scene. */
function drawPanel(column, row, caption, paint) {
  const [left, top] = cornerOf(column, row);
  drawText(canvas, caption, left, top - 10, 12, INK);
  const frame = box(left, top, CROP.width, CROP.height);
  fill(canvas, frame, (x, y) => paint(Math.floor(x) - left + CROP.left, Math.floor(y) - top + CROP.top));
}

/** The gray picture, tinted by the class of each block. */
function tintOf(x, y) {
  const [r, g, b] = pixelOf(image, x, y);
  const gray = 0.299 * r + 0.587 * g + 0.114 * b;
  const [column, row] = [Math.floor(x / info.blockSide), Math.floor(y / info.blockSide)];
  const tint = TINTS[info.blockMap[row * info.blockColumns + column]];
  return [0, 1, 2].map((c) => gray * (1 - TINT_SHARE) + tint[c] * TINT_SHARE).concat(1);
}

/** Draws a palette as stored, a swatch an entry. */
function drawPalette(palette, down) {
  const [left, top] = cornerOf(0, 1);
  const side = CROP.width / SWATCHES_A_ROW;
  for (let i = 0; i < palette.length / 4; i++) {
    const x = left + (i % SWATCHES_A_ROW) * side;
    const y = top + down + Math.floor(i / SWATCHES_A_ROW) * side;
    fill(canvas, box(x, y, side - 1.5, side - 1.5), [...palette.subarray(4 * i, 4 * i + 3), 1]);
  }
}

function pixelOf({ width, data }, x, y) {
  const at = 4 * (y * width + x);
  return [data[at], data[at + 1], data[at + 2], 1];
}

function count(value) {
  return value.toLocaleString('en');
}
