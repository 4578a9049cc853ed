/**
 * Optimal prefix codes of limited length, and their canonical code words.
 *
 * @see Moffat and Katajainen 1995, "In-place calculation of minimum-redundancy codes"
 * @see Larmore and Hirschberg 1990, "A fast algorithm for optimal length-limited Huffman codes" (package-merge)
 * @see RFC 1951, section 3.2.2
 */

/** The largest alphabet is that of literals and lengths. */
const MAX_SYMBOLS = 288;

/** Radix of the symbol in a sort key: `count * KEY_RADIX + symbol`. */
const KEY_RADIX = 512;

const keys = new Float64Array(MAX_SYMBOLS);
const weights = new Float64Array(MAX_SYMBOLS);
const symbols = new Uint16Array(MAX_SYMBOLS);

/**
 * Lengths of an optimal prefix code in which no code word is longer than `maxBits`.
 *
 * There are always at least two code words of length 1, so that the code is complete and every inflater accepts it. If
 * fewer symbols are used, the lowest unused ones get a code word too. If two symbols occur equally often, the code word
 * of the higher one is not longer.
 *
 * @param counts - how often each symbol occurs, at `from .. from + symbolCount - 1`, each below 2^43
 * @param symbolCount - 2..288, at most 2^maxBits
 * @param lengths - out, at the same places, overwritten; 0 for a symbol without a code word
 */
export function limitedCodeLengths(
  counts: ArrayLike<number>,
  from: number,
  symbolCount: number,
  maxBits: number,
  lengths: Uint8Array,
): void {
  const used = gatherUsed(counts, from, symbolCount);
  lengths.fill(0, from, from + symbolCount);
  if (used < 2) {
    const only = used === 1 ? keys[0] % KEY_RADIX : 0;
    lengths[from + only] = 1;
    lengths[from + (only === 0 ? 1 : 0)] = 1;
    return;
  }
  const sorted = keys.subarray(0, used).sort();
  for (let i = 0; i < used; i++) {
    symbols[i] = sorted[i] % KEY_RADIX;
    weights[i] = (sorted[i] - symbols[i]) / KEY_RADIX;
  }
  huffmanDepths(used);
  if (weights[0] > maxBits) packageMergeDepths(sorted, maxBits);
  for (let i = 0; i < used; i++) lengths[from + symbols[i]] = weights[i];
}

/** @returns how many symbols are used; their sort keys are in `keys` */
function gatherUsed(counts: ArrayLike<number>, from: number, symbolCount: number): number {
  let used = 0;
  for (let symbol = 0; symbol < symbolCount; symbol++) {
    const count = counts[from + symbol];
    if (count > 0) keys[used++] = count * KEY_RADIX + symbol;
  }
  return used;
}

/** Replaces the first `n` weights, ascending, by the depths of their leaves in a Huffman tree, descending. */
function huffmanDepths(n: number): void {
  // From here on w[i] is first a weight, then the parent of an inner node, then its depth, then the depth of a leaf.
  const w = weights;
  w[0] += w[1];
  let root = 0;
  let leaf = 2;
  for (let next = 1; next < n - 1; next++) {
    if (leaf >= n || w[root] < w[leaf]) {
      w[next] = w[root];
      w[root++] = next;
    } else {
      w[next] = w[leaf++];
    }
    if (leaf >= n || (root < next && w[root] < w[leaf])) {
      w[next] += w[root];
      w[root++] = next;
    } else {
      w[next] += w[leaf++];
    }
  }
  w[n - 2] = 0;
  for (let next = n - 3; next >= 0; next--) w[next] = w[w[next]] + 1;
  let available = 1;
  let depth = 0;
  let inner = n - 2;
  let at = n - 1;
  while (available > 0) {
    let taken = 0;
    while (inner >= 0 && w[inner] === depth) {
      taken++;
      inner--;
    }
    for (; available > taken; available--) w[at--] = depth;
    available = 2 * taken;
    depth++;
  }
}

/** Fills `weights` with the depths of an optimal tree no deeper than `maxBits`, for the symbols of sorted keys. */
function packageMergeDepths(sorted: Float64Array, maxBits: number): void {
  const n = sorted.length;
  const items = 2 * n;
  // Level by level: the weights of leaves and packages, merged, and which of them are leaves.
  const isLeaf = new Uint8Array(maxBits * items);
  const sizes = new Uint16Array(maxBits);
  let previous = new Float64Array(items);
  let current = new Float64Array(items);
  for (let level = 0; level < maxBits; level++) {
    const packages = level === 0 ? 0 : sizes[level - 1] >> 1;
    let leaf = 0;
    let pack = 0;
    for (let i = 0; i < n + packages; i++) {
      const leafWeight = leaf < n ? (sorted[leaf] - (sorted[leaf] % KEY_RADIX)) / KEY_RADIX : Number.POSITIVE_INFINITY;
      const packWeight = pack < packages ? previous[2 * pack] + previous[2 * pack + 1] : Number.POSITIVE_INFINITY;
      if (leafWeight <= packWeight) {
        current[i] = leafWeight;
        isLeaf[level * items + i] = 1;
        leaf++;
      } else {
        current[i] = packWeight;
        pack++;
      }
    }
    sizes[level] = n + packages;
    [previous, current] = [current, previous];
  }
  weights.fill(0, 0, n);
  let taken = 2 * n - 2;
  for (let level = maxBits - 1; level >= 0 && taken > 0; level--) {
    let leaves = 0;
    for (let i = 0; i < taken; i++) leaves += isLeaf[level * items + i];
    for (let i = 0; i < leaves; i++) weights[i]++;
    taken = 2 * (taken - leaves);
  }
}

/**
 * The canonical code words for the given lengths, bit-reversed, so that they can be written lowest bit first.
 *
 * @param lengths - at `from .. from + symbolCount - 1`, 0 for a symbol without a code word
 * @param codes - out, at the same places
 */
export function canonicalCodes(lengths: Uint8Array, from: number, symbolCount: number, codes: Uint16Array): void {
  const next = new Uint16Array(17);
  for (let i = from; i < from + symbolCount; i++) next[lengths[i] + 1]++;
  next[1] = 0;
  for (let bits = 1; bits < 16; bits++) next[bits + 1] = (next[bits] + next[bits + 1]) << 1;
  for (let i = from; i < from + symbolCount; i++) {
    codes[i] = lengths[i] === 0 ? 0 : reverseBits(next[lengths[i]]++, lengths[i]);
  }
}

function reverseBits(value: number, count: number): number {
  let reversed = 0;
  for (let i = 0; i < count; i++) reversed |= ((value >>> i) & 1) << (count - 1 - i);
  return reversed;
}
