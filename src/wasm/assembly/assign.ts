/**
 * Finds the nearest centre of every point exactly, but computes few of the distances.
 *
 * Each point keeps an upper bound on the distance to its centre and a lower bound on the distance to any other. Both are
 * widened by how far the centres moved. If the bounds still prove the label, the point costs nothing. For other points, the
 * centres around the old one are compared, nearest first, until the triangle inequality ends the search. The result equals
 * that of comparing all distances, ties to the lower index: every bound has a slack far above rounding errors.
 *
 * For each centre there is a sorted list of the centres nearest to it. Where all centres are compared, two are compared at
 * once. For this, coordinates are stored a second time, by axis.
 *
 * @see Hamerly 2010, Making k-means even faster; Newling and Fleuret 2016, Fast k-means with accurate bounds (exponion);
 * Phillips 2002, Acceleration of k-means and related clustering algorithms (sort-means)
 */

import { DIMENSIONS, SLACK } from '../constants';

/** For each point: four coordinates, label, upper and lower bound. */
let coordinates: i32 = 0;
let labels: i32 = 0;
let upper: i32 = 0;
let lower: i32 = 0;
/** Centres: four coordinates each; by axis, `axisBytes` an axis; as of the last assignment; and their moves since. */
let k: i32 = 0;
let centres: i32 = 0;
let axes: i32 = 0;
let axisBytes: i32 = 0;
let previous: i32 = 0;
let moves: i32 = 0;
/** Lists of neighbours, `stride` entries apart: numbers and distances; half of each first distance; marks. */
let ids: i32 = 0;
let distances: i32 = 0;
let halfGaps: i32 = 0;
let marks: i32 = 0;
let stride: i32 = 0;
let listLength: i32 = 0;
let isComplete: bool = false;

/** The centre that moved farthest, its move, and the largest move of the others. */
let fastest: i32 = 0;
let largestMove: f64 = 0;
let secondMove: f64 = 0;

export function setPoints(coordinatesAt: i32, labelsAt: i32, upperAt: i32, lowerAt: i32): void {
  coordinates = coordinatesAt;
  labels = labelsAt;
  upper = upperAt;
  lower = lowerAt;
}

/** @param axesAt - room for `k` numbers an axis, up to an even number */
export function setCentres(count: i32, centresAt: i32, axesAt: i32, previousAt: i32, movesAt: i32): void {
  k = count;
  centres = centresAt;
  axes = axesAt;
  axisBytes = 8 * ((count + 1) & ~1);
  previous = previousAt;
  moves = movesAt;
}

export function setLists(idsAt: i32, distancesAt: i32, halfGapsAt: i32, marksAt: i32, apart: i32, length: i32): void {
  ids = idsAt;
  distances = distancesAt;
  halfGaps = halfGapsAt;
  marks = marksAt;
  stride = apart;
  listLength = length;
  isComplete = length === k - 1;
}

/** Prepares for new centres: their coordinates by axis, their moves, and the lists of neighbours. */
export function beginAssignment(): void {
  layOutAxes();
  measureMoves();
  memory.copy(previous, centres, 8 * DIMENSIONS * k);
  if (listLength === 0) return;
  for (let a = 0; a < k; a++) store<i32>(marks + 4 * a, -1);
  for (let a = 0; a < k; a++) rebuildList(a);
}

function layOutAxes(): void {
  if (!ASC_FEATURE_SIMD) return;
  for (let d = 0; d < DIMENSIONS; d++) {
    const axis = axes + d * axisBytes;
    for (let id = 0; id < k; id++) store<f64>(axis + 8 * id, load<f64>(centres + 8 * (DIMENSIONS * id + d)));
    // The padding of an odd number is farther than any centre.
    if (k & 1) store<f64>(axis + 8 * k, Infinity);
  }
}

function measureMoves(): void {
  fastest = 0;
  largestMove = 0;
  secondMove = 0;
  for (let id = 0; id < k; id++) {
    const move = Math.sqrt(squaredDistance(centres + 32 * id, previous + 32 * id));
    store<f64>(moves + 8 * id, move);
    if (move > largestMove) {
      secondMove = largestMove;
      largestMove = move;
      fastest = id;
    } else if (move > secondMove) {
      secondMove = move;
    }
  }
}

