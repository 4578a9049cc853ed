/**
 * Makes nearly equal counts equal. Symbols with equal counts get codes of equal lengths, and a block's header stores
 * runs of equal lengths in few bits. In a small block this saves more than the codes lose.
 *
 * @see `OptimizeHuffmanForRle` of zopfli's `deflate.c`
 */

/** Runs of equal counts from this length on stay as they are, since they already take few bits. */
const LONG_RUN = 7;
const LONG_RUN_OF_ZEROS = 5;

/** Minimum length of a stretch. A run of lengths repeats the one before it at least 3 times. */
const LEAST_STRETCH = 4;
const LEAST_STRETCH_OF_ZEROS = 3;

/** The mean of this number of counts is the reference for a stretch. */
const LOOK_AHEAD = 4;

/**
 * Replaces the counts of each stretch of neighbours by their mean, if they differ from the reference by less than a
 * tolerance. No count above 0 becomes 0.
 *
 * @param from - first symbol of the alphabet
 * @param symbolCount - symbols of the alphabet
 * @param counts - changed in place
 */
export function levelCounts(counts: Uint32Array, from: number, symbolCount: number, tolerance: number): void {
  let end = from + symbolCount;
  while (end > from && counts[end - 1] === 0) end--;
  const given = counts.slice(from, end);
  const isKept = markLongRuns(given);
  let start = 0;
  let about = meanAhead(given, 0);
  for (let i = 0; i <= given.length; i++) {
    const isOver = i === given.length || isKept[i] === 1 || Math.abs(given[i] - about) >= tolerance;
    if (!isOver) continue;
    level(given, start, i, counts.subarray(from, end));
    start = i;
    about = meanAhead(given, i);
  }
}

/** Marks the counts that are part of a long run of equal counts. */
function markLongRuns(counts: Uint32Array): Uint8Array {
  const marks = new Uint8Array(counts.length);
  let start = 0;
  for (let i = 1; i <= counts.length; i++) {
    if (i < counts.length && counts[i] === counts[start]) continue;
    if (i - start >= (counts[start] === 0 ? LONG_RUN_OF_ZEROS : LONG_RUN)) marks.fill(1, start, i);
    start = i;
  }
  return marks;
}

/** The mean of the next counts; near the end, where there are too few, the next count. */
function meanAhead(counts: Uint32Array, at: number): number {
  if (at + LOOK_AHEAD > counts.length) return counts[at] ?? 0;
  let sum = 0;
  for (let i = at; i < at + LOOK_AHEAD; i++) sum += counts[i];
  return Math.floor((sum + LOOK_AHEAD / 2) / LOOK_AHEAD);
}

/** Gives the counts `start .. end - 1` their mean, at least 1 unless all are 0. */
function level(given: Uint32Array, start: number, end: number, counts: Uint32Array): void {
  const size = end - start;
  let sum = 0;
  for (let i = start; i < end; i++) sum += given[i];
  if (size < (sum === 0 ? LEAST_STRETCH_OF_ZEROS : LEAST_STRETCH)) return;
  const mean = Math.floor((sum + (size >>> 1)) / size);
  counts.fill(sum === 0 ? 0 : Math.max(1, mean), start, end);
}
