/** What each effort does: a table, one row an effort. */

import type { ClusterEffort } from './kmeans/cluster.js';

/** Numbers that an effort stands for. */
export interface Effort {
  /** Effort of the deflate encoder, 1..9. */
  readonly deflateEffort: number;
  /** Whether several strip widths are tried, or the usual one is taken. */
  readonly triesStrips: boolean;
  /** Passes of lossy matching, where lambda asks for it. */
  readonly matchPasses: number;
  /** How long and how often the clustering runs. */
  readonly cluster: ClusterEffort;
}

/** Row `e - 1` is effort `e`. Measured on photographs: each row is at least as good as the one above, within 0.02 dB. */
export const EFFORTS: readonly Effort[] = [
  { deflateEffort: 1, triesStrips: false, matchPasses: 1, cluster: clusterRow(0, 3, 0, 1e-3, 0) },
  { deflateEffort: 2, triesStrips: false, matchPasses: 1, cluster: clusterRow(1, 4, 0, 1e-3, 0) },
  { deflateEffort: 3, triesStrips: false, matchPasses: 1, cluster: clusterRow(2, 6, 0, 5e-4, 0) },
  { deflateEffort: 4, triesStrips: true, matchPasses: 1, cluster: clusterRow(3, 6, 1, 5e-4, 0) },
  { deflateEffort: 5, triesStrips: true, matchPasses: 1, cluster: clusterRow(4, 6, 1, 5e-4, 0) },
  { deflateEffort: 6, triesStrips: true, matchPasses: 1, cluster: clusterRow(6, 8, 3, 2e-4, 0) },
  { deflateEffort: 7, triesStrips: true, matchPasses: 1, cluster: clusterRow(10, 12, 6, 1e-4, 0) },
  { deflateEffort: 8, triesStrips: true, matchPasses: 1, cluster: clusterRow(20, 20, 10, 5e-5, 0) },
  { deflateEffort: 9, triesStrips: true, matchPasses: 1, cluster: clusterRow(40, 40, 16, 1e-5, 2) },
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