function squaredDistance(a: i32, b: i32): f64 {
  const x = load<f64>(a) - load<f64>(b);
  const y = load<f64>(a, 8) - load<f64>(b, 8);
  const z = load<f64>(a, 16) - load<f64>(b, 16);
  const w = load<f64>(a, 24) - load<f64>(b, 24);
  return x * x + y * y + z * z + w * w;
}

/** Squared distances of centres `id` and `id + 1`, an even number, to a point. */
function squaredPair(id: i32, x: v128, y: v128, z: v128, w: v128): v128 {
  const at = axes + 8 * id;
  const dx = f64x2.sub(v128.load(at), x);
  const dy = f64x2.sub(v128.load(at + axisBytes), y);
  const dz = f64x2.sub(v128.load(at + 2 * axisBytes), z);
  const dw = f64x2.sub(v128.load(at + 3 * axisBytes), w);
  const sum = f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy));
  return f64x2.add(f64x2.add(sum, f64x2.mul(dz, dz)), f64x2.mul(dw, dw));
}

function rebuildList(a: i32): void {
  const firstId = ids + 2 * a * stride;
  const first = distances + 8 * a * stride;
  resort(a, firstId, first);
  if (!isComplete) admit(a, firstId, first);
  for (let i = 0; i < listLength; i++) store<f64>(first + 8 * i, Math.sqrt(load<f64>(first + 8 * i)));
  store<f64>(halfGaps + 8 * a, load<f64>(first) * 0.5);
}

function resort(a: i32, firstId: i32, first: i32): void {
  for (let i = 0; i < listLength; i++) {
    const id = load<u16>(firstId + 2 * i) as i32;
    store<i32>(marks + 4 * id, a);
    insert(firstId, first, i, id, squaredDistance(centres + 32 * a, centres + 32 * id));
  }
}

/** Puts a centre into a list whose entries before `to` are in order. */
function insert(firstId: i32, first: i32, last: i32, id: i32, squared: f64): void {
  let to = last;
  for (; to > 0 && load<f64>(first + 8 * to - 8) > squared; to--) {
    store<f64>(first + 8 * to, load<f64>(first + 8 * to - 8));
    store<u16>(firstId + 2 * to, load<u16>(firstId + 2 * to - 2));
  }
  store<f64>(first + 8 * to, squared);
  store<u16>(firstId + 2 * to, id);
}

/** Replaces the farthest entries of list `a` by nearer centres that are not in it. */
function admit(a: i32, firstId: i32, first: i32): void {
  if (ASC_FEATURE_SIMD) {
    admitByPairs(a, firstId, first);
    return;
  }
  let limit = load<f64>(first + 8 * (listLength - 1));
  for (let id = 0; id < k; id++) {
    const squared = squaredDistance(centres + 32 * id, centres + 32 * a);
    limit = admitOne(a, firstId, first, id, squared, limit);
  }
}

function admitByPairs(a: i32, firstId: i32, first: i32): void {
  const at = centres + 32 * a;
  const x = f64x2.splat(load<f64>(at));
  const y = f64x2.splat(load<f64>(at, 8));
  const z = f64x2.splat(load<f64>(at, 16));
  const w = f64x2.splat(load<f64>(at, 24));
  let limit = load<f64>(first + 8 * (listLength - 1));
  for (let id = 0; id < k; id += 2) {
    const pair = squaredPair(id, x, y, z, w);
    if (!v128.any_true(f64x2.lt(pair, f64x2.splat(limit)))) continue;
    limit = admitOne(a, firstId, first, id, f64x2.extract_lane(pair, 0), limit);
    if (id + 1 < k) limit = admitOne(a, firstId, first, id + 1, f64x2.extract_lane(pair, 1), limit);
  }
}

/** @returns the squared distance of the list's last entry after this */
function admitOne(a: i32, firstId: i32, first: i32, id: i32, squared: f64, limit: f64): f64 {
  if (squared >= limit || id === a || load<i32>(marks + 4 * id) === a) return limit;
  insert(firstId, first, listLength - 1, id, squared);
  return load<f64>(first + 8 * (listLength - 1));
}

