/** What each effort does: a table, one row an effort. */

import type { ClusterEffort } from './kmeans/cluster.js';
import type { MeshEffort } from './mesh/fit-mesh.js';
import type { MatchEffort } from './rate-distortion/match-segment.js';

/** Numbers that an effort stands for. */
export interface Effort {
  /** Effort of the deflate encoder, 1..9. */
  readonly deflateEffort: number;
  /** Whether several strip widths are tried; otherwise the usual one is taken. */
  readonly triesStrips: boolean;
  /** Whether a quality may change indices (lossy matching) and choose the classes of blocks. */
  readonly optimises: boolean;
  /** Whether the number of colours depends on lambda too; otherwise only on the quality. */
  readonly choosesColours: boolean;
  /** Two palettes are tried below this lambda; 0 = never. */
  readonly twoPalettesBelow: number;
  /** Lossy matching, used when lambda is above 0. */
  readonly match: MatchEffort;
  /** The least share of the blocks that a mesh must draw. */
  readonly leastMeshShare: number;
  /** How long a mesh is fitted. */
  readonly mesh: MeshEffort;
  /** Settings for drawings. Most of their pixels take little time, and repeats far apart are worth finding. */
  readonly forDrawings: Pick<Effort, 'deflateEffort' | 'match' | 'leastMeshShare'>;
  /** Whether every shape of an exact picture is deflated and compared; otherwise shapes are compared on a sample. */
  readonly comparesShapes: boolean;
  /** How long and how often the clustering runs. */
  readonly cluster: ClusterEffort;
}

type Choices = Pick<
  Effort,
  'triesStrips' | 'optimises' | 'choosesColours' | 'twoPalettesBelow' | 'comparesShapes' | 'mesh'
>;

const USUAL_MESH: MeshEffort = { rounds: 2, sweeps: 3, triesFinest: false };

const NO_CHOICE: Choices = {
  triesStrips: false,
  optimises: false,
  choosesColours: false,
  twoPalettesBelow: 0,
  comparesShapes: false,
  mesh: USUAL_MESH,
};
const FEW_CHOICES: Choices = { ...NO_CHOICE, optimises: true };
/** Two palettes from quality 80 on. Below, most photographs gain nothing from them, and the default stays quick. */
const MANY_CHOICES: Choices = { ...FEW_CHOICES, triesStrips: true, choosesColours: true, twoPalettesBelow: 6 };
const THOROUGH_MESH: MeshEffort = { ...USUAL_MESH, triesFinest: true };
const EVERY_CHOICE: Choices = { ...MANY_CHOICES, twoPalettesBelow: 12, comparesShapes: true, mesh: THOROUGH_MESH };

const USUAL_MATCH: MatchEffort = { passes: 1, maxActive: 12, chainLength: 2 };
const THOROUGH_MATCH: MatchEffort = { passes: 1, maxActive: 24, chainLength: 4 };
const HARD_MATCH: MatchEffort = { passes: 2, maxActive: 32, chainLength: 8 };
const HARDEST_MATCH: MatchEffort = { passes: 3, maxActive: 64, chainLength: 16 };
const DRAWING_MATCH: MatchEffort = { passes: 1, maxActive: 32, chainLength: 4 };

/** In a drawing, a mesh of a few blocks interrupts long matches, and a second palette would be the better choice. */
const DRAWING_MESH_SHARE = 0.3;

/** Row `e - 1` is effort `e`. */
export const EFFORTS: readonly Effort[] = [
  row(NO_CHOICE, [1, USUAL_MATCH], [1, USUAL_MATCH], clusterRow(0, 3, 0, 1e-3, 0)),
  row(FEW_CHOICES, [2, USUAL_MATCH], [2, USUAL_MATCH], clusterRow(1, 4, 0, 1e-3, 0)),
  row(FEW_CHOICES, [3, USUAL_MATCH], [3, USUAL_MATCH], clusterRow(2, 6, 0, 5e-4, 0)),
  row(MANY_CHOICES, [3, USUAL_MATCH], [6, USUAL_MATCH], clusterRow(3, 6, 1, 5e-4, 0)),
  row(MANY_CHOICES, [4, USUAL_MATCH], [7, DRAWING_MATCH], clusterRow(4, 6, 1, 5e-4, 0)),
  row(MANY_CHOICES, [6, THOROUGH_MATCH], [7, DRAWING_MATCH], clusterRow(6, 8, 3, 2e-4, 0)),
  row(EVERY_CHOICE, [7, THOROUGH_MATCH], [8, DRAWING_MATCH], clusterRow(8, 10, 4, 1e-4, 0)),
  row(EVERY_CHOICE, [8, HARD_MATCH], [8, HARD_MATCH], clusterRow(12, 12, 6, 1e-4, 0)),
  row(EVERY_CHOICE, [9, HARDEST_MATCH], [9, HARDEST_MATCH], clusterRow(30, 20, 10, 5e-5, 1)),
];

type Work = readonly [deflateEffort: number, match: MatchEffort];

function row(choices: Choices, [deflateEffort, match]: Work, drawings: Work, cluster: ClusterEffort): Effort {
  const [drawingDeflateEffort, drawingMatch] = drawings;
  const forDrawings = {
    deflateEffort: drawingDeflateEffort,
    match: drawingMatch,
    leastMeshShare: DRAWING_MESH_SHARE,
  };
  return { ...choices, deflateEffort, match, leastMeshShare: 0, forDrawings, cluster };
}

function clusterRow(
  maxIterations: number,
  coarseIterations: number,
  rounds: number,
  tolerance: number,
  restarts: number,
): ClusterEffort {
  return { maxIterations, coarseIterations, rounds, tolerance, restarts };
}
