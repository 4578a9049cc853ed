/**
 * Draws the sample pictures beside this file and encodes them at the default settings: `npm run samples [-- name ...]`.
 *
 * The pixels and the AKM files are the same on every machine; the PNG files' bytes depend on the zlib that Node brings
 * along.
 */

import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { PNG } from 'pngjs';
import { encode } from '../dist/index.js';
import { drawIcon } from './icon.mjs';
import { drawPixelArt } from './pixel-art.mjs';
import { drawScene } from './scene.mjs';
import { drawScreenshot } from './screenshot.mjs';

/** Every picture and the function that draws it, as `{width, height, data}` with 8-bit RGBA. */
const SAMPLES = {
  scene: drawScene,
  screenshot: drawScreenshot,
  'pixel-art': drawPixelArt,
  icon: drawIcon,
};

const PNG_RGB = 2;
const PNG_RGBA = 6;

const wanted = process.argv.slice(2);
for (const [name, draw] of Object.entries(SAMPLES)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const image = draw();
  const png = encodePng(image);
  const akm = encode(image);
  writeFileSync(pathOf(`${name}.png`), png);
  writeFileSync(pathOf(`${name}.akm`), akm);
  console.log(`${name}: ${image.width}x${image.height}, ${png.length} bytes PNG, ${akm.length} bytes AKM`);
}

function pathOf(file) {
  return fileURLToPath(new URL(file, import.meta.url));
}

function encodePng({ width, height, data }) {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const isOpaque = data.every((value, i) => i % 4 !== 3 || value === 255);
  return PNG.sync.write(png, { colorType: isOpaque ? PNG_RGB : PNG_RGBA, deflateLevel: 9 });
}
