/**
 * The parse of `rate-distortion/lossy-match.ts`, with the literals of `rate-distortion/literals.ts`, in a kernel's memory.
 *
 * Coordinates of entries, prices and costs are f64; points and weights f32, each made f64 before it is used, as in JavaScript.
 */

import {
  ACTIVE_BYTES,
  DIMENSIONS,
  FREE_PIXELS,
  HASH_FACTOR,
  LAYING_BUDGET,
  MATCHER_HASH_BITS,
  MAX_DISTANCE,
  MAX_MATCH,
  MIN_MATCH,
  NEAR_FORK,
  NO_POSITION,
  REPEAT_TOKENS,
  REPEATS,
} from '../constants';

const POINT_BYTES: i32 = 4 * DIMENSIONS;
const ENTRY_BYTES: i32 = 8 * DIMENSIONS;
const HASH_SHIFT: i32 = 32 - MATCHER_HASH_BITS;

/** The plane: see `WeightedPixels`. */
let count: i32 = 0;
let points: i32 = 0;
let weights: i32 = 0;
let labels: i32 = 0;
let above: i32 = 0;
/** The palette: k entries; of each, the nearest ones (bytes), itself first, and how far they are. */
let entries: i32 = 0;
let candidates: i32 = 0;
let neighbours: i32 = 0;
let neighbourDistances: i32 = 0;
/** Prices of lengths, and of distances. */
let lengthPrice: i32 = 0;
let distancePrice: i32 = 0;
/** The cheapest literal of each pixel. */
let literalIndices: i32 = 0;
let literalPrices: i32 = 0;
/** The cheapest way to each position; see `Matcher`. */
let costs: i32 = 0;
let lastLength: i32 = 0;
let lastDistance: i32 = 0;
let indices: i32 = 0;
let isOnPath: i32 = 0;
let pathEnd: i32 = 0;
let tailStart: i32 = 0;
let tailDistance: i32 = 0;
let tailError: f64 = 0;
let branch: i32 = 0;
let laidOut: f64 = 0;
/** Distances in progress, `ACTIVE_BYTES` each. */
let active: i32 = 0;
let activeCount: i32 = 0;
let maxActive: i32 = 0;
const ACTIVE_DISTANCE: i32 = 0;
const ACTIVE_START: i32 = 4;
const ACTIVE_SOURCE: i32 = 8;
const ACTIVE_COST: i32 = 16;
const ACTIVE_PRICE: i32 = 24;
/** A signed byte a distance. */
let slotOf: i32 = 0;
let head: i32 = 0;
let previous: i32 = 0;
let chainLength: i32 = 0;

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

export function beginPath(
  literalIndicesAt: i32,
  literalPricesAt: i32,
  costsAt: i32,
  lastLengthAt: i32,
  lastDistanceAt: i32,
  indicesAt: i32,
  isOnPathAt: i32,
  branchAt: i32,
): void {
  literalIndices = literalIndicesAt;
  literalPrices = literalPricesAt;
  costs = costsAt;
  lastLength = lastLengthAt;
  lastDistance = lastDistanceAt;
  indices = indicesAt;
  isOnPath = isOnPathAt;
  branch = branchAt;
}

export function beginSearch(
  activeAt: i32,
  activeLimit: i32,
  slotOfAt: i32,
  headAt: i32,
  previousAt: i32,
  chainLimit: i32,
): void {
  active = activeAt;
  maxActive = activeLimit;
  slotOf = slotOfAt;
  head = headAt;
  previous = previousAt;
  chainLength = chainLimit;
}

/** Itself first; then an insertion sort, by squared distance, of those seen so far. */
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

/** Parses some pixels, behind those parsed before. */
export function run(from: i32, to: i32): void {
  for (let i = from; i < to; i++) {
    if (i > 0) layOutPath(i);
    tryLiteral(i);
    startMatches(i);
    extendMatches(i);
  }
  if (to === count && count > 0) layOutPath(count);
}

/** Begins a parse, under prices of lengths (f64 by length) and of distances (f64 by distance). */
export function beginRun(lengthPriceAt: i32, distancePriceAt: i32): void {
  lengthPrice = lengthPriceAt;
  distancePrice = distancePriceAt;
  for (let i: i32 = 0; i <= count; i++) {
    store<f64>(costs + 8 * i, Infinity);
    store<u8>(isOnPath + i, 0);
  }
  for (let d: i32 = 0; d <= MAX_DISTANCE; d++) store<i8>(slotOf + d, -1);
  for (let slot: i32 = 0; slot < 1 << MATCHER_HASH_BITS; slot++) store<i32>(head + 4 * slot, NO_POSITION);
  store<f64>(costs, 0);
  store<u8>(isOnPath, 1);
  pathEnd = 0;
  tailStart = 0;
  tailDistance = 0;
  tailError = 0;
  laidOut = 0;
  activeCount = 0;
}

