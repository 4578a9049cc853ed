/** Sky, mountains, the far shore, and all of it again in the lake. */

import { hash, makeRandom, noise } from '../random.mjs';
import { HEIGHT, WIDTH } from './grid.mjs';

/** Row where the lake begins. */
const SHORE = 84;
const SKY = 'abcdefghi';
/** What a colour is in the water: a tone darker. */
const WATER = {
  a: 'p',
  b: 'a',
  c: 'b',
  d: 'c',
  e: 'd',
  f: 'e',
  g: 'f',
  h: 'g',
  i: 'h',
  j: 'i',
  B: 'o',
  o: 'n',
  n: 'm',
  m: 'l',
  l: 'C',
  k: 'b',
};
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];

export function drawSky(set) {
  for (let y = 0; y < SHORE; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const [dx, dy] = [(x - 84) / 105, (y - 72) / 60];
      const glow = Math.max(0, 1 - Math.sqrt(dx * dx + dy * dy));
      const level = (y / SHORE) * (y / SHORE) * 6.2 + glow * glow * 3.2;
      set(x, y, dither(SKY, level, x, y));
    }
  }
  const random = makeRandom(11);
  for (let i = 0; i < 70; i++) {
    const y = Math.floor(random() * random() * 46);
    set(Math.floor(random() * WIDTH), y, random() < 0.25 ? 'B' : y < 20 ? 'n' : 'm');
  }
  for (const [x, y] of [
    [38, 9],
    [150, 17],
  ]) {
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ])
      set(x + dx, y + dy, dx === 0 && dy === 0 ? 'B' : 'o');
  }
  drawClouds(set);
  for (let y = -10; y <= 10; y++) {
    for (let x = -10; x <= 10; x++) {
      const distance = x * x + y * y;
      if (distance <= 104 && !(y > 2 && y % 3 === 0)) set(84 + x, 66 + y, distance <= 76 ? 'j' : 'i');
    }
  }
}

/** Long clouds, lit from below. */
function drawClouds(set) {
  for (let y = 14; y < 62; y++) {
    for (let x = 0; x < WIDTH; x++) {
      const thick = (row) => noise(x / 30 + 3, row / 4.5, 2) * 0.7 + noise(x / 9, row / 2.5, 5) * 0.3 - 0.62;
      if (thick(y) <= 0) continue;
      const lower = thick(y + 1) <= 0 || thick(y + 2) <= 0;
      const ramp = y < 30 ? 'dem' : y < 46 ? 'egn' : 'fho';
      set(x, y, lower ? ramp[1] : thick(y) > 0.1 ? ramp[0] : ramp[2] === 'm' ? 'd' : ramp[0]);
    }
  }
}

export function drawMountains(set) {
  const peaks = [
    [18, 46, 1.05],
    [50, 57, 0.9],
    [118, 55, 0.85],
    [152, 36, 1.0],
    [186, 50, 0.9],
    [84, 70, 0.5],
  ];
  for (let x = 0; x < WIDTH; x++) {
    let top = SHORE;
    let nearest = peaks[0];
    for (const peak of peaks) {
      const rough = 4 * noise(x / 5, peak[0], 1) + 2 * hash(x, peak[0], 3) - 3;
      const height = peak[1] + Math.abs(x - peak[0]) * peak[2] + rough;
      if (height < top) [top, nearest] = [height, peak];
    }
    for (let y = Math.max(0, Math.round(top)); y < SHORE; y++) {
      const ridge = nearest[0] + 5 * (noise(1, y / 6, nearest[0]) - 0.5) + (y - nearest[1]) * 0.18;
      const isLit = nearest[0] < 84 ? x > ridge : x < ridge;
      const snow = y - nearest[1] < 9 + 7 * noise(x / 3, 4, 4) && nearest[1] < 60;
      const haze = (y - 50) / 30 + (BAYER[(y & 3) * 4 + (x & 3)] - 8) / 20;
      const rock = haze > 0.75 ? (isLit ? 'n' : 'm') : isLit ? 'm' : 'l';
      set(x, y, snow ? (isLit ? 'o' : 'n') : rock === 'l' && haze < 0.1 ? 'k' : rock);
    }
  }
}

/** The far shore: a row of firs, paler the nearer to the sun. */
export function drawForest(set) {
  const random = makeRandom(5);
  for (const [offset, dark, light] of [
    [0, 'C', 'l'],
    [3, 'q', 'r'],
  ]) {
    for (let x = -3; x < WIDTH + 3; x += 3 + Math.floor(random() * 2)) {
      const height = 6 + Math.floor(random() * 7) + Math.floor(Math.abs(x - 84) / 22) - offset;
      for (let y = 0; y < height; y++) {
        const half = Math.floor((y * 3) / height) - (y % 3 === 0 ? 1 : 0);
        for (let dx = -half; dx <= half; dx++) {
          const isLit = x < 84 ? dx > 0 : dx < 0;
          set(x + dx, SHORE - height + y, isLit && hash(x + dx, y, 7) > 0.4 ? light : dark);
        }
      }
    }
  }
}

/** The lake mirrors what stands above it, in shifted lines; the sun leaves a path of light. */
export function drawWater(grid, set) {
  for (let y = SHORE; y < HEIGHT; y++) {
    const depth = y - SHORE;
    for (let x = 0; x < WIDTH; x++) {
      const shift = Math.round((noise(x / 14, y / 1.3, 9) - 0.5) * (2 + depth / 5));
      const from = grid[Math.max(0, SHORE - 1 - Math.round(depth * 1.55))];
      const letter = from[Math.max(0, Math.min(WIDTH - 1, x + shift))];
      set(x, y, WATER[letter] ?? letter);
      const ripple = noise(x / 11, y * 0.9, 21);
      if (ripple > 0.8) set(x, y, depth < 14 ? 'g' : 'e');
      const path = Math.abs(x - 84 + shift) - 4 - depth * 0.16;
      if (path < 0 && noise(x / 5, y * 1.1, 30) > 0.42) set(x, y, path < -3 && depth < 30 ? 'j' : 'i');
    }
  }
  for (let x = 0; x < WIDTH; x++) set(x, SHORE, hash(x >> 2, 1, 1) > 0.3 ? 'q' : 'm');
}

/** Chooses between neighbours of a ramp by an ordered pattern; `level` is 0 .. ramp.length - 1. */
function dither(ramp, level, x, y) {
  const at = Math.floor(level + (BAYER[(y & 3) * 4 + (x & 3)] + 0.5) / 16);
  return ramp[Math.max(0, Math.min(ramp.length - 1, at))];
}
