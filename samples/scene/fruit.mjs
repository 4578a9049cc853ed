/** The still life: where the fruit lies, and what a ray meets first. The table is the plane y = 0. */

import { clamp, makeRandom } from '../random.mjs';
import { cross, normalize } from './vector.mjs';

/** Cosine and sine of the golden angle: turns by it spread points evenly. */
const GOLDEN_COS = -0.7373688780783197;
const GOLDEN_SIN = 0.6754902942615238;

/** A fruit is one ball, or many; `balls` holds x, y, z and radius of each, `solid` is the radius that shades others. */
const FRUIT = [
  makeBall('orange', 0.98, -1.35, 1.16, [0.12, 0.7, 0.7]),
  makeBall('lime', -1.62, -1.55, 0.84, [-0.5, 0.55, 0.68]),
  makeBall('blueberry', -1.36, 0.72, 0.37, [0.35, 0.62, 0.7]),
  makeBall('blueberry', -0.98, 1.42, 0.33, [-0.35, 0.75, 0.55]),
  makeBall('blueberry', 1.7, 0.55, 0.36, [-0.2, 0.9, 0.4]),
  makeBall('blueberry', 1.36, 1.25, 0.34, [0.5, 0.35, 0.8]),
  makeBall('blueberry', -0.62, -0.55, 0.38, [0.1, 0.95, 0.3]),
  makeBall('blueberry', 2.35, -0.25, 0.37, [0.4, 0.6, 0.7]),
  makeBall('blueberry', -2.35, 0.1, 0.36, [0.3, 0.8, 0.5]),
  makeRaspberry([-0.45, 0.57, 0.55], [0.1, 1, 0.16], 0.6, 3),
  makeRaspberry([0.56, 0.5, 0.98], [-0.66, 0.25, 0.7], 0.55, 8),
];

/**
 * Finds what a ray meets first.
 *
 * @returns `{distance, fruit, ball}`, `ball` being the offset in `fruit.balls`; `undefined` when it meets no fruit
 */
export function meetFruit(origin, ray) {
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = ray;
  let met;
  let nearest = Infinity;
  for (const fruit of FRUIT) {
    if (passesBy(fruit, ox, oy, oz, dx, dy, dz)) continue;
    for (let ball = 0; ball < fruit.balls.length; ball += 4) {
      const distance = distanceTo(fruit.balls, ball, ox, oy, oz, dx, dy, dz);
      if (distance < nearest) {
        nearest = distance;
        met = { distance, fruit, ball };
      }
    }
  }
  return met;
}

/** Whether a ray meets any fruit at all: whether a point lies in its shadow. */
export function meetsAny(origin, ray) {
  const [ox, oy, oz] = origin;
  const [dx, dy, dz] = ray;
  for (const fruit of FRUIT) {
    if (passesBy(fruit, ox, oy, oz, dx, dy, dz)) continue;
    for (let ball = 0; ball < fruit.balls.length; ball += 4) {
      if (distanceTo(fruit.balls, ball, ox, oy, oz, dx, dy, dz) !== Infinity) return true;
    }
  }
  return false;
}

/** How open the sky is from a point with a normal, 0..1, as if each fruit were a ball; `self` is left out. */
export function openness(point, normal, self) {
  let open = 1;
  for (const fruit of FRUIT) {
    if (fruit !== self) open *= 1 - cover(point, normal, fruit.x, fruit.y, fruit.z, fruit.solid);
  }
  return open;
}

/** How open the sky is from a point of a fruit of many balls, 0..1: less in the crevices between them. */
export function crevice(point, normal, { balls }, self) {
  let open = 1;
  for (let ball = 4; ball < balls.length; ball += 4) {
    if (ball !== self) {
      open *= 1 - 0.6 * cover(point, normal, balls[ball], balls[ball + 1], balls[ball + 2], balls[ball + 3]);
    }
  }
  return open;
}

/** The share of the sky over a point that a ball hides, roughly. */
function cover(point, normal, x, y, z, r) {
  const dx = x - point[0];
  const dy = y - point[1];
  const dz = z - point[2];
  const squared = dx * dx + dy * dy + dz * dz;
  const facing = (normal[0] * dx + normal[1] * dy + normal[2] * dz) / Math.sqrt(squared);
  return 0.92 * clamp(0.25 + 0.75 * facing) * Math.min(1, (r * r) / squared);
}

/** True when a ray doesn't touch the ball around a whole fruit. */
function passesBy(fruit, ox, oy, oz, dx, dy, dz) {
  const cx = ox - fruit.x;
  const cy = oy - fruit.y;
  const cz = oz - fruit.z;
  const outside = cx * cx + cy * cy + cz * cz - fruit.r * fruit.r;
  if (outside <= 0) return false;
  const along = cx * dx + cy * dy + cz * dz;
  return along > 0 || along * along < outside;
}

/** Distance along a ray to a ball from outside, or Infinity. */
function distanceTo(balls, ball, ox, oy, oz, dx, dy, dz) {
  const cx = ox - balls[ball];
  const cy = oy - balls[ball + 1];
  const cz = oz - balls[ball + 2];
  const r = balls[ball + 3];
  const along = cx * dx + cy * dy + cz * dz;
  if (along > 0) return Infinity;
  const root = along * along - (cx * cx + cy * cy + cz * cz) + r * r;
  if (root < 0) return Infinity;
  const distance = -along - Math.sqrt(root);
  return distance > 1e-4 ? distance : Infinity;
}

/** A fruit that is one ball and lies on the table; `axis` points from its centre to its calyx. */
function makeBall(kind, x, z, r, axis) {
  const y = r * 0.99;
  const seed = Math.round(x * 100 + z * 1000);
  return { kind, x, y, z, r, solid: r, axis: normalize(axis), seed, balls: Float64Array.of(x, y, z, r) };
}

/** A raspberry: drupelets on a spiral around an axis, over a core; its tip is where the axis points. */
function makeRaspberry([x, y, z], axis, size, seed) {
  const random = makeRandom(seed);
  const up = normalize(axis);
  const right = normalize(cross(up, [0.2, 0.1, 1]));
  const front = cross(right, up);
  const balls = [x, y, z, size * 0.74];
  const count = 92;
  let [cos, sin] = [1, 0];
  for (let i = 0; i < count; i++) {
    [cos, sin] = [cos * GOLDEN_COS - sin * GOLDEN_SIN, sin * GOLDEN_COS + cos * GOLDEN_SIN];
    const height = 0.99 - (1.75 * (i + 0.5)) / count;
    const girth = Math.sqrt(1 - height * height) * (0.82 + 0.05 * random());
    const side = [0, 1, 2].map((k) => right[k] * girth * cos + front[k] * girth * sin);
    const at = side.map((value, k) => size * (value + up[k] * height * 1.06));
    const r = size * (0.215 + 0.035 * random());
    balls.push(x + at[0], Math.max(y + at[1], r * 0.8), z + at[2], r);
  }
  return { kind: 'raspberry', x, y, z, r: size * 1.36, solid: size, axis: up, seed, balls: Float64Array.from(balls) };
}