function costTo(position: i32): f64 {
  return load<f64>(costs + 8 * position);
}

function lengthTo(position: i32): i32 {
  return i32(load<u16>(lastLength + 2 * position));
}

function distanceTo(position: i32): i32 {
  return i32(load<u16>(lastDistance + 2 * position));
}

function setToken(end: i32, length: i32, distance: i32): void {
  store<u16>(lastLength + 2 * end, length);
  store<u16>(lastDistance + 2 * end, distance);
}

function tryLiteral(i: i32): void {
  const cost = costTo(i) + load<f64>(literalPrices + 8 * i);
  if (cost >= costTo(i + 1)) return;
  store<f64>(costs + 8 * (i + 1), cost);
  setToken(i + 1, 1, 0);
}

function layOutPath(end: i32): void {
  const isHasty = laidOut > f64(LAYING_BUDGET) * (f64(end) + f64(FREE_PIXELS));
  const earliestFork = isHasty ? end - NEAR_FORK : 0;
  switchPath(end, earliestFork);
  const literalCost = costTo(end - 1) + load<f64>(literalPrices + 8 * (end - 1));
  if (costTo(end) <= literalCost) return;
  store<u8>(isOnPath + end, 0);
  pathEnd = end - lengthTo(end);
  setToken(end, 1, 0);
  switchPath(end, earliestFork);
}

function switchPath(end: i32, earliestFork: i32): void {
  if (continuesTail(end)) {
    store<u8>(isOnPath + pathEnd, 0);
    layOutMatch(end, pathEnd);
  } else {
    let depth: i32 = 0;
    let fork = end;
    while (load<u8>(isOnPath + fork) === 0) {
      store<i32>(branch + 4 * depth++, fork);
      fork -= lengthTo(fork);
      if (fork >= earliestFork) continue;
      setToken(end, 1, 0);
      fork = pathEnd;
      depth = 1;
      break;
    }
    for (let node = pathEnd; node > fork; node -= lengthTo(node)) store<u8>(isOnPath + node, 0);
    while (depth > 0) layOutToken(load<i32>(branch + 4 * --depth));
  }
  pathEnd = end;
}

function continuesTail(end: i32): bool {
  return (
    tailDistance !== 0 && pathEnd === end - 1 && distanceTo(end) === tailDistance && end - lengthTo(end) === tailStart
  );
}

function layOutToken(end: i32): void {
  const start = end - lengthTo(end);
  laidOut += end - start;
  tailDistance = distanceTo(end);
  if (tailDistance === 0) {
    store<u8>(isOnPath + end, 1);
    store<u8>(indices + start, load<u8>(literalIndices + start));
    store<f64>(costs + 8 * end, costTo(start) + load<f64>(literalPrices + 8 * start));
    return;
  }
  tailStart = start;
  tailError = 0;
  layOutMatch(end, start);
}

function layOutMatch(end: i32, from: i32): void {
  const distance = tailDistance;
  let error = tailError;
  for (let i = from; i < end; i++) {
    const index = load<u8>(indices + i - distance);
    store<u8>(indices + i, index);
    const at = points + i * POINT_BYTES;
    const entry = entries + i32(index) * ENTRY_BYTES;
    const x = f64(load<f32>(at)) - load<f64>(entry);
    const y = f64(load<f32>(at, 4)) - load<f64>(entry, 8);
    const z = f64(load<f32>(at, 8)) - load<f64>(entry, 16);
    const w = f64(load<f32>(at, 12)) - load<f64>(entry, 24);
    error += f64(load<f32>(weights + 4 * i)) * (x * x + y * y + z * z + w * w);
  }
  tailError = error;
  store<u8>(isOnPath + end, 1);
  const price = load<f64>(distancePrice + 8 * distance) + load<f64>(lengthPrice + 8 * (end - tailStart));
  store<f64>(costs + 8 * end, costTo(tailStart) + price + error);
}

function startMatches(i: i32): void {
  let seen: i32 = 0;
  let node = i;
  for (let tokens: i32 = 0; node > 0 && tokens < REPEAT_TOKENS && seen < REPEATS; tokens++) {
    const distance = distanceTo(node);
    if (distance !== 0) {
      startMatch(i, distance);
      seen++;
    }
    node -= lengthTo(node);
  }
  startMatch(i, 1);
  startMatch(i, 2);
  const up = i32(load<u16>(above + 2 * i));
  if (up !== 0) for (let d = up - 2; d <= up + 2; d++) startMatch(i, d);
  startLookalikes(i);
}

