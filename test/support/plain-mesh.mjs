/**
 * Meshes as the specification says (sections 5.1 to 5.4), vertex by vertex and pixel by pixel: slow, short, and without code
 * of `src/`.
 *
 * A picture has the fields of `plain-decoder.mjs`, a `mesh` with `finest`, `root` and `steps` (`[luma, chroma]` of each level, the
 * coarsest first), and a `meshMap`: one 1 a block that the mesh draws. Positions are pixels from a band's first one.
 */

import { gridOf, storedSize } from './plain-decoder.mjs';

const ACROSS = 1;
const DOWN = 2;
const CENTRE = 3;

/** The lattice of band `b`, with its vertices in the order in which they are stored (spec, sections 5.1 and 5.2). */
export function latticeOf(picture, b) {
  const { width, height } = storedSize(picture);
  const { side } = gridOf(picture);
  const top = b * picture.band * side;
  const pixelRows = Math.min(picture.band * side, height - top);
  const finest = 2 ** picture.mesh.finest;
  let root = 2 ** picture.mesh.root;
  while (root > finest && root / 2 >= Math.min(width, pixelRows)) root /= 2;
  const right = Math.ceil(width / root) * root;
  const lower = Math.ceil(pixelRows / root) * root;
  const lattice = { picture, top, width, pixelRows, finest, root, right, lower, vertices: [] };
  const add = (kind, d, firstX, firstY, step) => {
    for (let y = firstY; y <= lower; y += step) {
      for (let x = firstX; x <= right; x += step) {
        lattice.vertices.push({ kind, d, x, y, isActive: isActive(lattice, x, y, d) });
      }
    }
  };
  add(0, root, 0, 0, root);
  for (let d = root / 2; d >= finest; d /= 2) {
    add(ACROSS, d, d, 0, 2 * d);
    add(DOWN, d, 0, d, 2 * d);
    add(CENTRE, d, d, d, 2 * d);
  }
  return lattice;
}

/** Whether the mesh draws a pixel of a band. */
export function isInMesh({ picture, top, width, pixelRows }, x, y) {
  if (x < 0 || y < 0 || x >= width || y >= pixelRows) return false;
  const { side, columns } = gridOf(picture);
  return picture.meshMap[Math.floor((top + y) / side) * columns + Math.floor(x / side)] === 1;
}

/** Whether the mesh draws a pixel of one of the four squares of side `d` around a vertex. */
function isActive(lattice, x, y, d) {
  for (let j = -d; j < d; j++) for (let i = -d; i < d; i++) if (isInMesh(lattice, x + i, y + j)) return true;
  return false;
}

/** Channels of a vertex: luma, orange, green, alpha. */
export function channelsOf({ alpha }) {
  return alpha ? 4 : 3;
}

/** The step of a channel for vertices whose level has the distance `d`. */
export function stepOf({ mesh }, channel, d) {
  const [luma, chroma] = mesh.steps[mesh.root - Math.log2(d)];
  return channel === 1 || channel === 2 ? chroma : luma;
}

/**
 * The values of all vertices of a lattice (spec, section 5.2).
 *
 * @param residualOf - `(vertex, channel, predicted, step)` -> the residual; called for active vertices in their order
 * @returns `values[channel]` as a map from `keyOf` to a value; and of each active vertex its context and its residuals
 */
export function restorePlain(lattice, residualOf) {
  const { picture, right } = lattice;
  const channels = channelsOf(picture);
  const values = Array.from({ length: channels }, () => new Map());
  const sizes = new Map();
  const stored = [];
  for (const vertex of lattice.vertices) {
    const context = contextOf(sizes, vertex, right);
    const residuals = [];
    for (let c = 0; c < channels; c++) {
      const predicted = predict(values[c], vertex, right);
      const step = stepOf(picture, c, vertex.d);
      const residual = vertex.isActive ? residualOf(vertex, c, predicted, step) : 0;
      residuals.push(residual);
      const value = residual === 0 ? predicted : (Math.floor((2 * predicted + step) / (2 * step)) + residual) * step;
      values[c].set(keyOf(vertex.x, vertex.y, right), value);
    }
    const size = residuals.reduce((sum, residual) => sum + Math.abs(residual), 0);
    sizes.set(keyOf(vertex.x, vertex.y, right), size);
    if (vertex.isActive) stored.push({ context, residuals });
  }
  return { values, stored };
}

