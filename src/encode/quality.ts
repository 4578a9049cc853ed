/**
 * From a quality to palette sizes: a plain monotonic mapping, linear between a few anchors.
 *
 * Beyond 100 there are further rungs, of palettes of up to 4096 colours, for searches that need them (`minPsnr`).
 */

/** Palette sizes for one quality. */
export interface PaletteSizes {
  readonly k1: number;
  readonly k2: number;
}

export const MAX_QUALITY = 100;

/** quality, k1, k2 */
const ANCHORS = [
  [1, 2, 4],
  [10, 3, 8],
  [25, 6, 24],
  [40, 16, 64],
  [55, 32, 128],
  [75, 64, 256],
  [90, 160, 256],
  [100, 256, 256],
] as const;

/** Rungs above quality 100, in the order in which a search climbs them. */
const BEYOND: readonly PaletteSizes[] = [
  { k1: 256, k2: 512 },
  { k1: 512, k2: 1024 },
  { k1: 1024, k2: 2048 },
  { k1: 2048, k2: 4096 },
  { k1: 4096, k2: 4096 },
];

/** The highest rung of {@link paletteSizesForRung}. */
export const MAX_RUNG = MAX_QUALITY + BEYOND.length;

/** Palette sizes of a quality (1..100) or of a rung above (101..{@link MAX_RUNG}); neither size falls as it rises. */
export function paletteSizesForRung(rung: number): PaletteSizes {
  if (rung > MAX_QUALITY) return BEYOND[rung - MAX_QUALITY - 1];
  let upper = 1;
  while (ANCHORS[upper][0] < rung) upper++;
  const [q0, low0, high0] = ANCHORS[upper - 1];
  const [q1, low1, high1] = ANCHORS[upper];
  const between = (from: number, to: number) => from + Math.floor(((to - from) * (rung - q0)) / (q1 - q0));
  return { k1: between(low0, low1), k2: between(high0, high1) };
}