function startLookalikes(i: i32): void {
  if (i + 2 >= count) return;
  const at = labels + i;
  const key = i32(load<u8>(at)) | (i32(load<u8>(at, 1)) << 8) | (i32(load<u8>(at, 2)) << 16);
  const slot = head + 4 * ((key * HASH_FACTOR) >>> HASH_SHIFT);
  let candidate = load<i32>(slot);
  for (let n: i32 = 0; n < chainLength && candidate >= 0; n++) {
    startMatch(i, i - candidate);
    candidate = load<i32>(previous + 4 * candidate);
  }
  store<i32>(previous + 4 * i, load<i32>(slot));
  store<i32>(slot, i);
}

function startMatch(i: i32, distance: i32): void {
  if (distance < 1 || distance > MAX_DISTANCE || distance > i) return;
  const price = load<f64>(distancePrice + 8 * distance);
  const cost = costTo(i) + price;
  const slot = i32(load<i8>(slotOf + distance));
  let at: i32;
  if (slot >= 0) {
    at = active + slot * ACTIVE_BYTES;
    const length = max(MIN_MATCH, i - load<i32>(at, ACTIVE_START));
    const going = load<f64>(at, ACTIVE_COST) + load<f64>(lengthPrice + 8 * length);
    if (going <= cost + load<f64>(lengthPrice, 8 * MIN_MATCH)) return;
  } else {
    if (activeCount === maxActive) return;
    store<i8>(slotOf + distance, activeCount);
    at = active + activeCount++ * ACTIVE_BYTES;
    store<i32>(at, distance, ACTIVE_DISTANCE);
    store<f64>(at, price, ACTIVE_PRICE);
  }
  store<i32>(at, i, ACTIVE_START);
  store<i32>(at, i - distance, ACTIVE_SOURCE);
  store<f64>(at, cost, ACTIVE_COST);
}

function extendMatches(i: i32): void {
  const point = points + i * POINT_BYTES;
  const px = f64(load<f32>(point));
  const py = f64(load<f32>(point, 4));
  const pz = f64(load<f32>(point, 8));
  const pw = f64(load<f32>(point, 12));
  const weight = f64(load<f32>(weights + 4 * i));
  const prices = lengthPrice;
  const palette = entries;
  const plane = indices;
  let best = costTo(i + 1);
  let bestLength: i32 = 0;
  let bestDistance: i32 = 0;
  const worthless = best + load<f64>(prices, 8 * MIN_MATCH);
  let kept = active;
  const end = active + activeCount * ACTIVE_BYTES;
  for (let at = active; at < end; at += ACTIVE_BYTES) {
    const distance = load<i32>(at, ACTIVE_DISTANCE);
    const start = load<i32>(at, ACTIVE_START);
    const source = load<i32>(at, ACTIVE_SOURCE);
    const price = load<f64>(at, ACTIVE_PRICE);
    const entry = palette + i32(load<u8>(plane + source)) * ENTRY_BYTES;
    const x = px - load<f64>(entry);
    const y = py - load<f64>(entry, 8);
    const z = pz - load<f64>(entry, 16);
    const w = pw - load<f64>(entry, 24);
    const cost = load<f64>(at, ACTIVE_COST) + weight * (x * x + y * y + z * z + w * w);
    const length = i + 1 - start;
    const whole = cost + load<f64>(prices + 8 * length);
    if (length >= MIN_MATCH && whole < best) {
      best = whole;
      bestLength = length;
      bestDistance = distance;
    }
    if (length === MAX_MATCH || whole > worthless + price) {
      store<i8>(slotOf + distance, -1);
    } else {
      store<i32>(kept, distance, ACTIVE_DISTANCE);
      store<i32>(kept, start, ACTIVE_START);
      store<i32>(kept, source + 1 === start ? start - distance : source + 1, ACTIVE_SOURCE);
      store<f64>(kept, cost, ACTIVE_COST);
      store<f64>(kept, price, ACTIVE_PRICE);
      store<i8>(slotOf + distance, (kept - active) / ACTIVE_BYTES);
      kept += ACTIVE_BYTES;
    }
  }
  if (bestLength !== 0) setToken(i + 1, bestLength, bestDistance);
  store<f64>(costs + 8 * (i + 1), best);
  activeCount = (kept - active) / ACTIVE_BYTES;
}
