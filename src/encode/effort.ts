/** What each effort does: a table, one row an effort. */

import type { ClusterOptions } from './kmeans/cluster.js';

/** Numbers that an effort stands for. */
export interface Effort {
  /** Level of pako's deflate, 1..9. */
  readonly deflateLevel: number;
  /** Whether several strip widths are tried, or the usual one is taken. */
  readonly triesStrips: boolean;
  /** How long and how often the clustering runs. */
  readonly cluster: Pick<ClusterOptions, 'maxIterations' | 'coarseIterations' | 'rounds' | 'tolerance' | 'restarts'>;
}

/** Row `e - 1` is effort `e`. */
export const EFFORTS: readonly Effort[] = [
  { deflateLevel: 4, triesStrips: false, cluster: { maxIterations: 0, coarseIterations: 6, rounds: 0, restarts: 0 } },
  { deflateLevel: 5, triesStrips: false, cluster: { maxIterations: 1, coarseIterations: 6, rounds: 0, restarts: 0 } },
  { deflateLevel: 6, triesStrips: false, cluster: { maxIterations: 2, coarseIterations: 6, rounds: 1, restarts: 0 } },
  { deflateLevel: 9, triesStrips: true, cluster: { maxIterations: 3, coarseIterations: 6, rounds: 1, restarts: 0 } },
  { deflateLevel: 9, triesStrips: true, cluster: { maxIterations: 4, coarseIterations: 6, rounds: 2, restarts: 0 } },
  { deflateLevel: 9, triesStrips: true, cluster: { maxIterations: 6, coarseIterations: 8, rounds: 4, restarts: 0 } },
  { deflateLevel: 9, triesStrips: true, cluster: { maxIterations: 10, coarseIterations: 10, rounds: 6, restarts: 1 } },
  { deflateLevel: 9, triesStrips: true, cluster: { maxIterations: 20, coarseIterations: 20, rounds: 8, restarts: 2 } },
  { deflateLevel: 9, triesStrips: true, cluster: { maxIterations: 50, coarseIterations: 50, rounds: 10, restarts: 4 } },
];
