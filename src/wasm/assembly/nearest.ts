/**
 * The nearest palette entry of colours, as in `kmeans/nearest.ts`. For opaque colours and few entries it compares all, four at
 * once. Otherwise it uses the tree of `kmeans/nearest-tree.ts`, with two boxes or entries at once. Both do the same operations.
 *
 * Where all are compared, a squared distance is below 2^18. The low 12 bits of a key hold the entry's number. So the least key
 * is that of the nearest entry, and of equal ones the first.
 */

import { CACHE_BITS, HASH_FACTOR } from '../constants';

const CACHE_SHIFT: i32 = 32 - CACHE_BITS;
const ID_BITS: i32 = 12;

/**
 * Labels colours. Recent colours come from a cache.
 *
 * @param colours - `count` packed colours
 * @param labels - out, 16 bits each
 * @param entries - for each four entries, in 16 bits: red and green of each, then blue and 0 of each
 * @param groups - groups of four entries
 * @param cache - 2^15 slots of a colour and a key + 1, zeros at first
 * @returns the sum of squared distances
 */
export function mapColours(colours: i32, count: i32, labels: i32, entries: i32, groups: i32, cache: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; ) {
    const colour = load<i32>(colours + 4 * i);
    const slot = cache + 8 * ((colour * HASH_FACTOR) >>> CACHE_SHIFT);
    let key = load<i32>(slot, 4) - 1;
    if (key < 0 || load<i32>(slot) !== colour) {
      key = findNearest(colour, entries, groups);
      store<i32>(slot, colour);
      store<i32>(slot, key + 1, 4);
    }
    const squared = (key >> ID_BITS) as f64;
    const label = key & ((1 << ID_BITS) - 1);
    do {
      store<u16>(labels + 2 * i, label);
      sum += squared;
      i++;
    } while (i < count && load<i32>(colours + 4 * i) === colour);
  }
  return sum;
}

function findNearest(colour: i32, entries: i32, groups: i32): i32 {
  const redGreen = i32x4.splat((colour & 0xff) | ((colour & 0xff00) << 8));
  const blue = i32x4.splat((colour >> 16) & 0xff);
  const step = i32x4.splat(4);
  let ids = i32x4(0, 1, 2, 3);
  let least = i32x4.splat(0x7fffffff);
  for (let at = entries, end = entries + 32 * groups; at < end; at += 32) {
    const dxy = i16x8.sub(v128.load(at), redGreen);
    const dz = i16x8.sub(v128.load(at, 16), blue);
    const squared = i32x4.add(i32x4.dot_i16x8_s(dxy, dxy), i32x4.dot_i16x8_s(dz, dz));
    least = i32x4.min_s(least, v128.or(i32x4.shl(squared, ID_BITS), ids));
    ids = i32x4.add(ids, step);
  }
  return min(
    min(i32x4.extract_lane(least, 0), i32x4.extract_lane(least, 1)),
    min(i32x4.extract_lane(least, 2), i32x4.extract_lane(least, 3)),
  );
}

/** The tree: boxes of inner nodes, the first pair of each leaf and the end, pairs of entries, their numbers; the first leaf. */
let boxes: i32 = 0;
let starts: i32 = 0;
let pairs: i32 = 0;
let ids: i32 = 0;
let leaves: i32 = 0;
/** Room for waiting boxes: 16 bytes each, with a squared distance and a node. */
let waiting: i32 = 0;

/** The result of the last search: the entry's number, its position, and its squared distance. */
let foundId: i32 = 0;
let foundAt: i32 = 0;
let foundSquared: f64 = 0;

/**
 * Sets the tree of `kmeans/nearest-tree.ts` for all later searches.
 *
 * @param boxesAt - for each inner node, from number 1 on, by axis: least coordinates of both children, then greatest ones
 * @param startsAt - the start of each leaf's pairs, and the end of the last one's, 16 bits each
 * @param pairsAt - by axis: both entries' coordinates; infinite if there is no second one
 * @param idsAt - their numbers, 16 bits each
 */
export function setTree(leafCount: i32, boxesAt: i32, startsAt: i32, pairsAt: i32, idsAt: i32, waitingAt: i32): void {
  leaves = leafCount;
  boxes = boxesAt;
  starts = startsAt;
  pairs = pairsAt;
  ids = idsAt;
  waiting = waitingAt;
  foundAt = pairsAt;
  foundId = load<u16>(idsAt);
}

