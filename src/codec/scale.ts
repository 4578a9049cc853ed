/** Enlarges the stored picture: every pixel becomes a cell (spec, section 7). */

import type { Header } from '../format/header.js';

/** The first drawn row that shows a stored row; for the row after the last one, the height. */
export function drawnRow({ height, scale }: Pick<Header, 'height' | 'scale'>, storedRow: number): number {
  return Math.min(height, Math.max(0, storedRow * scale.y - scale.offsetY));
}

/**
 * Enlarges a picture inside the memory of its result.
 *
 * No pixel is overwritten before it is read. The pixels after any stored pixel take at least as much room drawn as stored, so
 * the write position never passes the read position.
 *
 * @param words - `width * height` pixels of the drawn picture; the stored picture is at the end; overwritten
 * @param columns - pixels across of the stored picture
 * @param rows - pixels down of the stored picture
 */
export function enlargeInPlace(
  words: Uint32Array,
  header: Pick<Header, 'width' | 'height' | 'scale'>,
  columns: number,
  rows: number,
): void {
  const { width, scale } = header;
  const start = words.length - columns * rows;
  for (let row = 0; row < rows; row++) {
    const top = drawnRow(header, row);
    const bottom = drawnRow(header, row + 1);
    const first = top * width;
    for (let column = 0, to = first; column < columns; column++) {
      const word = words[start + row * columns + column];
      const right = first + Math.min(width, (column + 1) * scale.x - scale.offsetX);
      while (to < right) words[to++] = word;
    }
    for (let y = top + 1; y < bottom; y++) words.copyWithin(y * width, first, first + width);
  }
}
