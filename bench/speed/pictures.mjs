/** The pictures of the speed bench, made once from the corpus and not timed. */

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { readPicture, writePicture } from '../../dist/node/index.js';

/** @typedef {import('../../dist/node/index.js').Image} Image */

/** @returns {{ toucan: string, photograph: string } | undefined} paths; nothing when the corpus is not there */
export function findPictures(shared) {
  const toucan = join(shared, 'reference', 'toucan.png');
  const photograph = join(shared, 'corpus', 'photo', 'large_dandelion_16mp.jpg');
  return existsSync(toucan) && existsSync(photograph) ? { toucan, photograph } : undefined;
}

/** @returns {Image} */
export function load(path) {
  return readPicture(readFileSync(path)).image;
}

/** Writes a picture into a folder; returns its path. */
export function save(folder, name, image) {
  const path = join(folder, name);
  writeFileSync(path, writePicture(image, /** @type {'png' | 'ppm'} */ (name.slice(-3))));
  return path;
}

/** The upper rows of a picture, with the wanted number of pixels or a little fewer. */
export function crop(image, pixels) {
  const height = Math.floor(pixels / image.width);
  return { ...image, height, data: image.data.subarray(0, image.width * height * 4) };
}

/** Scaled down to about this number of pixels; for more pixels than the picture has, four copies side by side. */
export async function resize(image, pixels) {
  const raw = { raw: { width: image.width, height: image.height, channels: /** @type {const} */ (4) } };
  const scale = Math.sqrt(pixels / (image.width * image.height));
  if (scale > 1.5) return tile(image);
  if (scale > 0.95) return image;
  const resized = sharp(Buffer.from(image.data), raw).resize(Math.round(image.width * scale));
  const { data, info } = await resized.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}

function tile({ width, height, data }) {
  const row = width * 4;
  const tiled = new Uint8Array(data.length * 4);
  for (let y = 0; y < 2 * height; y++) {
    const source = data.subarray((y % height) * row, (y % height) * row + row);
    tiled.set(source, y * 2 * row);
    tiled.set(source, y * 2 * row + row);
  }
  return { width: 2 * width, height: 2 * height, data: tiled };
}
