/** Palettes as stored (RGB or RGBA entries), as RGBA, and as 32-bit words to draw with (spec, section 4). */

/** Bytes of an entry as stored. */
export function entrySize(alpha: boolean): number {
  return alpha ? 4 : 3;
}

/** Stored entries -> `k * 4` bytes RGBA. */
export function unpackPalette(stored: Uint8Array, alpha: boolean): Uint8Array {
  if (alpha) return stored.slice();
  const palette = new Uint8Array((stored.length / 3) * 4).fill(255);
  stored.forEach((value, i) => {
    palette[i + Math.floor(i / 3)] = value;
  });
  return palette;
}

/** `k * 4` bytes RGBA -> entries as stored; without alpha the fourth bytes are dropped. */
export function packPalette(palette: Uint8Array, alpha: boolean): Uint8Array {
  if (alpha) return palette.slice();
  const k = palette.length / 4;
  const stored = new Uint8Array(k * 3);
  for (let i = 0; i < k; i++) stored.set(palette.subarray(i * 4, i * 4 + 3), i * 3);
  return stored;
}

/** RGBA bytes -> one 32-bit word an entry, in the machine's own byte order, for drawing into a `Uint32Array` view. */
export function paletteWords(palette: Uint8Array): Uint32Array {
  const words = new Uint32Array(palette.length / 4);
  new Uint8Array(words.buffer).set(palette);
  return words;
}