/** The number of the entry nearest to a point. */
export function findPoint(x: f64, y: f64, z: f64, w: f64): i32 {
  const xs = f64x2.splat(x);
  const ys = f64x2.splat(y);
  const zs = f64x2.splat(z);
  const ws = f64x2.splat(w);
  let best = foundId;
  let bestAt = foundAt;
  let squared = squaredTo(foundAt, x, y, z, w);
  let limit = f64x2.splat(squared);
  let size = waiting;
  let node = 1;
  while (node > 0) {
    while (node < leaves) {
      const box = boxes + 128 * node;
      const dx = outside(xs, box);
      const dy = outside(ys, box + 32);
      const dz = outside(zs, box + 64);
      const dw = outside(ws, box + 96);
      const sum = f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy));
      const both = f64x2.add(f64x2.add(sum, f64x2.mul(dz, dz)), f64x2.mul(dw, dw));
      const left = f64x2.extract_lane(both, 0);
      const right = f64x2.extract_lane(both, 1);
      const isRightNearer = right < left;
      const far = isRightNearer ? left : right;
      if (far <= squared) {
        store<f64>(size, far);
        store<i32>(size, 2 * node + (isRightNearer ? 0 : 1), 8);
        size += 16;
      }
      if ((isRightNearer ? right : left) > squared) {
        node = 0;
        break;
      }
      node = 2 * node + (isRightNearer ? 1 : 0);
    }
    if (node > 0) {
      const leaf = starts + 2 * (node - leaves);
      const end = load<u16>(leaf, 2) as i32;
      for (let pair = load<u16>(leaf) as i32; pair < end; pair++) {
        const at = pairs + 64 * pair;
        const dx = f64x2.sub(xs, v128.load(at));
        const dy = f64x2.sub(ys, v128.load(at, 16));
        const dz = f64x2.sub(zs, v128.load(at, 32));
        const dw = f64x2.sub(ws, v128.load(at, 48));
        const sum = f64x2.add(f64x2.mul(dx, dx), f64x2.mul(dy, dy));
        const both = f64x2.add(f64x2.add(sum, f64x2.mul(dz, dz)), f64x2.mul(dw, dw));
        if (!v128.any_true(f64x2.le(both, limit))) continue;
        for (let lane = 0; lane < 2; lane++) {
          const own = lane === 0 ? f64x2.extract_lane(both, 0) : f64x2.extract_lane(both, 1);
          if (own > squared) continue;
          const id = load<u16>(ids + 4 * pair + 2 * lane) as i32;
          if (own === squared && id >= best) continue;
          squared = own;
          best = id;
          bestAt = at + 8 * lane;
        }
        limit = f64x2.splat(squared);
      }
    }
    node = 0;
    while (size > waiting && node === 0) {
      size -= 16;
      if (load<f64>(size) <= squared) node = load<i32>(size, 8);
    }
  }
  foundId = best;
  foundAt = bestAt;
  foundSquared = squared;
  return best;
}

/** How far a coordinate lies outside two boxes. */
function outside(coordinate: v128, box: i32): v128 {
  const below = f64x2.sub(v128.load(box), coordinate);
  const above = f64x2.sub(coordinate, v128.load(box, 16));
  return f64x2.max(f64x2.max(below, above), f64x2.splat(0));
}

function squaredTo(at: i32, x: f64, y: f64, z: f64, w: f64): f64 {
  const dx = x - load<f64>(at);
  const dy = y - load<f64>(at, 16);
  const dz = z - load<f64>(at, 32);
  const dw = w - load<f64>(at, 48);
  return dx * dx + dy * dy + dz * dz + dw * dw;
}

/**
 * Labels colours by the tree, with the same result as {@link mapColours}.
 *
 * @param opaque - whether alpha counts as 255
 * @param cache - 2^15 slots of a colour, a label + 1 and a squared distance, zeros at first
 */
export function mapColoursByTree(colours: i32, count: i32, labels: i32, opaque: bool, cache: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < count; ) {
    const colour = load<i32>(colours + 4 * i);
    const slot = cache + 16 * ((colour * HASH_FACTOR) >>> CACHE_SHIFT);
    if (load<i32>(slot, 4) === 0 || load<i32>(slot) !== colour) {
      findColour(colour, opaque);
      store<i32>(slot, colour);
      store<i32>(slot, foundId + 1, 4);
      store<f64>(slot, foundSquared, 8);
    }
    const label = load<i32>(slot, 4) - 1;
    const squared = load<f64>(slot, 8);
    do {
      store<u16>(labels + 2 * i, label);
      sum += squared;
      i++;
    } while (i < count && load<i32>(colours + 4 * i) === colour);
  }
  return sum;
}

/** Finds the entry of a colour, placed like by `embedColour` of `kmeans/colour-space.ts`. */
function findColour(colour: i32, opaque: bool): void {
  const red = colour & 255;
  const green = (colour >>> 8) & 255;
  const blue = (colour >>> 16) & 255;
  if (opaque) {
    findPoint(red as f64, green as f64, blue as f64, 0);
    return;
  }
  const alpha = colour >>> 24;
  const offset = (alpha as f64) / 2;
  findPoint(
    ((red * alpha) as f64) / 255 - offset,
    ((green * alpha) as f64) / 255 - offset,
    ((blue * alpha) as f64) / 255 - offset,
    (alpha as f64) * (Math.sqrt(3) / 2),
  );
}
