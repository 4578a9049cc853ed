/** What surfaces are made of: colour, bumps and gloss at a point, in linear light. */

import { cellular, clamp, fractal, mix, noise, step } from '../random.mjs';
import { crevice } from './fruit.mjs';
import { add, blend, cross, dot, normalize } from './vector.mjs';

/** Directions a fifth of a turn apart, for calyxes of five lobes: cosine and sine. */
const FIFTHS = [
  [1, 0],
  [0.30901699437494745, 0.9510565162951535],
  [-0.8090169943749475, 0.5877852522924731],
  [-0.8090169943749475, -0.5877852522924731],
  [0.30901699437494745, -0.9510565162951535],
];

const MATERIALS = { orange, lime, blueberry, raspberry };

/**
 * The material of a fruit at a point of its surface.
 *
 * @param point - world coordinates
 * @param normal - of the ball that was hit
 * @returns `colour`, bumped `normal`, `gloss` (strength of the highlight), `sharpness` (doublings of its power),
 *   `glow` (how far light goes around and through), and `cavity` (0 deep in a crevice .. 1 open)
 */
export function fruitMaterial(fruit, ball, point, normal) {
  return MATERIALS[fruit.kind](fruit, normal, point, ball);
}

function orange(fruit, normal) {
  const [x, y, z] = [normal[0] * 15, normal[1] * 15, normal[2] * 15];
  const pores = (u, v, w) => 0.6 * step(0.1, 0.62, cellular(u, v, w)) + 0.25 * noise(u * 2, v * 2, w * 2);
  const blotch = fractal(normal[0] * 3 + 9, normal[1] * 3, normal[2] * 3, 4);
  const { height, lobe } = calyx(fruit, normal, 0.15, 0.06);
  const button = step(0.012, -0.012, lobe);
  let colour = blend([0.88, 0.235, 0.008], [0.97, 0.36, 0.018], step(0.3, 0.7, blotch));
  colour = blend(colour, [0.66, 0.15, 0.008], 0.6 - pores(x, y, z) * 0.7);
  colour = blend(colour, [0.5, 0.3, 0.02], step(0.88, 0.995, height) * 0.6);
  colour = blend(colour, blend([0.06, 0.1, 0.02], [0.22, 0.24, 0.09], noise(x * 2, y * 2, z * 2)), button);
  return {
    colour,
    normal: bump(normal, pores, x, y, z, 0.16),
    gloss: 0.2 - 0.18 * button,
    sharpness: 5,
    glow: 0.12,
    cavity: 1,
  };
}

function lime(fruit, normal) {
  const [x, y, z] = [normal[0] * 13, normal[1] * 13, normal[2] * 13];
  const pores = (u, v, w) => step(0.05, 0.6, cellular(u, v, w));
  const blotch = fractal(normal[0] * 2.5, normal[1] * 2.5 + 5, normal[2] * 2.5, 4);
  const { height } = calyx(fruit, normal, 0.2, 0.1);
  let colour = blend([0.13, 0.3, 0.015], [0.36, 0.52, 0.04], step(0.3, 0.75, blotch));
  colour = blend(colour, [0.5, 0.55, 0.12], step(0.9, 0.99, height));
  return { colour, normal: bump(normal, pores, x, y, z, 0.1), gloss: 0.3, sharpness: 5, glow: 0.1, cavity: 1 };
}

function blueberry(fruit, normal) {
  const [x, y, z] = normal.map((value, k) => value * 2.2 + fruit.seed * (k + 1));
  const powder = noise(x * 26, y * 26, z * 26);
  const bloom = step(0.32, 0.68, fractal(x, y, z, 6)) * (0.6 + 0.4 * powder);
  const { height, lobe } = calyx(fruit, normal, 0.4, 0.2);
  const rim = step(0.09, 0, Math.abs(lobe));
  const inside = step(0, -0.1, lobe);
  let colour = blend([0.012, 0.015, 0.055], [0.17, 0.24, 0.46], 0.08 + 0.75 * bloom);
  colour = blend(colour, [0.02, 0.016, 0.04], inside * 0.9);
  colour = blend(colour, [0.15, 0.17, 0.3], rim * 0.8);
  const tilt = rim * (lobe < 0 ? 0.5 : -0.5) * step(0.6, 0.9, height);
  const rough = bump(normalize(add(normal, fruit.axis, tilt)), noise, x * 18, y * 18, z * 18, 0.05);
  return { colour, normal: rough, gloss: 0.2 * (1 - bloom) + 0.03, sharpness: 4, glow: 0.02, cavity: 1 - 0.6 * inside };
}

