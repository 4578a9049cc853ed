/** What each effort does: a table, one row an effort. */

import type { ClusterEffort } from './kmeans/cluster.js';
import type { MatchEffort } from './rate-distortion/optimise-plane.js';

/** Numbers that an effort stands for. */
export interface Effort {
  /** Effort of the deflate encoder, 1..9. */
  readonly deflateEffort: number;
  /** Whether several strip widths are tried, or the usual one is taken. */
  readonly triesStrips: boolean;
  /** Whether a quality may change pixels and smooth: lossy matching, calm blocks. */
  readonly optimises: boolean;
  /** Whether the number of colours is weighed against lambda, or taken from the quality. */
  readonly choosesColours: boolean;
  /** Whether more thresholds of the smoothing are tried, and calm blocks matched again on their own. */
  readonly triesMoreCalm: boolean;
  /** Below this lambda, palettes of their own are tried for the classes; 0 = never. */
  readonly ownPalettesBelow: number;
  /** Lossy matching, where lambda asks for it. */
  readonly match: MatchEffort;
  /** How long and how often the clustering runs. */
  readonly cluster: ClusterEffort;
}

type Choices = Pick<Effort, 'triesStrips' | 'optimises' | 'choosesColours' | 'triesMoreCalm' | 'ownPalettesBelow'>;

const NO_CHOICE: Choices = {
  triesStrips: false,
  optimises: false,
  choosesColours: false,
  triesMoreCalm: false,
  ownPalettesBelow: 0,
};
const FEW_CHOICES: Choices = { ...NO_CHOICE, optimises: true };
/** Palettes of their own from quality 80 on: below, most photographs do without, and the default is in time. */
const MANY_CHOICES: Choices = { ...FEW_CHOICES, triesStrips: true, choosesColours: true, ownPalettesBelow: 6 };
const ALL_CHOICES: Choices = { ...MANY_CHOICES, triesMoreCalm: true };
const EVERY_CHOICE: Choices = { ...ALL_CHOICES, ownPalettesBelow: 12 };

const USUAL_MATCH: MatchEffort = { passes: 1, maxActive: 12, chainLength: 2 };
const THOROUGH_MATCH: MatchEffort = { passes: 1, maxActive: 24, chainLength: 4 };

/** Row `e - 1` is effort `e`. */
export const EFFORTS: readonly Effort[] = [
  { deflateEffort: 1, ...NO_CHOICE, match: USUAL_MATCH, cluster: clusterRow(0, 3, 0, 1e-3, 0) },
  { deflateEffort: 2, ...FEW_CHOICES, match: USUAL_MATCH, cluster: clusterRow(1, 4, 0, 1e-3, 0) },
  { deflateEffort: 3, ...FEW_CHOICES, match: USUAL_MATCH, cluster: clusterRow(2, 6, 0, 5e-4, 0) },
  { deflateEffort: 3, ...MANY_CHOICES, match: USUAL_MATCH, cluster: clusterRow(3, 6, 1, 5e-4, 0) },
  { deflateEffort: 4, ...MANY_CHOICES, match: USUAL_MATCH, cluster: clusterRow(4, 6, 1, 5e-4, 0) },
  { deflateEffort: 6, ...ALL_CHOICES, match: THOROUGH_MATCH, cluster: clusterRow(6, 8, 3, 2e-4, 0) },
  { deflateEffort: 7, ...EVERY_CHOICE, match: THOROUGH_MATCH, cluster: clusterRow(8, 10, 4, 1e-4, 0) },
  {
    deflateEffort: 8,
    ...EVERY_CHOICE,
    match: { passes: 2, maxActive: 32, chainLength: 8 },
    cluster: clusterRow(12, 12, 6, 1e-4, 0),
  },
  {
    deflateEffort: 9,
    ...EVERY_CHOICE,
    match: { passes: 3, maxActive: 64, chainLength: 16 },
    cluster: clusterRow(30, 20, 10, 5e-5, 1),
  },
];

function clusterRow(
  maxIterations: number,
  coarseIterations: number,
  rounds: number,
  tolerance: number,
  restarts: number,
): ClusterEffort {
  return { maxIterations, coarseIterations, rounds, tolerance, restarts };
}
