/** `scene.png`: berries and citrus on a table, the lens wide open. A small ray tracer. */

import { clamp, makeRandom, power } from './random.mjs';
import { paintBackdrop } from './scene/backdrop.mjs';
import { meetFruit, meetsAny, openness } from './scene/fruit.mjs';
import { fruitMaterial, tableMaterial } from './scene/materials.mjs';
import { add, cross, dot, mirror, normalize } from './scene/vector.mjs';

const WIDTH = 640;
const HEIGHT = 480;
/** Rays a pixel: `GRID * GRID`, spread over the lens, the pixel and the light. */
const GRID = 5;
/** Rays after which a pixel is done if they all saw the same backdrop, or nearly the same light. */
const PROBES = 6;
const ENOUGH = 12;
const ALIKE = 0.04;

const EYE = [0.1, 1.32, 7];
const FORWARD = normalize([-0.1, -0.58, -6.6]);
const RIGHT = cross(FORWARD, [0, 1, 0]);
const UP = cross(RIGHT, FORWARD);
const HALF_HEIGHT = 0.262;
const FOCUS = 6.02;
const APERTURE = 0.15;
const TABLE_END = -5.2;

const SUN = normalize([-0.62, 0.72, 0.08]);
const SUN_SIZE = 0.14;
const SUNLIGHT = [3.3, 2.75, 2.0];
const SKYLIGHT = [0.26, 0.33, 0.43];
const GARDENLIGHT = [0.22, 0.2, 0.08];
const TABLELIGHT = [0.3, 0.15, 0.07];

/** Draws the picture: RGBA, opaque. */
export function drawScene() {
  const backdrop = paintBackdrop(WIDTH, HEIGHT);
  const random = makeRandom(4);
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const x = i % WIDTH;
    const y = Math.floor(i / WIDTH);
    const light = tracePixel(x, y, backdrop.subarray(i * 3, i * 3 + 3), random);
    const [u, v] = [(2 * x) / WIDTH - 1, (2 * y) / HEIGHT - 1];
    const vignette = 1 - 0.12 * (u * u + v * v);
    for (let c = 0; c < 3; c++) data[i * 4 + c] = develop(light[c] * vignette, random);
    data[i * 4 + 3] = 255;
  }
  return { width: WIDTH, height: HEIGHT, data };
}

/** Light to a byte: a film-like shoulder, gamma 2, and the sensor's noise. */
function develop(light, random) {
  const toned = (light * (1.15 + light * 0.16)) / (1 + light * 0.68);
  const grain = (random() + random() - 1) * 1.6;
  return Math.round(clamp(Math.sqrt(toned) * 255 + grain, 0, 255));
}

/** Mean light of a pixel's rays. */
function tracePixel(x, y, behind, random) {
  let sum = [0, 0, 0];
  let misses = 0;
  let darkest = Infinity;
  let brightest = 0;
  let rays = 0;
  while (rays < GRID * GRID) {
    const cell = (rays++ * 7) % (GRID * GRID); // in an order that spreads the first few over the lens
    const light = traceRay(x, y, (cell % GRID) + random(), Math.floor(cell / GRID) + random(), behind, random);
    sum = add(sum, light, 1);
    darkest = Math.min(darkest, light[1]);
    brightest = Math.max(brightest, light[1]);
    if (light === behind) misses++;
    if (rays === PROBES && misses === PROBES) break;
    if (rays >= ENOUGH && brightest - darkest < ALIKE) break;
  }
  return sum.map((value) => value / rays);
}

/** Light along one ray, or `behind`; `lensX` and `lensY`, 0..GRID, say where it passes the lens. */
function traceRay(x, y, lensX, lensY, behind, random) {
  const screenX = ((2 * (x + random()) - WIDTH) / HEIGHT) * HALF_HEIGHT;
  const screenY = ((HEIGHT - 2 * (y + random())) / HEIGHT) * HALF_HEIGHT;
  const [a, b] = toDisc((2 * lensX) / GRID - 1, (2 * lensY) / GRID - 1);
  const origin = add(add(EYE, RIGHT, APERTURE * a), UP, APERTURE * b);
  const target = add(EYE, add(add(FORWARD, RIGHT, screenX), UP, screenY), FOCUS);
  const ray = normalize(add(target, origin, -1));
  const met = meetFruit(origin, ray);
  const toTable = ray[1] < 0 ? -origin[1] / ray[1] : Infinity;
  const scatter = [random() - random(), random() - random(), random() - random()];
  if (met && met.distance < toTable) return shadeFruit(met, origin, ray, scatter);
  if (toTable > 30 || origin[2] + toTable * ray[2] < TABLE_END) return behind;
  return shadeTable(origin, ray, toTable, scatter);
}

