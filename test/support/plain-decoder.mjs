/**
 * Drawing as the specification says, pixel by pixel: slow, short, and without code of `src/`.
 *
 * The test vectors' pixels come from here, and tests compare the decoder's fast kernels with it. A picture is a plain
 * object with the names of the spec's fields; palettes are lists of `[r, g, b, a]`, `map` has one 0 (low) or 1 (high) a
 * block, and indices stand one a stored pixel, row-major.
 */

/** Pixels across and down of the stored picture (spec, section 3); `scale` is `{x, y, offsetX, offsetY}`, if there is one. */
export function storedSize({ width, height, scale }) {
  if (!scale) return { width, height };
  return {
    width: Math.ceil((width + scale.offsetX) / scale.x),
    height: Math.ceil((height + scale.offsetY) / scale.y),
  };
}

/** Blocks across and down (spec, section 3). */
export function gridOf(picture) {
  const { width, height } = storedSize(picture);
  const side = 2 ** picture.block;
  return { side, columns: Math.ceil(width / side), rows: Math.ceil(height / side) };
}

/** Bands in the picture (spec, section 3). */
export function bandCountOf(picture) {
  return Math.ceil(gridOf(picture).rows / picture.band);
}

/**
 * What draws the block in which a pixel lies: palette 1 (0), palette 2 (1), or the mesh (2). Without palette 1 every block that is
 * not the mesh's is high.
 */
export function classAt(picture, x, y) {
  const { side, columns } = gridOf(picture);
  const block = Math.floor(y / side) * columns + Math.floor(x / side);
  if (picture.meshMap && picture.meshMap[block] === 1) return 2;
  return picture.k1 === 0 ? 1 : picture.map[block];
}

/** The pixel rows of a band's strips in scan order, each a list of positions `[x, y]` (spec, section 5). */
export function scanRows(picture, b) {
  const { strip, band } = picture;
  const { width, height } = storedSize(picture);
  const { side, rows } = gridOf(picture);
  const top = b * band * side;
  const bottom = Math.min(Math.min((b + 1) * band, rows) * side, height);
  const stripWidth = strip === 0 ? width : strip;
  const scan = [];
  for (let left = 0; left < width; left += stripWidth) {
    for (let y = top; y < bottom; y++) {
      const row = [];
      for (let x = left; x < Math.min(left + stripWidth, width); x++) row.push([x, y]);
      scan.push(row);
    }
  }
  return scan;
}

/** The positions `[x, y]` of a band's pixels in scan order (spec, section 5). */
export function scanBand(picture, b) {
  return scanRows(picture, b).flat();
}

/** Row-major indices -> the two planes of each band, as lists of rows, each a list of numbers, and the rows of a strip. */
export function splitRows(picture, indices) {
  const { width } = storedSize(picture);
  const rowOf = (row, isHigh) =>
    row.filter(([x, y]) => classAt(picture, x, y) === isHigh).map(([x, y]) => indices[y * width + x]);
  return Array.from({ length: bandCountOf(picture) }, (_, b) => {
    const scan = scanRows(picture, b);
    const stripRows = scan.findIndex(([[, y]], i) => i > 0 && y === scan[0][0][1]);
    return {
      low: scan.map((row) => rowOf(row, 0)),
      high: scan.map((row) => rowOf(row, 1)),
      stripRows: stripRows > 0 ? stripRows : scan.length,
    };
  });
}

/** Row-major indices -> the two planes of each band, as lists of numbers. */
export function splitPlanes(picture, indices) {
  return splitRows(picture, indices).map(({ low, high }) => ({ low: low.flat(), high: high.flat() }));
}

/** The planes of each band -> row-major indices: the inverse of {@link splitPlanes}. */
export function joinPlanes(picture, bands) {
  const { width, height } = storedSize(picture);
  const indices = new Array(width * height);
  bands.forEach(({ low, high }, b) => {
    const planes = [low, high];
    const next = [0, 0];
    for (const [x, y] of scanBand(picture, b)) {
      const isOf = classAt(picture, x, y);
      indices[y * width + x] = isOf === 2 ? 0 : planes[isOf][next[isOf]++];
    }
  });
  return indices;
}

/** Row-major indices -> RGBA bytes of the stored picture (spec, section 5). The pixels of a mesh stay 0. */
export function drawPlain(picture, indices) {
  const { palette1, palette2 } = picture;
  const { width, height } = storedSize(picture);
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isOf = classAt(picture, x, y);
      if (isOf === 2) continue;
      const palette = isOf ? palette2 : palette1;
      const at = y * width + x;
      for (let c = 0; c < 4; c++) rgba[at * 4 + c] = palette[indices[at]][c];
    }
  }
  return rgba;
}

/** The RGBA bytes of the stored picture -> those of the drawn one (spec, section 7). */
export function enlargePlain(picture, rgba) {
  const { width, height, scale } = picture;
  if (!scale) return rgba;
  const stored = storedSize(picture);
  const drawn = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = Math.floor((y + scale.offsetY) / scale.y) * stored.width + Math.floor((x + scale.offsetX) / scale.x);
      for (let c = 0; c < 4; c++) drawn[(y * width + x) * 4 + c] = rgba[from * 4 + c];
    }
  }
  return drawn;
}

/** Row-major indices -> the RGBA bytes that a decoder shows. */
export function decodePlain(picture, indices) {
  return enlargePlain(picture, drawPlain(picture, indices));
}
