/** The samples: their files equal those of the defaults, byte for byte, and are smaller than the PNG files. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { decode } from '../src/decode/index.js';
import { encodeWithReport } from '../src/encode/index.js';
import { readPicture } from '../src/io/index.js';
import { compareImages } from '../src/metrics/index.js';

const load = (file: string) => readFileSync(fileURLToPath(new URL(`../samples/${file}`, import.meta.url)));

describe('the samples', () => {
  it.each(['scene', 'screenshot', 'pixel-art', 'icon'])(
    '%s: the committed file equals the one that the defaults make',
    (name) => {
      const png = load(`${name}.png`);
      const { image } = readPicture(png);
      const { bytes } = encodeWithReport(image);
      const { psnr, ssim } = compareImages(image, decode(bytes));
      const raw = image.width * image.height * 3;
      const rate = (of: number) => `${(100 * (1 - bytes.length / of)).toFixed(1)} %`;
      console.log(
        `${name}: ${bytes.length} bytes, saves ${rate(raw)} of the raw RGB and ${rate(png.length)} of the PNG; PSNR ${psnr.toFixed(2)}, SSIM ${ssim.toFixed(4)}`,
      );
      expect(bytes.length).toBeLessThan(png.length);
      expect(psnr).toBeGreaterThan(33);
      expect(Buffer.from(bytes).equals(load(`${name}.akm`)), 'run `npm run samples` when the encoder has changed').toBe(
        true,
      );
    },
  );
});
