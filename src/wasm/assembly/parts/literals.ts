/**
 * The plane that lossy matching parses, its palette, and the cheapest literal of each pixel.
 *
 * The literal is either the nearest entry of the pixel or a neighbour of that entry, tried from the nearest on. By the triangle
 * inequality, the search ends where no farther neighbour could be cheaper.
 *
 * Coordinates of entries and prices are f64. Points and weights are f32, converted to f64 before use, as in JavaScript.
 */

import { DIMENSIONS } from '../../constants';

export const POINT_BYTES: i32 = 4 * DIMENSIONS;
export const ENTRY_BYTES: i32 = 8 * DIMENSIONS;

/** The plane: see `WeightedPixels`. */
export let count: i32 = 0;
export let points: i32 = 0;
export let weights: i32 = 0;
export let labels: i32 = 0;
export let above: i32 = 0;
/** The palette: k entries; for each, its nearest entries (bytes), itself first, and their distances. */
export let entries: i32 = 0;
let candidates: i32 = 0;
let neighbours: i32 = 0;
let neighbourDistances: i32 = 0;
/** The cheapest literal of each pixel. */
let literalIndices: i32 = 0;
let literalPrices: i32 = 0;
export function beginPlane(size: i32, pointsAt: i32, weightsAt: i32, labelsAt: i32, aboveAt: i32): void {
  count = size;
  points = pointsAt;
  weights = weightsAt;
  labels = labelsAt;
  above = aboveAt;
}

/** Finds the neighbours of each entry, into `k * perEntry` bytes and as many f64. */
export function beginPalette(k: i32, entriesAt: i32, perEntry: i32, neighboursAt: i32, distancesAt: i32): void {
  entries = entriesAt;
  candidates = perEntry;
  neighbours = neighboursAt;
  neighbourDistances = distancesAt;
  for (let a: i32 = 0; a < k; a++) findNeighbours(a, k);
  for (let n: i32 = 0; n < k * perEntry; n++) {
    store<f64>(distancesAt + 8 * n, sqrt(load<f64>(distancesAt + 8 * n)));
  }
}

export function beginLiterals(indicesAt: i32, pricesAt: i32): void {
  literalIndices = indicesAt;
  literalPrices = pricesAt;
}

/** Puts the entry itself first. Then an insertion sort, by squared distance, of the entries seen so far. */
function findNeighbours(a: i32, k: i32): void {
  const here = neighbours + a * candidates;
  const squares = neighbourDistances + 8 * a * candidates;
  const at = entries + a * ENTRY_BYTES;
  store<u8>(here, a);
  store<f64>(squares, 0);
  let found: i32 = 1;
  for (let b: i32 = 0; b < k; b++) {
    if (b === a) continue;
    const from = entries + b * ENTRY_BYTES;
    const x = load<f64>(at) - load<f64>(from);
    const y = load<f64>(at, 8) - load<f64>(from, 8);
    const z = load<f64>(at, 16) - load<f64>(from, 16);
    const w = load<f64>(at, 24) - load<f64>(from, 24);
    const squared = x * x + y * y + z * z + w * w;
    if (found === candidates && (candidates === 1 || squared >= load<f64>(squares + 8 * (candidates - 1)))) continue;
    let to = found < candidates ? found++ : candidates - 1;
    for (; to > 1 && load<f64>(squares + 8 * (to - 1)) > squared; to--) {
      store<u8>(here + to, load<u8>(here + to - 1));
      store<f64>(squares + 8 * to, load<f64>(squares + 8 * (to - 1)));
    }
    store<u8>(here + to, b);
    store<f64>(squares + 8 * to, squared);
  }
}

/**
 * Prices the cheapest literal of each of some pixels.
 *
 * @param bits - price of each entry as a literal
 * @param cheapest - the least of them
 */
export function priceLiterals(from: i32, to: i32, bits: i32, cheapest: f64): void {
  const perEntry = candidates;
  for (let i = from; i < to; i++) {
    const at = points + i * POINT_BYTES;
    const px = f64(load<f32>(at));
    const py = f64(load<f32>(at, 4));
    const pz = f64(load<f32>(at, 8));
    const pw = f64(load<f32>(at, 12));
    const weight = f64(load<f32>(weights + 4 * i));
    const first = i32(load<u8>(labels + i)) * perEntry;
    let best = Infinity;
    let bestIndex: i32 = 0;
    let nearest: f64 = 0;
    for (let n = first; n < first + perEntry; n++) {
      const beyond = load<f64>(neighbourDistances + 8 * n) - nearest;
      if (beyond > 0 && weight * beyond * beyond + cheapest >= best) break;
      const index = i32(load<u8>(neighbours + n));
      const entry = entries + index * ENTRY_BYTES;
      const x = px - load<f64>(entry);
      const y = py - load<f64>(entry, 8);
      const z = pz - load<f64>(entry, 16);
      const w = pw - load<f64>(entry, 24);
      const squared = x * x + y * y + z * z + w * w;
      if (n === first) nearest = sqrt(squared);
      const price = weight * squared + load<f64>(bits + 8 * index);
      if (price < best) {
        best = price;
        bestIndex = index;
      }
    }
    store<u8>(literalIndices + i, bestIndex);
    store<f64>(literalPrices + 8 * i, best);
  }
}

export function indexOfLiteral(i: i32): u8 {
  return load<u8>(literalIndices + i);
}

export function priceOfLiteral(i: i32): f64 {
  return load<f64>(literalPrices + 8 * i);
}
