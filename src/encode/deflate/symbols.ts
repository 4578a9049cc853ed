/**
 * Deflate's alphabets: which symbol, and how many extra bits, a match length or distance takes.
 *
 * Literals, lengths and distances count in one histogram of {@link SYMBOLS} entries: literals at 0..255, the end of the
 * block at 256, lengths at 257..285, distances from {@link FIRST_DISTANCE} on.
 *
 * @see RFC 1951, section 3.2.5
 */

export const MIN_MATCH = 3;
export const MAX_MATCH = 258;

/** Size of the window: no match reaches farther back. */
export const MAX_DISTANCE = 32768;

export const END_OF_BLOCK = 256;
const FIRST_LENGTH = 257;

/** Symbols of the literal and length alphabet that may occur in data. */
export const LITLEN_SYMBOLS = 286;

/** Symbols of the distance alphabet that may occur in data. */
export const DISTANCE_SYMBOLS = 30;

/** Where the distance symbols begin in a histogram. */
export const FIRST_DISTANCE = LITLEN_SYMBOLS;

/** Entries of a histogram: both alphabets, one behind the other. */
export const SYMBOLS = LITLEN_SYMBOLS + DISTANCE_SYMBOLS;

/** Extra bits of each entry of a histogram; 0 for literals and the end of the block. */
export const EXTRA_BITS = makeExtraBits();

/** Symbol, 257..285, of a match length 3..258. */
export const LENGTH_SYMBOL = new Uint16Array(MAX_MATCH + 1);

/** Smallest length or distance of each entry of a histogram; 0 for literals and the end of the block. */
export const SYMBOL_BASE = new Uint16Array(SYMBOLS);

/** Symbol, 0..29, of a distance 1..32768. */
export const DISTANCE_SYMBOL = new Uint8Array(MAX_DISTANCE + 1);

fillTables();

function makeExtraBits(): Uint8Array {
  const bits = new Uint8Array(SYMBOLS);
  // The last length symbol stands for 258 alone.
  for (let i = 8; i < 28; i++) bits[FIRST_LENGTH + i] = (i - 4) >> 2;
  for (let i = 4; i < DISTANCE_SYMBOLS; i++) bits[FIRST_DISTANCE + i] = (i - 2) >> 1;
  return bits;
}

function fillTables(): void {
  let length = MIN_MATCH;
  for (let symbol = FIRST_LENGTH; symbol < LITLEN_SYMBOLS - 1; symbol++) {
    SYMBOL_BASE[symbol] = length;
    for (const end = length + (1 << EXTRA_BITS[symbol]); length < end; length++) {
      if (length < MAX_MATCH) LENGTH_SYMBOL[length] = symbol;
    }
  }
  SYMBOL_BASE[LITLEN_SYMBOLS - 1] = MAX_MATCH;
  LENGTH_SYMBOL[MAX_MATCH] = LITLEN_SYMBOLS - 1;
  let distance = 1;
  for (let symbol = 0; symbol < DISTANCE_SYMBOLS; symbol++) {
    const entry = FIRST_DISTANCE + symbol;
    SYMBOL_BASE[entry] = distance;
    DISTANCE_SYMBOL.fill(symbol, distance, distance + (1 << EXTRA_BITS[entry]));
    distance += 1 << EXTRA_BITS[entry];
  }
}
