/** The picture as a grid of letters, one a pixel, and the colours they stand for. */

export const WIDTH = 192;
export const HEIGHT = 128;

/** From the sky's top to its glow, then rock, water and firs, wood, light. */
const PALETTE = {
  a: 0x14122e,
  b: 0x231d4f,
  c: 0x3b2a6e,
  d: 0x5f3784,
  e: 0x8f4590,
  f: 0xc25788,
  g: 0xe87a72,
  h: 0xf7a563,
  i: 0xfdd077,
  j: 0xfff3b8,
  k: 0x2b2554,
  l: 0x44366f,
  m: 0x6d4a84,
  n: 0xb6709a,
  o: 0xf0b0a8,
  p: 0x0f1426,
  q: 0x152238,
  r: 0x1d3a48,
  s: 0x2e5a54,
  t: 0x55845a,
  u: 0x97b05c,
  v: 0x1c1019,
  w: 0x3a1f24,
  x: 0x633431,
  y: 0x94553c,
  z: 0xc98850,
  A: 0xffe08a,
  B: 0xffffff,
  C: 0x30224f,
  D: 0xb04a3a,
};

export function makeGrid() {
  return Array.from({ length: HEIGHT }, () => Array(WIDTH).fill('a'));
}

/** The grid as 8-bit RGBA. */
export function toImage(grid) {
  const data = new Uint8Array(WIDTH * HEIGHT * 4);
  for (const [i, letter] of grid.flat().entries()) {
    const colour = PALETTE[letter];
    data.set([colour >> 16, (colour >> 8) & 255, colour & 255, 255], i * 4);
  }
  return { width: WIDTH, height: HEIGHT, data };
}
