/** Counts of packed colours in an open-addressing hash table, as in `kmeans/count-table.ts`, but of a fixed size. */

import { DIGIT_BITS, HASH_FACTOR } from '../constants';

const DIGITS: i32 = 1 << DIGIT_BITS;

/** Address of the slots, each a colour and a count. */
let table: i32 = 0;
let shift: i32 = 0;
let last: i32 = 0;
let size: i32 = 0;

/**
 * Starts an empty table.
 *
 * @param at - 8 << bits bytes, zeros
 * @param bits - the logarithm of the number of slots; fewer colours than slots may be added
 */
export function begin(at: i32, bits: i32): void {
  table = at;
  shift = 32 - bits;
  last = (8 << bits) - 8;
  size = 0;
}

/** Distinct colours held. */
export function countHeld(): i32 {
  return size;
}

/** Adds pixels of one colour. */
export function add(colour: i32, count: i32): void {
  let slot = ((colour * HASH_FACTOR) >>> shift) << 3;
  let known = load<i32>(table + slot, 4);
  while (known !== 0 && load<i32>(table + slot) !== colour) {
    slot = (slot + 8) & last;
    known = load<i32>(table + slot, 4);
  }
  store<i32>(table + slot, known + count, 4);
  if (known !== 0) return;
  store<i32>(table + slot, colour);
  size++;
}

/**
 * Adds pixels until the table holds more than `maxSize` colours. Runs of equal pixels are added at once.
 *
 * @param colours - `count` packed colours
 * @returns how many were added
 */
export function addRun(colours: i32, count: i32, maxSize: i32): i32 {
  let i = 0;
  while (i < count && size <= maxSize) {
    const colour = load<i32>(colours + 4 * i);
    const first = i++;
    while (i < count && load<i32>(colours + 4 * i) === colour) i++;
    add(colour, i - first);
  }
  return i;
}

/**
 * Lists colours and counts in ascending order of the colours.
 *
 * @param colours - out, a colour each; 8 bytes for each are used
 * @param counts - out, a 64-bit float each
 * @param starts - room for a number of 4 bytes for each of 2^11 digits
 */
export function list(colours: i32, counts: i32, starts: i32): void {
  let to = counts;
  for (let slot = table; slot <= table + last; slot += 8) {
    if (load<i32>(slot, 4) === 0) continue;
    store<i64>(to, load<i64>(slot));
    to += 8;
  }
  // Three digits of 11 bits. Each pass moves the entries to the other place.
  sortBy(0, counts, colours, starts);
  sortBy(DIGIT_BITS, colours, counts, starts);
  sortBy(2 * DIGIT_BITS, counts, colours, starts);
  // The colours move to the front: none is overwritten before it is read.
  for (let i = 0; i < size; i++) {
    const colour = load<i32>(colours + 8 * i);
    store<f64>(counts + 8 * i, load<u32>(colours + 8 * i, 4) as f64);
    store<i32>(colours + 4 * i, colour);
  }
}

/** Sorts entries by a digit; entries with the same digit keep their order. */
function sortBy(digitShift: i32, from: i32, to: i32, starts: i32): void {
  for (let d = 0; d < DIGITS; d++) store<i32>(starts + 4 * d, 0);
  for (let i = 0; i < size; i++) {
    const digit = starts + 4 * ((load<i32>(from + 8 * i) >>> digitShift) & (DIGITS - 1));
    store<i32>(digit, load<i32>(digit) + 1);
  }
  let start = 0;
  for (let d = 0; d < DIGITS; d++) {
    const count = load<i32>(starts + 4 * d);
    store<i32>(starts + 4 * d, start);
    start += count;
  }
  for (let i = 0; i < size; i++) {
    const entry = load<i64>(from + 8 * i);
    const digit = starts + 4 * (((entry as i32) >>> digitShift) & (DIGITS - 1));
    const place = load<i32>(digit);
    store<i32>(digit, place + 1);
    store<i64>(to + 8 * place, entry);
  }
}
