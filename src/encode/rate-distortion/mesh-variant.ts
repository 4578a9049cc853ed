/** A mesh for a picture: the encoder chooses the blocks that it draws, or draws those that the caller has chosen. */

import { visitRuns } from '../../codec/index-planes.js';
import {
  type Band,
  bandAt,
  classOf,
  countBands,
  type Grid,
  type Layout,
  meshBitOf,
  packBlockMap,
  unpackMeshMap,
} from '../../codec/layout.js';
import type { BandPlanes } from '../../codec/reconstruct.js';
import type { MeshShape } from '../../format/header.js';
import { partOf, runTasks, type Steps } from '../../steps.js';
import { measureByteBits } from '../deflate/byte-bits.js';
import { measureRateTask } from '../deflate-planes.js';
import { regridLayout } from '../flat-blocks.js';
import type { IndexingContext } from '../label-bands.js';
import type { BandPixels } from '../mesh/cells.js';
import { type FittedMesh, fitMeshTask } from '../mesh/fit-mesh.js';
import type { StoredMesh } from '../mesh/stored-mesh.js';
import type { ResolvedEncodeOptions } from '../options.js';
import { hasFewColours } from '../palettes.js';
import type { PreparedPicture } from '../prepare.js';
import { measureBlocks } from './drawn-error.js';
import { drawVariant } from './variant.js';
import { makeWeights, type Tune } from './weights.js';

/** A picture that may be stored exactly has a mesh only if it has more colours. The surface of a few levels is not smooth. */
const FEW_LEVELS = 128;

/** The side of the blocks that a mesh draws, as a power of two. Smaller ones cost more bits in the map than they save. */
const MESH_BLOCK_LOG2 = 3;

/** Distances of the lattices that are tried, as powers of two: the finest, and the root. */
const DISTANCES = [
  [2, 4],
  [3, 5],
] as const;

/** Those that thorough efforts try too. They draw fine texture. */
const FINEST_DISTANCES = [1, 3] as const;

/**
 * The step of luma on the level of 4 pixels, in 1/16 of a code unit, at a lambda of 10. It grows with lambda^(11/32). Coarser levels
 * have finer steps, since more pixels depend on them.
 */
const STEP = 32;
const STEP_LAMBDA = 10;
const LEVEL_FACTOR = 1.2;
const CHROMA_FACTOR = 1.3;
const MIN_STEP = 4;
const MAX_STEP = 255;

/**
 * Lambda of the matching, as a factor, where the mesh draws this share of the blocks or more. What it leaves is busy. There,
 * a bit that is saved costs more error in later copies of the changed pixels than matching knows.
 */
const MATCH_LAMBDA = 0.55;
const MATCH_SHARE = 0.3;

/** A mesh must lower D + lambda * R by this share. What is left to gain takes as long as all other stages. */
const LEAST_GAIN = 0.01;

/** The pixels of bands are copied for their tasks, so only this number of bands is fitted at a time. */
const BANDS_AT_ONCE = 4;

/** A mesh for a whole picture. */
export interface PictureMesh {
  /** The layout with the blocks of the mesh as its low class. */
  readonly layout: Layout;
  readonly mesh: StoredMesh;
  /** The share of the blocks that it draws, above 0. */
  readonly share: number;
}

/**
 * Fits a mesh to a picture that has one palette so far. It tries several lattices, and takes the one that saves most.
 *
 * @param planes - the picture's, all of the high class
 * @param weights - one a pixel
 * @returns undefined if no mesh saves anything, or only a mesh of too few blocks
 */
