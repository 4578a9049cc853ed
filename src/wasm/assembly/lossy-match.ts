/**
 * Rate-distortion optimised matching: see `encode/rate-distortion/lossy-match.ts`.
 *
 * A dynamic program runs over the plane's positions. The cost of position `i` is the least D + lambda * R found for the first
 * `i` pixels. From each position go a literal and matches. Matches are not extended one by one. Instead all distances *in
 * progress* advance together, a pixel at a time, each as the cheapest way to be inside a match of this distance here. So the
 * work does not grow with the lengths of matches.
 *
 * What a match copies depends on the path before it. The program keeps the indices of the cheapest path to the current
 * position, and matches copy from those. Where paths differ, the assumed cost may be too low. It is replaced by the true cost
 * when the position is reached.
 */

import {
  ACTIVE_BYTES,
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
import {
  above,
  count,
  ENTRY_BYTES,
  entries,
  indexOfLiteral,
  labels,
  POINT_BYTES,
  points,
  priceOfLiteral,
  weights,
} from './parts/literals';

export { beginLiterals, beginPalette, beginPlane, priceLiterals } from './parts/literals';

const HASH_SHIFT: i32 = 32 - MATCHER_HASH_BITS;

/** Prices of lengths, and of distances. */
let lengthPrice: i32 = 0;
let distancePrice: i32 = 0;
/** The cheapest way to each position: its cost, and its last token. Then the path whose indices are laid out. */
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
/** A signed byte for each distance. */
let slotOf: i32 = 0;
let head: i32 = 0;
let previous: i32 = 0;
let chainLength: i32 = 0;

export function beginPath(
  costsAt: i32,
  lastLengthAt: i32,
  lastDistanceAt: i32,
  indicesAt: i32,
  isOnPathAt: i32,
  branchAt: i32,
): void {
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

/** Parses some pixels, after those parsed before. */
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
  const cost = costTo(i) + priceOfLiteral(i);
  if (cost >= costTo(i + 1)) return;
  store<f64>(costs + 8 * (i + 1), cost);
  setToken(i + 1, 1, 0);
}

/**
 * Makes the indices those of the cheapest path to `end`, and its cost the true one. If that is dearer than a literal after the
 * path to `end - 1`, the literal is taken. So no path is ever dearer than literals only.
 */
function layOutPath(end: i32): void {
  const isHasty = laidOut > f64(LAYING_BUDGET) * (f64(end) + f64(FREE_PIXELS));
  const earliestFork = isHasty ? end - NEAR_FORK : 0;
  switchPath(end, earliestFork);
  const literalCost = costTo(end - 1) + priceOfLiteral(end - 1);
  if (costTo(end) <= literalCost) return;
  store<u8>(isOnPath + end, 0);
  pathEnd = end - lengthTo(end);
  setToken(end, 1, 0);
  switchPath(end, earliestFork);
}

/**
 * Switches from the laid-out path to the one to `end`, and lays out the part after their fork. If they fork before
 * `earliestFork`, the path stays, and a literal follows it.
 */
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

/** Whether the path to `end` is the laid-out one with its last match a pixel longer. Long matches grow pixel by pixel. */
function continuesTail(end: i32): bool {
  return (
    tailDistance !== 0 && pathEnd === end - 1 && distanceTo(end) === tailDistance && end - lengthTo(end) === tailStart
  );
}

/** Writes the indices of the token that ends at `end`, and corrects the cost of the path to there. */
function layOutToken(end: i32): void {
  const start = end - lengthTo(end);
  laidOut += end - start;
  tailDistance = distanceTo(end);
  if (tailDistance === 0) {
    store<u8>(isOnPath + end, 1);
    store<u8>(indices + start, indexOfLiteral(start));
    store<f64>(costs + 8 * end, costTo(start) + priceOfLiteral(start));
    return;
  }
  tailStart = start;
  tailError = 0;
  layOutMatch(end, start);
}

/** Copies the indices of the match that ends at `end`, from pixel `from` on. Earlier ones are already there. */
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

/** Starts matches at `i`: at the path's last distances, the neighbours, the row above, and similar places. */
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

/** Starts a match, unless one of that distance is in progress and cheaper. */
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

/** Extends all matches in progress over pixel `i`. Drops those that are no cheaper than a new start. */
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
      // A match longer than its distance copies its own start, which is not laid out yet. So it copies the source of that.
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