/** Searches the points `from .. to - 1`. Without labels, each search starts from the label of the point before. */
export function assignFresh(from: i32, to: i32, isBlank: bool): void {
  let hint: i32 = from > 0 ? load<u16>(labels + 2 * (from - 1)) : 0;
  for (let i = from; i < to; i++) {
    if (!isBlank) hint = load<u16>(labels + 2 * i);
    search(i, hint);
    hint = load<u16>(labels + 2 * i);
  }
}

/** Searches those of the points `from .. to - 1` whose bounds don't prove their labels; returns how many labels changed. */
export function assignMoved(from: i32, to: i32): i32 {
  let changed: i32 = 0;
  for (let i = from; i < to; i++) {
    const label = load<u16>(labels + 2 * i) as i32;
    const below = load<f64>(lower + 8 * i) - (label === fastest ? secondMove : largestMove);
    const halfGap = load<f64>(halfGaps + 8 * label);
    const bound = (below > halfGap ? below : halfGap) - SLACK;
    const above = load<f64>(upper + 8 * i) + load<f64>(moves + 8 * label);
    store<f64>(upper + 8 * i, above);
    store<f64>(lower + 8 * i, below);
    if (above < bound) continue;
    const exact = Math.sqrt(squaredDistance(coordinates + 32 * i, centres + 32 * label));
    store<f64>(upper + 8 * i, exact);
    if (exact < bound) continue;
    search(i, label);
    if ((load<u16>(labels + 2 * i) as i32) !== label) changed++;
  }
  return changed;
}

function search(i: i32, guess: i32): void {
  const point = coordinates + 32 * i;
  const all = centres;
  let best = guess;
  let bestSquared = squaredDistance(point, all + 32 * guess);
  const toGuess = Math.sqrt(bestSquared);
  let secondSquared: f64 = Infinity;
  let limit: f64 = Infinity;
  let entry = guess * stride;
  const end = entry + listLength;
  const idsAt = ids;
  const distancesAt = distances;
  for (; entry < end && load<f64>(distancesAt + 8 * entry) <= limit; entry++) {
    const id = load<u16>(idsAt + 2 * entry) as i32;
    const squared = squaredDistance(point, all + 32 * id);
    if (squared < secondSquared) {
      if (squared < bestSquared || (squared === bestSquared && id < best)) {
        secondSquared = bestSquared;
        bestSquared = squared;
        best = id;
      } else {
        secondSquared = squared;
      }
      limit = toGuess + Math.sqrt(secondSquared) + SLACK;
    } else if (squared === bestSquared && id < best) {
      best = id;
    }
  }
  if (entry === end && !isComplete) {
    scanAll(i);
    return;
  }
  settle(i, best, bestSquared, secondSquared);
}

/** The nearest and the second nearest centre of the present point. */
let bestId: i32 = 0;
let bestFound: f64 = 0;
let secondFound: f64 = 0;

/** Searches by comparing all centres. */
function scanAll(i: i32): void {
  bestId = 0;
  bestFound = Infinity;
  secondFound = Infinity;
  const point = coordinates + 32 * i;
  if (ASC_FEATURE_SIMD) scanByPairs(point);
  else for (let id = 0; id < k; id++) consider(id, squaredDistance(point, centres + 32 * id));
  settle(i, bestId, bestFound, secondFound);
}

function scanByPairs(point: i32): void {
  const x = f64x2.splat(load<f64>(point));
  const y = f64x2.splat(load<f64>(point, 8));
  const z = f64x2.splat(load<f64>(point, 16));
  const w = f64x2.splat(load<f64>(point, 24));
  for (let id = 0; id < k; id += 2) {
    const pair = squaredPair(id, x, y, z, w);
    if (!v128.any_true(f64x2.lt(pair, f64x2.splat(secondFound)))) continue;
    consider(id, f64x2.extract_lane(pair, 0));
    consider(id + 1, f64x2.extract_lane(pair, 1));
  }
}

function consider(id: i32, squared: f64): void {
  if (squared < bestFound) {
    secondFound = bestFound;
    bestFound = squared;
    bestId = id;
  } else if (squared < secondFound) {
    secondFound = squared;
  }
}

function settle(i: i32, label: i32, bestSquared: f64, secondSquared: f64): void {
  store<u16>(labels + 2 * i, label);
  store<f64>(upper + 8 * i, Math.sqrt(bestSquared));
  store<f64>(lower + 8 * i, Math.sqrt(secondSquared));
}