export function* fitPictureMesh(
  { picture, layout, palettes, options }: IndexingContext,
  planes: readonly BandPlanes[],
  weights: Float32Array,
): Steps<PictureMesh | undefined> {
  const { colours, opaque } = picture;
  const { lambda, tune, effort, storage } = options;
  if (storage === 'lossy' && hasFewColours(colours, FEW_LEVELS)) return undefined;
  const side = options.isExplicitBlock ? layout.blockLog2 : Math.min(layout.blockLog2, MESH_BLOCK_LOG2);
  const grid = regridLayout(layout, side);
  const tried = effort.mesh.triesFinest ? [...DISTANCES, FINEST_DISTANCES] : DISTANCES;
  const shapes = tried
    .filter(([finest]) => finest <= grid.blockLog2)
    .map(([finest, root]) => makeShape(finest, root, lambda));
  const drawn = drawVariant({ layout, planes, palettes });
  const errors = measureBlocks({ picture, drawn, weights, tune }, grid.blockLog2);
  const bits = yield* partOf(measureBlockBits(layout, grid, planes), 0, 0.2);
  const bands = listBands(grid);
  const fitBand = (shape: MeshShape, band: Band) => {
    const [first, end] = [band.firstBlockRow * grid.columns, band.endBlockRow * grid.columns];
    return fitMeshTask({
      pixels: pixelsOf(picture, band, weights, tune),
      blockLog2: grid.blockLog2,
      shape,
      lambda,
      effort: effort.mesh,
      paletteErrors: errors.slice(first, end),
      paletteBits: bits.slice(first, end),
    });
  };
  const meshes: FittedMesh[][] = shapes.map(() => []);
  for (let first = 0; first < bands.length; first += BANDS_AT_ONCE) {
    const group = bands.slice(first, first + BANDS_AT_ONCE);
    const tasks = group.flatMap((band) => shapes.map((shape) => fitBand(shape, band)));
    const doneAt = (count: number) => 0.2 + (0.8 * Math.min(count, bands.length)) / bands.length;
    const fitted = yield* partOf(runTasks(tasks), doneAt(first), doneAt(first + BANDS_AT_ONCE));
    fitted.forEach((mesh, i) => {
      meshes[i % shapes.length].push(mesh);
    });
  }
  const gains = meshes.map((fitted) => fitted.reduce((sum, { gain }) => sum + gain, 0));
  const best = gains.indexOf(Math.max(...gains));
  const price = sumOf(errors) + lambda * sumOf(bits);
  if (!(gains[best] > LEAST_GAIN * price)) return undefined;
  const map = new Uint8Array(grid.columns * grid.rows);
  meshes[best].forEach((fitted, index) => {
    map.set(fitted.map, bands[index].firstBlockRow * grid.columns);
  });
  const share = sumOf(map) / map.length;
  if (share < effort.leastMeshShare) return undefined;
  return {
    layout: { ...grid, bitmap: packBlockMap(map.map((isMesh) => 1 - isMesh)), meshBitmap: packBlockMap(map) },
    mesh: { shape: shapes[best], hasAlpha: !opaque, stored: meshes[best].map(({ stored }) => stored) },
    share,
  };
}

/** Lambda for a mesh in a picture whose indices are not matched. */
const PLAIN_LAMBDA = 1;

/** Fits a mesh to the layout's mesh blocks, which the caller has chosen; undefined if there are none. */
export function* fitGivenMesh(
  picture: PreparedPicture,
  layout: Layout,
  { lambda: wanted, tune, effort }: ResolvedEncodeOptions,
): Steps<StoredMesh | undefined> {
  const { blockLog2, columns, meshBitmap } = layout;
  if (meshBitmap.length === 0) return undefined;
  const lambda = wanted > 0 ? wanted : PLAIN_LAMBDA;
  const finestLog2 = Math.min(DISTANCES[0][0], blockLog2);
  const shape = makeShape(finestLog2, DISTANCES[0][1], lambda);
  const weights = makeWeights(picture, tune);
  const map = unpackMeshMap(layout);
  const tasks = listBands(layout).map((band) => {
    const given = map.slice(band.firstBlockRow * columns, band.endBlockRow * columns);
    const none = new Float64Array(given.length);
    const pixels = pixelsOf(picture, band, weights, tune);
    const palette = { paletteErrors: none, paletteBits: none };
    return fitMeshTask({ pixels, blockLog2, shape, lambda, effort: effort.mesh, given, ...palette });
  });
  const fitted = yield* runTasks(tasks);
  return { shape, hasAlpha: !picture.opaque, stored: fitted.map(({ stored }) => stored) };
}

