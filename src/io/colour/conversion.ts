/** Converts pixels of a colour space to 8-bit sRGB, by tables. */

import { type ColourSpace, srgbTone, type Tone } from './colour-space.js';

/** Converts a pixel: takes samples, and writes three bytes of sRGB from `out[at]` on. */
export type ConvertPixel = (red: number, green: number, blue: number, out: Uint8Array, at: number) => void;

/** Steps of linear light in the table after a matrix: a step is at most a twentieth of a level of sRGB. */
const LINEAR_TOP = 65535;
/** Step between the levels of each channel that {@link isSrgb} tests. */
const LATTICE_STEP = 17;

/** Linear light halfway between each level of sRGB and the next. */
const THRESHOLDS = Float64Array.from({ length: 255 }, (_, level) => srgbTone((level + 0.5) / 255));

/**
 * Builds a conversion to sRGB. Colours outside sRGB are clipped in each channel.
 *
 * @param top - the largest sample: 255 or 65535
 */
export function buildConversion({ tones, matrix }: ColourSpace, top: number): ConvertPixel {
  if (matrix === undefined) return convertByCurves(tones, top);
  return convertByMatrix(tones, matrix, top);
}

/** Whether a space is practically sRGB: no 8-bit colour changes by more than one level. */
export function isSrgb(space: ColourSpace): boolean {
  const convert = buildConversion(space, 255);
  const out = new Uint8Array(3);
  const isSame = (red: number, green: number, blue: number) => {
    convert(red, green, blue, out, 0);
    return Math.abs(out[0] - red) <= 1 && Math.abs(out[1] - green) <= 1 && Math.abs(out[2] - blue) <= 1;
  };
  for (let level = 0; level < 256; level++) {
    if (!isSame(level, level, level)) return false;
  }
  if (space.matrix === undefined) return true;
  for (let red = 0; red < 256; red += LATTICE_STEP) {
    for (let green = 0; green < 256; green += LATTICE_STEP) {
      for (let blue = 0; blue < 256; blue += LATTICE_STEP) {
        if (!isSame(red, green, blue)) return false;
      }
    }
  }
  return true;
}

/** Converts each channel by a table; every level is the nearest one. */
function convertByCurves(tones: ColourSpace['tones'], top: number): ConvertPixel {
  const [reds, greens, blues] = tabulate(tones, (tone) => {
    return Uint8Array.from({ length: top + 1 }, (_, sample) => findLevel(tone(sample / top)));
  });
  return (red, green, blue, out, at) => {
    out[at] = reds[red];
    out[at + 1] = greens[green];
    out[at + 2] = blues[blue];
  };
}

function convertByMatrix(tones: ColourSpace['tones'], matrix: readonly number[], top: number): ConvertPixel {
  const [reds, greens, blues] = tabulate(tones, (tone) => {
    return Float64Array.from({ length: top + 1 }, (_, sample) => tone(sample / top));
  });
  const [rr, rg, rb, gr, gg, gb, br, bg, bb] = matrix as readonly number[] & { length: 9 };
  const levels = new Uint8Array(LINEAR_TOP + 1);
  for (let step = 0, level = 0; step <= LINEAR_TOP; step++) {
    while (level < 255 && step / LINEAR_TOP >= THRESHOLDS[level]) level++;
    levels[step] = level;
  }
  const encode = (linear: number) =>
    levels[linear <= 0 ? 0 : linear >= 1 ? LINEAR_TOP : (linear * LINEAR_TOP + 0.5) | 0];
  return (red, green, blue, out, at) => {
    const r = reds[red];
    const g = greens[green];
    const b = blues[blue];
    out[at] = encode(rr! * r + rg! * g + rb! * b);
    out[at + 1] = encode(gr! * r + gg! * g + gb! * b);
    out[at + 2] = encode(br! * r + bg! * g + bb! * b);
  };
}

/** Builds a table for each tone; equal tones share a table. */
function tabulate<Table>(tones: ColourSpace['tones'], build: (tone: Tone) => Table): [Table, Table, Table] {
  const [red, green, blue] = tones;
  const reds = build(red);
  const greens = green === red ? reds : build(green);
  return [reds, greens, blue === red ? reds : blue === green ? greens : build(blue)];
}

/** The level of sRGB that looks nearest, by the curve of sRGB. */
function findLevel(linear: number): number {
  let low = 0;
  let high = 255;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (linear >= THRESHOLDS[middle]) low = middle + 1;
    else high = middle;
  }
  return low;
}
