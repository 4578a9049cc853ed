/**
 * What a quality stands for: colours, and the error that a bit is worth. Linear between anchors that were measured along the
 * lower hull of bytes over error (docs/quality.md).
 *
 * Above 100 there are further rungs with palettes of up to 4096 colours, for searches that need them (`minPsnr`).
 */

/** What a quality stands for. */
export interface QualitySettings {
  /** Colours of low-detail blocks, when there are two palettes. */
  readonly k1: number;
  /** Colours of high-detail blocks, or of all blocks. */
  readonly k2: number;
  /** Error that a bit is worth, in code units squared. */
  readonly lambda: number;
}

export const MAX_QUALITY = 100;

/** quality, k, lambda */
const ANCHORS = [
  [1, 4, 1200],
  [10, 8, 500],
  [20, 16, 220],
  [30, 32, 120],
  [40, 48, 70],
  [50, 80, 40],
  [60, 128, 22],
  [70, 224, 12],
  [75, 256, 8],
  [85, 256, 3.5],
  [95, 256, 0.8],
  [98, 256, 0.25],
  [100, 256, 0.02],
] as const;

/** Rungs above quality 100, in ascending order. */
const BEYOND: readonly QualitySettings[] = [
  { k1: 256, k2: 512, lambda: 0 },
  { k1: 512, k2: 1024, lambda: 0 },
  { k1: 1024, k2: 2048, lambda: 0 },
  { k1: 2048, k2: 4096, lambda: 0 },
  { k1: 4096, k2: 4096, lambda: 0 },
];

/** The highest rung of {@link settingsForRung}. */
export const MAX_RUNG = MAX_QUALITY + BEYOND.length;

/**
 * The settings of a quality (1..100, fractions allowed) or of a rung above (integers 101..{@link MAX_RUNG}). As it rises, sizes
 * do not fall and lambda does not rise.
 */
export function settingsForRung(rung: number): QualitySettings {
  if (rung > MAX_QUALITY) return BEYOND[Math.ceil(rung) - MAX_QUALITY - 1];
  let upper = 1;
  while (ANCHORS[upper][0] < rung) upper++;
  const [q0, k0, lambda0] = ANCHORS[upper - 1];
  const [q1, k1, lambda1] = ANCHORS[upper];
  const share = (rung - q0) / (q1 - q0);
  const k = k0 + Math.floor((k1 - k0) * share);
  return { k1: k, k2: k, lambda: lambda0 * (1 - share) + lambda1 * share };
}