function sumOf(values: Float64Array | Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

function listBands(layout: Layout): Band[] {
  return Array.from({ length: countBands(layout) }, (_, index) => bandAt(layout, index));
}

/** A copy of the pixels of a band. */
function pixelsOf(picture: PreparedPicture, { top, bottom }: Band, weights: Float32Array, tune: Tune): BandPixels {
  const { width, colours, opaque } = picture;
  const [from, to] = [top * width, bottom * width];
  const parts = { colours: colours.slice(from, to), weights: weights.slice(from, to) };
  return { width, height: bottom - top, opaque, tune, ...parts };
}

/** A lattice with steps for a lambda. */
export function makeShape(finestLog2: number, rootLog2: number, lambda: number): MeshShape {
  const steps = (factor: number) => {
    const list: number[] = [];
    // The level of 4 pixels has the step itself.
    let step = factor * STEP * growth(lambda / STEP_LAMBDA);
    for (let level = 2; level < finestLog2; level++) step /= LEVEL_FACTOR;
    for (let level = 2; level > finestLog2; level--) step *= LEVEL_FACTOR;
    for (let level = finestLog2; level <= rootLog2; level++, step /= LEVEL_FACTOR) {
      list.push(Math.min(Math.max(Math.floor(step + 0.5), MIN_STEP), MAX_STEP));
    }
    return list;
  };
  return { finestLog2, rootLog2, lumaSteps: steps(1), chromaSteps: steps(CHROMA_FACTOR) };
}

/** The power of 11/32, by square roots. */
function growth(x: number): number {
  const fourth = Math.sqrt(Math.sqrt(x));
  const sixteenth = Math.sqrt(Math.sqrt(fourth));
  return fourth * sixteenth * Math.sqrt(sixteenth);
}

/** The bits of each block of a grid, shared out by pixels. They add up to the deflated size of the planes. */
function* measureBlockBits(layout: Layout, grid: Grid, planes: readonly BandPlanes[]): Steps<Float64Array> {
  const sizes = yield* runTasks(planes.map(({ high }) => measureRateTask(high)));
  const blocks = new Float64Array(grid.columns * grid.rows);
  planes.forEach(({ high }, index) => {
    const bits = measureByteBits(high);
    const scale = (8 * sizes[index]) / bits.reduce((sum, n) => sum + n, 0);
    let at = 0;
    visitRuns(layout, bandAt(layout, index), (_, pixel, length) => {
      const first = (Math.floor(pixel / layout.width) >>> grid.blockLog2) * grid.columns;
      const left = pixel % layout.width;
      for (let x = left; x < left + length; x++) blocks[first + (x >>> grid.blockLog2)] += scale * bits[at++];
    });
  });
  return blocks;
}

/** Options to match the pixels that a mesh leaves. */
export function forMeshRest<Options extends { readonly lambda: number }>(
  options: Options,
  { share }: PictureMesh,
): Options {
  const factor = 1 - (1 - MATCH_LAMBDA) * Math.min(1, share / MATCH_SHARE);
  return { ...options, lambda: factor * options.lambda };
}

/** The mesh's layout with classes for the other blocks, which may be larger. */
export function divideRest({ layout }: PictureMesh, classes: Layout): Layout {
  const map = new Uint8Array(layout.columns * layout.rows);
  const toClass = classes.blockLog2 - layout.blockLog2;
  for (let block = 0; block < map.length; block++) {
    const row = Math.floor(block / layout.columns) >>> toClass;
    const column = (block % layout.columns) >>> toClass;
    const isMesh = meshBitOf(layout.meshBitmap, block) === 1;
    map[block] = isMesh ? 0 : classOf(classes.bitmap, row * classes.columns + column);
  }
  return { ...layout, bitmap: packBlockMap(map) };
}
