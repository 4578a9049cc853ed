/** What the parts of the window share: colours, panels and curves. */

import { box, fill, offset, outline, rgb } from '../canvas.mjs';
import { clamp } from '../random.mjs';

export const INK = rgb(0x1d2733);
export const MUTED = rgb(0x7a8794);
export const LINE = rgb(0xe4e8ee);
export const GREEN = rgb(0x1f9d6b);
export const BLUE = rgb(0x2f74e8);
export const AMBER = rgb(0xf0972a);

/** A white card with a soft shadow. */
export function drawPanel(canvas, x, y, width, height) {
  const shape = box(x, y, width, height, 9);
  fill(canvas, offset(shape, 0, 2, -1), rgb(0x10202c, 0.13), 8);
  fill(canvas, shape, rgb(0xffffff));
  fill(canvas, outline(shape, 1), LINE);
}

/** The area between a line that runs to the right and a level. */
export function under(line, level) {
  const heightAt = (x) => {
    const next = line.findIndex(([px]) => px > x);
    if (next < 1) return next === 0 ? line[0][1] : line[line.length - 1][1];
    const [[ax, ay], [bx, by]] = [line[next - 1], line[next]];
    return ay + ((by - ay) * (x - ax)) / (bx - ax);
  };
  const [left, right] = [line[0][0], line[line.length - 1][0]];
  const top = Math.min(...line.map(([, y]) => y));
  const distance = (x, y) => Math.max(clamp(heightAt(x) - y, -2, 2), y - level, left - x, x - right);
  return { box: [left, top, right, level], distance };
}
