/** A small painter: shapes given by their distance, antialiased, blended onto a canvas in premultiplied RGBA. */

import { clamp, mix } from './random.mjs';

/** A transparent canvas; `data` holds four values a pixel, colours (0..255) premultiplied by alpha (0..1). */
export function createCanvas(width, height) {
  return { width, height, data: new Float64Array(width * height * 4) };
}

/** The canvas as straight 8-bit RGBA. */
export function toImage({ width, height, data }) {
  const bytes = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3];
    if (Math.round(alpha * 255) === 0) continue;
    for (let c = 0; c < 3; c++) bytes[i + c] = Math.round(clamp(data[i + c] / alpha, 0, 255));
    bytes[i + 3] = Math.round(clamp(alpha) * 255);
  }
  return { width, height, data: bytes };
}

/** A colour from `0xrrggbb` and an opacity: `[r, g, b, a]`. */
export function rgb(hex, alpha = 1) {
  return [hex >> 16, (hex >> 8) & 255, hex & 255, alpha];
}

/** A paint that runs down (or along, or across) between colours: `[[position in pixels, colour], ...]`. */
export function gradient(dx, dy, stops) {
  return (x, y) => {
    const at = x * dx + y * dy;
    const next = stops.findIndex(([position]) => position > at);
    if (next === 0) return stops[0][1];
    if (next < 0) return stops[stops.length - 1][1];
    const [[from, a], [to, b]] = [stops[next - 1], stops[next]];
    return a.map((value, c) => mix(value, b[c], (at - from) / (to - from)));
  };
}

/**
 * Paints a shape.
 *
 * @param shape - `box` (left, top, right, bottom) and `distance(x, y)`: pixels outside of the edge, negative inside
 * @param paint - a colour, or a function of x and y that gives one
 * @param soft - width of the edge in pixels: 1 is antialiased, more is blurred
 */
export function fill(canvas, shape, paint, soft = 1) {
  const [left, top, right, bottom] = shape.box;
  for (let y = Math.max(0, Math.floor(top - soft)); y < Math.min(canvas.height, bottom + soft); y++) {
    for (let x = Math.max(0, Math.floor(left - soft)); x < Math.min(canvas.width, right + soft); x++) {
      const inside = clamp(0.5 - shape.distance(x + 0.5, y + 0.5) / soft);
      if (inside === 0) continue;
      const cover = soft > 1 ? inside * inside * (3 - 2 * inside) : inside;
      blendPixel(canvas, x, y, typeof paint === 'function' ? paint(x + 0.5, y + 0.5) : paint, cover);
    }
  }
}

function blendPixel({ width, data }, x, y, [r, g, b, a], cover) {
  const at = (y * width + x) * 4;
  const alpha = a * cover;
  data[at] = mix(data[at], r, alpha);
  data[at + 1] = mix(data[at + 1], g, alpha);
  data[at + 2] = mix(data[at + 2], b, alpha);
  data[at + 3] += alpha * (1 - data[at + 3]);
}

export function circle(x, y, r) {
  return { box: [x - r, y - r, x + r, y + r], distance: (px, py) => length(px - x, py - y) - r };
}

/** A rectangle with round corners. */
export function box(x, y, width, height, r = 0) {
  const [halfWidth, halfHeight] = [width / 2 - r, height / 2 - r];
  return {
    box: [x, y, x + width, y + height],
    distance: (px, py) => {
      const dx = Math.abs(px - x - width / 2) - halfWidth;
      const dy = Math.abs(py - y - height / 2) - halfHeight;
      return length(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - r;
    },
  };
}

/** A line through points, with round ends and joints. */
export function stroke(points, width) {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  const r = width / 2;
  return {
    box: [Math.min(...xs) - r, Math.min(...ys) - r, Math.max(...xs) + r, Math.max(...ys) + r],
    distance: (x, y) => {
      let nearest = length(x - xs[0], y - ys[0]);
      for (let i = 1; i < xs.length; i++)
        nearest = Math.min(nearest, toSegment(x, y, xs[i - 1], ys[i - 1], xs[i], ys[i]));
      return nearest - r;
    },
  };
}

/** The border of a shape, drawn inside of it. */
export function outline(shape, width) {
  return { box: shape.box, distance: (x, y) => Math.abs(shape.distance(x, y) + width / 2) - width / 2 };
}

/** What two shapes share. */
export function intersect(a, b) {
  return { box: a.box, distance: (x, y) => Math.max(a.distance(x, y), b.distance(x, y)) };
}

/** A shape moved and grown. */
export function offset(shape, dx, dy, grow = 0) {
  const [left, top, right, bottom] = shape.box;
  return {
    box: [left + dx - grow, top + dy - grow, right + dx + grow, bottom + dy + grow],
    distance: (x, y) => shape.distance(x - dx, y - dy) - grow,
  };
}

/**
 * Rounds a line of control points by cutting its corners; a point given twice stays a corner.
 *
 * @see Chaikin 1974, "An algorithm for high speed curve generation"
 */
export function smoothLine(points, { closed = false, rounds = 3 } = {}) {
  let line = points;
  for (let round = 0; round < rounds; round++) {
    const cut = closed ? [] : [line[0]];
    for (let i = closed ? 0 : 1; i < line.length; i++) {
      const [ax, ay] = line[(i + line.length - 1) % line.length];
      const [bx, by] = line[i];
      cut.push([mix(ax, bx, 0.25), mix(ay, by, 0.25)], [mix(ax, bx, 0.75), mix(ay, by, 0.75)]);
    }
    if (!closed) cut.push(line[line.length - 1]);
    line = cut;
  }
  return closed ? [...line, line[0]] : line;
}

function toSegment(x, y, ax, ay, bx, by) {
  const [dx, dy] = [bx - ax, by - ay];
  const along = clamp(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1));
  return length(x - ax - along * dx, y - ay - along * dy);
}

function length(x, y) {
  return Math.sqrt(x * x + y * y);
}