/** @param scatter - a random offset, which spreads sun and mirrored rays */
function shadeFruit({ distance, fruit, ball }, origin, ray, scatter) {
  const { balls } = fruit;
  const point = add(origin, ray, distance);
  const round = normalize([point[0] - balls[ball], point[1] - balls[ball + 1], point[2] - balls[ball + 2]]);
  const { colour, normal, gloss, sharpness, glow, cavity } = fruitMaterial(fruit, ball, point, round);
  const sun = normalize(add(SUN, scatter, SUN_SIZE));
  const lit = meetsAny(add(point, round, 2e-3), sun) ? glow * 0.4 : 1;
  const open = openness(point, normal, fruit) * cavity;
  const direct = lit * Math.max(0, (dot(normal, sun) + glow) / (1 + glow)) * (0.3 + 0.7 * cavity);
  const fromBelow = clamp(0.5 - 0.5 * normal[1]) * clamp(1.2 - 0.5 * point[1]);
  const rim = power(1 - Math.max(0, -dot(normal, ray)), 2);
  const mirrored = mirror(ray, normal);
  const shine = lit * gloss * power(Math.max(0, dot(mirrored, sun)), sharpness) + gloss * open * window(mirrored);
  const sky = skyLight(normal);
  const result = [0, 0, 0];
  for (let c = 0; c < 3; c++) {
    const around = open * (sky[c] + fromBelow * TABLELIGHT[c] + glow * rim * SUNLIGHT[c] * 0.4);
    result[c] = colour[c] * (direct * SUNLIGHT[c] + around) + shine * SUNLIGHT[c] + rim * open * 0.14 * SKYLIGHT[c];
  }
  return result;
}

function shadeTable(origin, ray, distance, scatter) {
  const point = add(origin, ray, distance);
  const blur = (APERTURE * Math.abs(distance - FOCUS)) / FOCUS + 0.0012 * distance;
  const { colour, normal, gloss } = tableMaterial(point[0], point[2], blur);
  const start = [point[0], 1e-3, point[2]];
  const sun = normalize(add(SUN, scatter, SUN_SIZE));
  const direct = meetsAny(start, sun) ? 0 : Math.max(0, dot(normal, sun));
  const open = power(openness(point, [0, 1, 0], undefined), 1);
  const sky = skyLight(normal);
  const mirrored = normalize(add(mirror(ray, normal), [scatter[2], scatter[0], scatter[1]], 0.12));
  const sheen = power(1 + Math.min(0, dot(normal, ray)), 2) * (0.08 + gloss) * (meetsAny(start, mirrored) ? 0.15 : 1);
  const result = [0, 0, 0];
  for (let c = 0; c < 3; c++) {
    result[c] = colour[c] * (direct * SUNLIGHT[c] + open * sky[c]) + sheen * (SKYLIGHT[c] + 2 * GARDENLIGHT[c]);
  }
  return result;
}

/** Light from the sky above and the garden behind, for a normal. */
function skyLight(normal) {
  const up = 0.5 + 0.5 * normal[1];
  const back = clamp(0.5 - 0.5 * normal[2]);
  return [0, 1, 2].map((c) => SKYLIGHT[c] * up + GARDENLIGHT[c] * back);
}

/** A pale window behind the camera, as a soft square that a mirrored ray may meet. */
function window([x, y, z]) {
  if (z < 0.2) return 0;
  const [u, v] = [x / z - 0.7, y / z - 0.95];
  return 0.16 * clamp((0.38 - Math.abs(u)) * 9) * clamp((0.42 - Math.abs(v)) * 9) * (Math.abs(u) < 0.03 ? 0.6 : 1);
}

/** Maps a square onto a disc, keeping neighbours together; without trigonometry. */
function toDisc(x, y) {
  return [x * Math.sqrt(1 - (y * y) / 2), y * Math.sqrt(1 - (x * x) / 2)];
}
