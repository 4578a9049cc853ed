/**
 * Palettes in three forms: as stored, as RGBA, and as 32-bit words for drawing (spec, section 4).
 *
 * A palette is stored channel by channel: first R of all entries, then G, B and, with alpha, A. Each value is stored as its
 * difference from that of the entry before, modulo 256.
 */

/** Bytes of an entry as stored. */
export function entrySize(alpha: boolean): number {
  return alpha ? 4 : 3;
}

/** A stored palette -> `k * 4` bytes RGBA. */
export function unpackPalette(stored: Uint8Array, alpha: boolean): Uint8Array {
  const k = stored.length / entrySize(alpha);
  const palette = new Uint8Array(k * 4).fill(255);
  for (let i = 0; i < stored.length; i++) {
    const entry = i % k;
    const at = entry * 4 + (i - entry) / k;
    palette[at] = stored[i] + (entry > 0 ? palette[at - 4] : 0);
  }
  return palette;
}

/** `k * 4` bytes RGBA -> the palette as stored; without alpha the fourth bytes are dropped. */
export function packPalette(palette: Uint8Array, alpha: boolean): Uint8Array {
  const k = palette.length / 4;
  const stored = new Uint8Array(k * entrySize(alpha));
  for (let i = 0; i < stored.length; i++) {
    const entry = i % k;
    const at = entry * 4 + (i - entry) / k;
    stored[i] = palette[at] - (entry > 0 ? palette[at - 4] : 0);
  }
  return stored;
}

/** RGBA bytes -> one 32-bit word an entry, in the machine's byte order, for drawing into a `Uint32Array` view. */
export function paletteWords(palette: Uint8Array): Uint32Array {
  const words = new Uint32Array(palette.length / 4);
  new Uint8Array(words.buffer).set(palette);
  return words;
}
