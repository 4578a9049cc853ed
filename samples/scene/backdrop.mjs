/** The garden behind the table, far out of focus: soft foliage and discs of light. */

import { clamp, fractal, makeRandom, mix, step } from '../random.mjs';
import { blend } from './vector.mjs';

/**
 * Paints the backdrop.
 *
 * @returns `width * height * 3` values of linear light
 */
export function paintBackdrop(width, height) {
  const light = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const [u, v] = [x / height, y / height];
      const sky = step(0.5, 0, v + 0.35 * fractal(u * 1.6, v * 1.6, 3, 2) - 0.1);
      const leaves = fractal(u * 2.6, v * 2.6, 7, 3);
      const sun = step(0.85, 0, Math.sqrt((u - 0.2) * (u - 0.2) + (v + 0.05) * (v + 0.05)));
      let colour = blend([0.03, 0.06, 0.02], [0.16, 0.25, 0.05], step(0.25, 0.75, leaves));
      colour = blend(colour, [0.5, 0.55, 0.2], 0.55 * sky);
      colour = blend(colour, [1.1, 0.85, 0.42], 0.75 * sun);
      light.set(colour, (y * width + x) * 3);
    }
  }
  const random = makeRandom(20);
  for (let i = 0; i < 64; i++) addDisc(light, width, height, random);
  return light;
}

/** Adds the image of one point of light through the open lens: a disc, a little brighter at its rim. */
function addDisc(light, width, height, random) {
  const x = random() * width;
  const y = (random() * 0.52 - 0.04) * height;
  const radius = height * mix(0.018, 0.06, random());
  const strength = mix(0.05, 0.4, random() * random());
  const hue = random();
  const colour = hue < 0.55 ? [1, 0.78, 0.36] : hue < 0.8 ? [0.6, 0.85, 0.3] : [1, 0.95, 0.85];
  const bottom = Math.min(height, Math.ceil(y + radius + 2));
  const right = Math.min(width, Math.ceil(x + radius + 2));
  for (let py = Math.max(0, Math.floor(y - radius - 2)); py < bottom; py++) {
    for (let px = Math.max(0, Math.floor(x - radius - 2)); px < right; px++) {
      const distance = Math.sqrt((px - x) * (px - x) + (py - y) * (py - y));
      const cover = step(radius + 1.2, radius - 1.2, distance);
      const rim = 0.75 + 0.35 * clamp((distance / radius) * (distance / radius));
      for (let c = 0; c < 3; c++) light[(py * width + px) * 3 + c] += colour[c] * strength * cover * rim;
    }
  }
}
