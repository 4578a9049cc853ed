/** What stands near: the bank, firs, a cabin, a boat and a fire. */

import { hash, makeRandom, noise } from '../random.mjs';
import { HEIGHT, WIDTH } from './grid.mjs';

/** The near bank: grass, lit along its edge. */
export function drawBank(set) {
  for (let x = 0; x < WIDTH; x++) {
    const left = Math.max(0, 62 - x) * 0.16;
    const right = 14 * Math.min(1, Math.max(0, x - 88) / 24);
    const top = Math.round(118 - left - right + 3 * noise(x / 12, 3, 3));
    for (let y = top; y < HEIGHT; y++) {
      const tuft = hash(x, y, 40);
      const deep = y - top;
      set(
        x,
        y,
        deep === 0
          ? tuft > 0.5
            ? 't'
            : 's'
          : deep < 3
            ? tuft > 0.6
              ? 's'
              : 'r'
            : tuft > 0.93
              ? 's'
              : tuft > 0.7
                ? 'r'
                : 'q',
      );
    }
    if (hash(x, 2, 2) > 0.72)
      for (let y = 1; y <= 1 + Math.floor(hash(x, 5, 5) * 3); y++) set(x, top - y, x > 60 && x < 120 ? 'u' : 's');
  }
}

export function drawPine(set, x, base, height) {
  for (let y = 0; y < 5; y++) for (let dx = -1; dx <= 1; dx++) set(x + dx, base - y, dx > 0 ? 'x' : 'w');
  const layers = Math.floor(height / 7);
  for (let layer = 0; layer < layers; layer++) {
    const bottom = base - 4 - Math.floor((layer * (height - 6)) / layers);
    const reach = 2 + Math.floor(((layers - layer) * height * 0.26) / layers);
    const tall = 11;
    for (let y = 0; y < tall; y++) {
      const half = Math.round((reach * (tall - y)) / tall) - (hash(x, y + layer * 20, 6) > 0.6 ? 1 : 0);
      for (let dx = -half; dx <= half; dx++) {
        const sun = x < 84 ? dx : -dx;
        const grain = hash(x + dx, bottom - y, 8);
        const tip = half - Math.abs(dx) <= 1;
        const light =
          sun > half * 0.35
            ? tip && grain > 0.35
              ? 'u'
              : grain > 0.55
                ? 't'
                : 's'
            : sun > -half * 0.3
              ? grain > 0.6
                ? 's'
                : 'r'
              : 'q';
        const isUnder = y === 0 && (sun <= half * 0.3 || grain > 0.6);
        set(x + dx, bottom - y, isUnder ? 'p' : light);
      }
    }
  }
}

export function drawCabin(set, x, y) {
  const fill = (left, top, width, height, letterAt) => {
    for (let py = 0; py < height; py++)
      for (let px = 0; px < width; px++) set(x + left + px, y + top + py, letterAt(px, py));
  };
  fill(0, -12, 30, 15, (px, py) =>
    py % 3 === 2 ? 'w' : px < 2 ? 'z' : hash(px, py, 50) > 0.75 ? 'z' : py % 3 === 0 ? 'y' : 'x',
  );
  fill(22, -27, 5, 12, (px, py) => (py < 2 ? 'w' : px === 0 ? 'm' : (px + py) % 3 ? 'l' : 'k'));
  for (let row = 0; row < 12; row++) {
    fill(4 - row + 4, -24 + row, 16 + row * 2 - 2, 1, (px) =>
      px < 2 ? 'g' : row % 3 === 2 ? 'v' : hash(px, row, 60) > 0.7 ? 'D' : 'x',
    );
  }
  fill(-4, -12, 38, 1, () => 'v');
  fill(5, -8, 8, 7, (px, py) =>
    px === 0 || py === 0 || px === 7 || py === 6 ? 'v' : px === 4 || py === 3 ? 'y' : py < 3 ? 'A' : 'i',
  );
  fill(18, -9, 7, 12, (px, py) =>
    px === 0 || py === 0 || px === 6 ? 'v' : px === 4 && py === 6 ? 'A' : px % 2 ? 'w' : 'x',
  );
  fill(4, -1, 10, 1, () => 'z');
  const random = makeRandom(2);
  for (let i = 0; i < 34; i++) {
    const rise = random() * 34;
    const drift = noise(rise / 7, 1, 1) * 9 - 4 + rise * 0.18;
    const letter = rise < 12 ? 'n' : 'm';
    for (let k = 0; k < 2 + random() * 3; k++) set(Math.round(x + 24 + drift + k), Math.round(y - 29 - rise), letter);
  }
}

export function drawBoat(set, x, y) {
  for (let px = 0; px < 19; px++) {
    for (let py = 0; py < 4; py++) {
      if (px < py || px > 18 - py) continue;
      set(x + px, y + py, py === 0 ? 'y' : py === 3 ? 'v' : px > 12 ? 'x' : 'w');
    }
    if (px > 2 && px < 16) set(x + px, y + 4, 'b');
  }
  for (const [row, from, to] of [
    [-1, 6, 10],
    [-2, 6, 11],
    [-3, 7, 11],
    [-4, 7, 9],
    [-5, 7, 9],
    [-6, 6, 10],
  ]) {
    for (let px = from; px <= to; px++)
      set(x + px, y + row, px === to ? (row > -4 ? 'D' : 'z') : row === -6 ? 'x' : 'v');
  }
  for (let i = 0; i < 9; i++) set(x + 11 + i, y - 3 - Math.floor(i * 0.8), 'w');
  for (let i = 0; i < 14; i += 2) set(x + 20, y - 9 + i, 'o');
}

export function drawFire(set, x, y) {
  for (let dx = -5; dx <= 5; dx++) set(x + dx, y + 1, dx % 3 === 0 ? 'y' : 'w');
  for (let py = 0; py < 9; py++) {
    const half = Math.max(0, Math.round(3.4 - py * 0.42 + (hash(py, 4, 4) - 0.5)));
    for (let dx = -half; dx <= half; dx++) {
      const inner = Math.abs(dx) / (half + 1) + py / 11;
      set(x + dx + (py > 5 ? 1 : 0), y - py, inner < 0.35 ? 'B' : inner < 0.6 ? 'A' : inner < 0.85 ? 'h' : 'D');
    }
  }
  for (const [dx, dy] of [
    [-3, -11],
    [2, -13],
    [0, -17],
    [4, -10],
  ])
    set(x + dx, y + dy, 'h');
}
