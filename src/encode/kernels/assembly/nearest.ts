/**
 * The nearest palette entry of opaque colours, as in `kmeans/nearest.ts`: by comparing all entries, four at once.
 *
 * A squared distance is below 2^18; with the entry's number in the low 12 bits, the least of such keys is the nearest entry,
 * of equals the first.
 */

const CACHE_SHIFT: i32 = 32 - 15;
const HASH_FACTOR: i32 = 0x9e3779b1;
const ID_BITS: i32 = 12;

/**
 * Labels colours; those seen lately come from a cache.
 *
 * @param colours - `count` packed colours
 * @param labels - out, 16 bits each
 * @param entries - for each four entries, 16 bits each: red, green of each, then blue, 0 of each
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
