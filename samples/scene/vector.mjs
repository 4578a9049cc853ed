/** Directions and colours as arrays of three. */

import { mix } from '../random.mjs';

export function dot(a, b) {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/** The direction at right angles to two others. */
export function cross(a, b) {
  return normalize([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]);
}

export function normalize(a) {
  const scale = 1 / Math.sqrt(a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
  return [a[0] * scale, a[1] * scale, a[2] * scale];
}

/** `a + t b`. */
export function add(a, b, t) {
  return [a[0] + t * b[0], a[1] + t * b[1], a[2] + t * b[2]];
}

/** The direction of a ray after a mirror with a normal. */
export function mirror(ray, normal) {
  return add(ray, normal, -2 * dot(ray, normal));
}

/** `a` at 0, `b` at 1: of colours. */
export function blend(a, b, t) {
  return [mix(a[0], b[0], t), mix(a[1], b[1], t), mix(a[2], b[2], t)];
}
