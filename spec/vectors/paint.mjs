/** What the recipes paint with: palettes, patterns, small pictures. Integers only, so that every machine paints alike. */

/** A number of 0 to 2^32 - 1 that looks random, from two small ones. */
export function noise(x, y) {
  let h = Math.imul(x + 1, 0x9e3779b1) ^ Math.imul(y + 1, 0x85ebca77);
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d);
  h = Math.imul(h ^ (h >>> 12), 0x297a2d39);
  return (h ^ (h >>> 15)) >>> 0;
}

function square(v) {
  return v * v;
}

/** `k` greys from black to white; the only one of 1 is black. */
export function greys(k) {
  return Array.from({ length: k }, (_, i) => {
    const v = k === 1 ? 0 : Math.floor((255 * i) / (k - 1));
    return [v, v, v, 255];
  });
}

/** `k` colours, neighbours unlike each other, all different. */
export function colours(k) {
  return Array.from({ length: k }, (_, i) => [(i * 89) & 255, (i * 151 + 40) & 255, (i >> 4) & 255, 255]);
}

/** `k` steps from one colour to another, alpha included. */
export function ramp(k, from, to) {
  return Array.from({ length: k }, (_, i) => from.map((v, c) => v + Math.floor(((to[c] - v) * i) / Math.max(k - 1, 1))));
}

/** The index of the palette's nearest entry; of equally near ones the first. */
export function nearest(palette, colour) {
  let best = 0;
  let bestError = Number.POSITIVE_INFINITY;
  for (let i = 0; i < palette.length; i++) {
    let error = 0;
    for (let c = 0; c < 4; c++) error += square(palette[i][c] - colour[c]);
    if (error < bestError) [best, bestError] = [i, error];
  }
  return best;
}

/** A sky that pales towards hills, a sun, and grass of noise in front. */
export function landscape(x, y) {
  const hill = 62 - Math.floor((x * (160 - x)) / 320) + (noise(x >> 2, 7) % 3);
  if (y > hill) {
    const v = noise(x, y) % 90;
    return [30 + (v >> 1), 70 + v, 20 + (v >> 2), 255];
  }
  const fromSun = square(x - 118) + square(y - 20);
  if (fromSun < 100) return [255, 240, 200, 255];
  const glow = Math.max(0, 60 - Math.floor(fromSun / 30));
  return [Math.min(90 + y * 2 + glow, 255), Math.min(140 + y + glow, 255), 235, 255];
}

/** A window with a title bar, lines of text and a chart. */
export function screenshot(x, y) {
  if (y < 12) return x > 140 && x < 149 && y > 2 && y < 10 ? [220, 60, 50, 255] : [40, 60 + y * 2, 110 + y * 4, 255];
  if (x >= 90 && y >= 24) {
    const bar = Math.floor((x - 90) / 10);
    const top = 90 - ((noise(bar, 3) % 60) + 5);
    if ((x - 90) % 10 < 7 && y > top && y < 92) return [60, 130 + bar * 10, 200 - bar * 12, 255];
    return [250, 250, 252, 255];
  }
  if (x > 8 && x < 82 && y % 9 > 2 && y % 9 < 8 && y > 18) {
    const isInk = noise(x, y - (y % 9)) % 5 < 2 && noise(x, y) % 3 > 0 && noise(x >> 3, y - (y % 9)) % 4 > 0;
    if (isInk) return [35, 35, 40, 255];
  }
  return [244, 244, 246, 255];
}

/** A ball with a soft rim and a translucent shadow on nothing. */
export function ball(x, y) {
  const d = square(x - 24) + square(y - 22);
  if (d < 380) {
    const light = Math.max(0, 150 - Math.floor((square(x - 18) + square(y - 15)) / 3));
    return [Math.min(105 + light, 255), 30 + light, 40 + (light >> 1), d > 350 ? 160 : 255];
  }
  const shadow = square(x - 26) + square(y - 44) * 16;
  if (shadow < 300) return [20, 20, 30, 120 - Math.floor(shadow / 3)];
  return [0, 0, 0, 0];
}

/** An EXIF structure with one tag, the orientation 6 (turned), which readers of this format ignore. */
export const EXIF = [
  ...[0x49, 0x49, 0x2a, 0x00, 0x08, 0x00, 0x00, 0x00, 0x01, 0x00],
  ...[0x12, 0x01, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x06, 0x00, 0x00, 0x00],
  ...[0x00, 0x00, 0x00, 0x00],
];

/** The bare header of an ICC profile without tags, 132 bytes. */
export const ICC = makeIcc();

function makeIcc() {
  const profile = new Array(132).fill(0);
  const write = (at, text) => {
    for (let i = 0; i < text.length; i++) profile[at + i] = text.charCodeAt(i);
  };
  profile[3] = 132;
  profile[8] = 4;
  write(12, 'mntrRGB XYZ ');
  write(36, 'acsp');
  return profile;
}