/** A number for each position of a lattice. */
export function keyOf(x, y, right) {
  return y * (right + 1) + x;
}

function predict(values, { kind, d, x, y }, right) {
  const V = (atX, atY) => values.get(keyOf(atX, atY, right));
  if (kind === ACROSS) return Math.floor((V(x - d, y) + V(x + d, y) + 1) / 2);
  if (kind === DOWN) return Math.floor((V(x, y - d) + V(x, y + d) + 1) / 2);
  if (kind === CENTRE) return Math.floor((V(x - d, y) + V(x + d, y) + V(x, y - d) + V(x, y + d) + 2) / 4);
  if (x === 0 && y === 0) return 0;
  if (x === 0) return V(x, y - d);
  if (y === 0) return V(x - d, y);
  const [left, above, corner] = [V(x - d, y), V(x, y - d), V(x - d, y - d)];
  // The median edge detector: the median of left, above and left + above - corner.
  return [left, above, left + above - corner].sort((a, b) => a - b)[1];
}

function contextOf(sizes, { kind, d, x, y }, right) {
  const S = (atX, atY) => (atX < 0 || atY < 0 ? 0 : Math.min(sizes.get(keyOf(atX, atY, right)) ?? 0, 255));
  let sum = S(x - 2 * d, y) + S(x, y - 2 * d);
  if (kind === 0) sum = 2 * S(x - d, y) + 2 * S(x, y - d);
  if (kind === ACROSS) sum += S(x - d, y) + S(x + d, y);
  if (kind === DOWN) sum += S(x, y - d) + S(x, y + d);
  if (kind === CENTRE) sum = S(x - d, y) + S(x + d, y) + S(x, y - d) + S(x, y + d);
  if (sum < 3) return sum;
  return sum < 5 ? 3 : sum < 9 ? 4 : 5;
}

/** A pixel of the surface, R, G, B, A (spec, section 5.4). */
export function drawPixel({ finest, right }, values, x, y) {
  const [u, v] = [x % finest, y % finest];
  const interpolate = (channelOf) => {
    let sum = 0;
    for (const [i, j, weight] of [
      [0, 0, (finest - u) * (finest - v)],
      [finest, 0, u * (finest - v)],
      [0, finest, (finest - u) * v],
      [finest, finest, u * v],
    ]) {
      sum += weight * channelOf(values.map((channel) => channel.get(keyOf(x - u + i, y - v + j, right))));
    }
    return Math.floor((sum + 8 * finest * finest) / (16 * finest * finest));
  };
  const colour = [
    interpolate(([luma, orange, green]) => luma - green + orange),
    interpolate(([luma, , green]) => luma + green),
    interpolate(([luma, orange, green]) => luma - green - orange),
  ];
  const alpha =
    values.length < 4
      ? 255
      : clamp(
          interpolate((channels) => channels[3]),
          0,
          255,
        );
  if (alpha === 0) return [0, 0, 0, 0];
  const straight = colour.map((product) => {
    return Math.floor((255 * clamp(product, 0, alpha) + Math.floor(alpha / 2)) / alpha);
  });
  return [...straight, alpha];
}

function clamp(value, low, high) {
  return Math.min(Math.max(value, low), high);
}

/**
 * Draws the blocks of a mesh over a stored picture.
 *
 * @param rgba - the picture; changed
 * @param bands - the values of each band, see {@link restorePlain}; undefined for a band without a block of the mesh
 */
export function drawMeshPlain(picture, rgba, bands) {
  const { width } = storedSize(picture);
  bands.forEach((values, b) => {
    if (values === undefined) return;
    const lattice = latticeOf(picture, b);
    for (let y = 0; y < lattice.pixelRows; y++) {
      for (let x = 0; x < width; x++) {
        if (!isInMesh(lattice, x, y)) continue;
        rgba.set(drawPixel(lattice, values, x, y), ((lattice.top + y) * width + x) * 4);
      }
    }
  });
  return rgba;
}
