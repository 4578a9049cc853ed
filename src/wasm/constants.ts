/**
 * Numbers that kernels share with the code around them. Both compilers, tsc and asc, read this file.
 *
 * AssemblyScript infers the type of a constant: an integer is an `i32`, a number with a point or an exponent an `f64`.
 */

/** Coordinates of a colour in the space of clustering. */
export const DIMENSIONS = 4;

/** Knuth's multiplicative hash constant: 2^32 divided by the golden ratio, as a signed integer. */
export const HASH_FACTOR = -0x61c8864f;

/** Marks an empty slot in tables of positions. */
export const NO_POSITION = -1;

// Deflate (RFC 1951): tokens, and the window that matches can reach.

export const MIN_MATCH = 3;
export const MAX_MATCH = 258;
/** Size of the window. */
export const MAX_DISTANCE = 32768;
/** A match of three bytes from farther away costs more than the literals. */
export const MAX_DISTANCE_OF_3 = 4096;

// The match finder and the parses of a segment.

/** Bits of the hashes by which positions are found. */
export const FINDER_HASH_BITS = 16;
/**
 * The farthest match found, one short of what deflate allows. The ring of positions then needs no more entries than the
 * window has positions, and fits a processor's cache.
 */
export const MAX_FOUND_DISTANCE = MAX_DISTANCE - 1;
/** A packed match holds its distance in the low 16 bits, then the distance's symbol in 5, then the length in 9. */
export const SYMBOL_SHIFT = 16;
export const LENGTH_SHIFT = 21;
export const DISTANCE_MASK = 0xffff;
export const SYMBOL_MASK = 31;
export const LENGTH_MASK = 511;
/** Set if no shorter length is worth trying, since the position lies within another long match. */
export const WHOLE_FLAG = 1 << 30;
/** Bytes after the input's end that the finder may read, since it compares eight at a time. */
export const FINDER_PADDING = 16;

// The quick parse.

export const QUICK_HASH_BITS = 15;
export const QUICK_PADDING = 8;

// Lossy matching.

export const MATCHER_HASH_BITS = 15;
/** Bytes of a distance in progress. */
export const ACTIVE_BYTES = 32;
/** Distances of the path's last matches that are tried again. */
export const REPEATS = 2;
/** Number of recent tokens in which these are searched. */
export const REPEAT_TOKENS = 24;
/**
 * In plain areas many paths cost about the same, and each is the cheapest at some pixels. Switching between them every few
 * pixels takes time that grows with the square of the area. So once more than `LAYING_BUDGET` pixels have been laid out again
 * for each pixel, paths that fork more than `NEAR_FORK` pixels back are dropped.
 */
export const LAYING_BUDGET = 32;
export const NEAR_FORK = 512;
/** Pixels added to the count at the start, so that the budget is not exceeded too early. */
export const FREE_PIXELS = 4096;

// Nearest centres and nearest entries.

/** Slack of tests that rely on the triangle inequality, in code units: rounding errors of distances are below 1e-12. */
export const SLACK = 1e-7;
/** Slots of the cache of colours, as a power of two. */
export const CACHE_BITS = 15;
/** Entries that the kernel compares at once. */
export const GROUP = 4;

// Counts of colours.

/** Colours are sorted by this many bits at a time. */
export const DIGIT_BITS = 11;

// Perceptual weights.

/** Pixels from the middle of a window to its sides: 11 x 11, as in structural similarity. */
export const RADIUS = 5;
