/**
 * Seeded randomness and noise in integers and exact floating-point operations, so that every machine draws the same.
 */

/**
 * Makes a generator of numbers in 0..1 (32 bits, 1 excluded).
 *
 * @see Steele and Vigna's mixing constants, as in "mulberry32"
 */
export function makeRandom(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A number in 0..1 for an integer point; the same for the same point. */
export function hash(x, y, z) {
  let mixed = Math.imul(x, 0x27d4eb2d) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z, 0x9e3779b1);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return ((mixed ^ (mixed >>> 16)) >>> 0) / 4294967296;
}

/** Smooth noise, 0..1, with features about 1 apart. */
export function noise(x, y, z) {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const z0 = Math.floor(z);
  const u = ease(x - x0);
  const v = ease(y - y0);
  const near = mix(edge(x0, y0, z0, u), edge(x0, y0 + 1, z0, u), v);
  const far = mix(edge(x0, y0, z0 + 1, u), edge(x0, y0 + 1, z0 + 1, u), v);
  return mix(near, far, ease(z - z0));
}

function edge(x, y, z, t) {
  return mix(hash(x, y, z), hash(x + 1, y, z), t);
}

/** Noise with detail at several scales, 0..1; each octave is half as large and half as strong. */
export function fractal(x, y, z, octaves) {
  let sum = 0;
  let weight = 1;
  let total = 0;
  for (let octave = 0, scale = 1; octave < octaves; octave++, scale *= 2, weight *= 0.5) {
    sum += weight * noise(x * scale, y * scale, z * scale + octave * 17);
    total += weight;
  }
  return sum / total;
}

/** Distance to the nearest of scattered points, one in each unit cube. */
export function cellular(x, y, z) {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  const z0 = Math.floor(z);
  let nearest = 8;
  for (let k = z0 - 1; k <= z0 + 1; k++) {
    for (let j = y0 - 1; j <= y0 + 1; j++) {
      for (let i = x0 - 1; i <= x0 + 1; i++) {
        const bits = Math.floor(hash(i, j, k) * 4294967296);
        const dx = i + (bits & 1023) / 1024 - x;
        const dy = j + ((bits >>> 10) & 1023) / 1024 - y;
        const dz = k + ((bits >>> 20) & 1023) / 1024 - z;
        nearest = Math.min(nearest, dx * dx + dy * dy + dz * dz);
      }
    }
  }
  return Math.sqrt(nearest);
}

/** `a` at 0, `b` at 1. */
export function mix(a, b, t) {
  return a + (b - a) * t;
}

export function clamp(value, low = 0, high = 1) {
  return value < low ? low : value > high ? high : value;
}

/** 0 up to `from`, 1 from `to` on, smooth in between; `from` may be the larger. */
export function step(from, to, value) {
  return ease(clamp((value - from) / (to - from)));
}

/** `base` to the power of 2^doublings. */
export function power(base, doublings) {
  let result = base;
  for (let i = 0; i < doublings; i++) result *= result;
  return result;
}

function ease(t) {
  return t * t * (3 - 2 * t);
}