function raspberry(fruit, normal, point, ball) {
  const open = ball === 0 ? 0.02 : crevice(point, normal, fruit, ball);
  const tint = noise(ball * 7.3 + fruit.seed, 0.5, 0.5);
  const ripe = blend([0.5, 0.008, 0.03], [0.72, 0.045, 0.075], tint);
  const [x, y, z] = [point[0] * 34, point[1] * 34, point[2] * 34];
  const frost = step(0.35, 0.8, fractal(x * 0.25, y * 0.25, z * 0.25, 3)) * (0.4 + 0.6 * noise(x * 3, y * 3, z * 3));
  const deep = blend([0.2, 0.001, 0.008], ripe, clamp(0.1 + open));
  const colour = blend(deep, [0.86, 0.42, 0.42], 0.16 * frost * open);
  const dimpled = bump(normal, noise, x, y, z, 0.05);
  return { colour, normal: dimpled, gloss: 0.7 * open, sharpness: 6, glow: 0.45, cavity: open };
}

/**
 * Where a point of a ball lies against its calyx.
 *
 * @param reach - how far the lobes' tips are from the axis; `depth` how much nearer the notches are
 * @returns `height` (cosine to the axis) and `lobe` (distance outside of the star, negative inside)
 */
function calyx(fruit, normal, reach, depth) {
  const height = dot(normal, fruit.axis);
  if (height < 0.5) return { height, lobe: 1 };
  const side = cross(fruit.axis, [0.1, 0, 1]);
  const u = dot(normal, side);
  const v = dot(normal, cross(fruit.axis, side));
  const radius = Math.sqrt(u * u + v * v) + 1e-9;
  let nearest = -1;
  for (const [cos, sin] of FIFTHS) nearest = Math.max(nearest, (u * cos + v * sin) / radius);
  const pointed = (nearest - 0.809) / 0.191;
  return { height, lobe: radius - (reach - depth * (1 - pointed)) };
}

/** Tilts a normal by the slope of a height function. */
function bump(normal, height, x, y, z, strength) {
  const reach = 0.08;
  const here = height(x, y, z);
  const scale = strength / reach;
  return normalize([
    normal[0] - scale * (height(x + reach, y, z) - here),
    normal[1] - scale * (height(x, y + reach, z) - here),
    normal[2] - scale * (height(x, y, z + reach) - here),
  ]);
}

/**
 * Oiled planks.
 *
 * @param blur - radius on the table over which the lens will blur, so that finer grain need not be drawn
 */
export function tableMaterial(x, z, blur) {
  const along = 0.98 * x + 0.199 * z;
  const across = (0.98 * z - 0.199 * x) / 1.2 + 0.42;
  const plank = Math.floor(across);
  const inPlank = across - plank;
  const shift = plank * 7.7;
  const warp = fractal(along * 0.35 + shift, across * 1.6, plank, 3);
  const ring = across * 5 + warp * 5.5 + shift;
  const wave = Math.abs(ring - Math.floor(ring) - 0.5) * 2;
  const grain = fractal(along * 1.3 + shift, across * 22, plank * 3, 3);
  const fibre = blur > 0.05 ? 0.5 : mix(noise(along * 5 + shift, across * 130, plank), 0.5, step(0.012, 0.05, blur));
  const tone = 0.34 * wave + 0.62 * grain + 0.34 * fibre - 0.22 + 0.3 * (noise(plank * 3.7, 0.5, 0.5) - 0.5);
  const edge = Math.min(inPlank, 1 - inPlank);
  const gap = step(0.016, 0.005, edge);
  let colour = blend([0.045, 0.019, 0.008], [0.33, 0.16, 0.07], clamp(tone));
  colour = blend(colour, [0.33, 0.2, 0.11], step(0.05, 0.01, edge) * 0.25);
  colour = blend(colour, [0.008, 0.005, 0.003], gap);
  const slope = (grain - 0.5) * 0.12 + (fibre - 0.5) * 0.1;
  return { colour, normal: normalize([slope * 0.3, 1, slope]), gloss: (0.08 + 0.12 * wave) * (1 - gap) };
}
