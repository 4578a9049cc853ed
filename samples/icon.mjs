/** `icon.png`: an application icon with a soft shadow, glass and translucent parts. */

import { box, circle, createCanvas, fill, gradient, intersect, offset, outline, rgb, toImage } from './canvas.mjs';
import { mix } from './random.mjs';

const SIZE = 256;
const TILE = box(28, 22, 200, 200, 46);

/** The mosaic: a coarse palette of calm tiles, a fine one of busy tiles. */
const CALM = [0xffd166, 0xf7a072, 0xef6f6c, 0xc8557a];

/** Draws the picture: RGBA with transparency. */
export function drawIcon() {
  const canvas = createCanvas(SIZE, SIZE);
  fill(canvas, offset(TILE, 0, 14, -8), rgb(0x140b2e, 0.5), 40);
  fill(canvas, offset(TILE, 0, 3, -1), rgb(0x140b2e, 0.4), 8);
  fill(
    canvas,
    TILE,
    gradient(0.5, 1, [
      [50, rgb(0x5b4be0)],
      [190, rgb(0x3a2aa8)],
      [320, rgb(0x1c1763)],
    ]),
  );
  drawMosaic(canvas);
  drawLens(canvas);
  drawGlass(canvas);
  return toImage(canvas);
}

/** Large tiles on one side, each cut in four on the other. */
function drawMosaic(canvas) {
  const pitch = 37;
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const [x, y] = [56 + column * pitch, 50 + row * pitch];
      const isBusy = column + row > 3;
      if (!isBusy) {
        const colour = rgb(CALM[Math.min(3, row + Math.floor(column / 2))], 0.96);
        drawTile(canvas, x, y, 33, 8, colour);
        continue;
      }
      for (let part = 0; part < 4; part++) {
        const [dx, dy] = [(part & 1) * 18, (part >> 1) * 18];
        const t = (column * 2 + (part & 1)) / 7;
        const s = (row * 2 + (part >> 1)) / 7;
        const colour = [mix(70, 90, s), mix(150, 240, t), mix(235, 215, s), mix(0.55, 0.95, 1 - s * t)];
        drawTile(canvas, x + dx, y + dy, 15, 4.5, colour);
      }
    }
  }
}

function drawTile(canvas, x, y, side, radius, colour) {
  const tile = box(x, y, side, side, radius);
  fill(canvas, offset(tile, 0, 2), rgb(0x0d0838, 0.35), 5);
  const [r, g, b, a] = colour;
  const lighter = [mix(r, 255, 0.28), mix(g, 255, 0.28), mix(b, 255, 0.28), a];
  fill(
    canvas,
    tile,
    gradient(0.3, 1, [
      [x * 0.3 + y, lighter],
      [x * 0.3 + y + side * 1.1, colour],
    ]),
  );
  fill(canvas, outline(tile, 1), rgb(0xffffff, 0.22));
}

/** A translucent ring over the corner, reaching out of the tile. */
function drawLens(canvas) {
  const lens = circle(184, 178, 48);
  const shadow = offset(lens, 0, 7, -1);
  const blurred = { ...shadow, distance: (x, y) => Math.max(shadow.distance(x, y), 20 * outside(lens).distance(x, y)) };
  fill(canvas, blurred, rgb(0x0d0838, 0.42), 20);
  fill(
    canvas,
    lens,
    gradient(0.7, 0.7, [
      [200, rgb(0xffffff, 0.4)],
      [255, rgb(0xa8e6ff, 0.16)],
      [310, rgb(0x6fd0ff, 0.45)],
    ]),
  );
  fill(
    canvas,
    outline(lens, 7),
    gradient(0.5, 0.9, [
      [200, rgb(0xffffff)],
      [300, rgb(0xb9cdf5)],
    ]),
  );
  fill(canvas, outline(offset(lens, 0, 0, -7), 1.2), rgb(0x1c1763, 0.35));
  const glint = intersect(circle(184, 178, 36), outside(circle(196, 192, 42)));
  fill(canvas, glint, rgb(0xffffff, 0.5), 2);
}

/** Light on the upper edge, and a pale sheet over the upper half. */
function drawGlass(canvas) {
  const sheet = intersect(TILE, circle(128, -70, 170));
  fill(
    canvas,
    { ...sheet, box: TILE.box },
    gradient(0, 1, [
      [22, rgb(0xffffff, 0.3)],
      [100, rgb(0xffffff, 0.04)],
    ]),
  );
  fill(
    canvas,
    outline(TILE, 1.6),
    gradient(0, 1, [
      [22, rgb(0xffffff, 0.55)],
      [120, rgb(0xffffff, 0.05)],
      [222, rgb(0x000000, 0.2)],
    ]),
  );
}

function outside(shape) {
  return { box: shape.box, distance: (x, y) => -shape.distance(x, y) };
}
