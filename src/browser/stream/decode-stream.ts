/** Decodes a download as it arrives: size, block map, bands. */

import { type Band, bandAt, classOf, countBands, type Grid, type Layout } from '../../codec/layout.js';
import { paletteWords } from '../../codec/palette.js';
import { type BandPlanes, drawBand } from '../../codec/reconstruct.js';
import { drawnRow, enlargeInPlace } from '../../codec/scale.js';
import { allocateWords } from '../../decode/allocate.js';
import { placeMesh, placePlanes, readIndices, readMesh, type StoredPlane } from '../../decode/band-planes.js';
import { placeTable, splitTable, type Table } from '../../decode/parse.js';
import { type Header, isScaled, readHeader } from '../../format/header.js';
import { readBandFrame, readTail } from '../../format/read-container.js';
import { checkPixelLimit } from '../../image.js';
import { Pace } from '../../steps.js';
import { ByteSource } from './byte-source.js';
import { inflateByPlatform } from './inflate-stream.js';

/** Limits of a download. */
export interface StreamLimits {
  /** Bytes of the file. */
  readonly maxBytes: number;
  /** Pixels of the picture. */
  readonly maxPixels: number;
}

/** Receives what can be shown, as soon as possible. Words are RGBA pixels in memory order. */
export interface PictureSink {
  /** Bytes have arrived. */
  onProgress?(): void;
  /** The picture's size, known once the prefix has arrived. */
  onSize(width: number, height: number): void;
  /** The block map: a word for each block, the mean colour of a palette; row-major, `columns` a row. */
  onBlocks?(words: Uint32Array<ArrayBuffer>, columns: number, side: number): void;
  /** Whole rows from `top` on. The words must not be kept. */
  onRows(words: Uint32Array, top: number): void;
}

/**
 * Decodes a whole file from a stream.
 *
 * @throws FormatError, UnsupportedError, LimitError (`maxBytes`, `maxPixels`); what the stream throws
 */
export async function decodeStream(
  stream: ReadableStream<Uint8Array>,
  limits: StreamLimits,
  sink: PictureSink,
): Promise<void> {
  const source = new ByteSource(stream, limits.maxBytes, sink.onProgress);
  try {
    await drawFrom(source, limits.maxPixels, sink);
  } finally {
    // Has no effect after the end of the stream.
    void source.cancel().catch(() => {});
  }
}

async function drawFrom(source: ByteSource, maxPixels: number, sink: PictureSink): Promise<void> {
  const stored = await source.read('header', readHeader);
  const { header } = stored;
  checkPixelLimit(header.width, header.height, maxPixels, 'a picture');
  const place = placeTable(stored);
  const table = splitTable(header, place, await inflateByPlatform(source.bytes, place));
  const tables = { low: paletteWords(table.lowPalette), high: paletteWords(table.highPalette) };
  const { layout } = table;
  const { width, height } = header;
  sink.onSize(width, height);
  // An enlarged picture is stored small, so its first band arrives soon enough.
  if (!isScaled(header.scale)) sink.onBlocks?.(drawBlocks(table), layout.columns, 1 << layout.blockLog2);

  const bandCount = countBands(layout);
  let words = new Uint32Array(0);
  // Pauses let a terminated worker end.
  const pace = new Pace();
  for (let index = 0; index < bandCount; index++) {
    const band = bandAt(layout, index);
    const planes = await readPlanes(source, header, layout, band);
    // Allocated with the first band, which shows that the file is more than a header.
    if (index === 0) words = allocateWords(layout.width * layout.height);
    drawBand(words, layout, band, planes, tables);
    showRows(words, header, layout, band.top, band.bottom, sink);
    await pace.pauseIfDue();
  }
  await source.readToEnd();
  await source.read('chunks', readTail);
}

/** Passes rows on as they are drawn. */
function showRows(
  words: Uint32Array,
  header: Header,
  { width }: Grid,
  top: number,
  bottom: number,
  sink: PictureSink,
): void {
  const stored = words.subarray(top * width, bottom * width);
  const first = drawnRow(header, top);
  if (!isScaled(header.scale)) {
    sink.onRows(stored, first);
    return;
  }
  const height = drawnRow(header, bottom) - first;
  const drawn = allocateWords(header.width * height);
  drawn.set(stored, drawn.length - stored.length);
  const offsetY = top > 0 ? 0 : header.scale.offsetY;
  enlargeInPlace(drawn, { ...header, height, scale: { ...header.scale, offsetY } }, width, bottom - top);
  sink.onRows(drawn, first);
}

/** Waits for a band, then inflates and checks its planes. */
async function readPlanes(source: ByteSource, header: Header, layout: Layout, band: Band): Promise<BandPlanes> {
  const frame = await source.read('bands', (reader) => readBandFrame(reader, band.index, header.mesh !== undefined));
  const { low, high } = placePlanes(header, layout, band, frame);
  const placed = placeMesh(header, layout, band, frame);
  const planes = { low: await inflatePlane(source, low), high: await inflatePlane(source, high) };
  if (placed === undefined) return planes;
  return { ...planes, mesh: readMesh(await inflateByPlatform(source.bytes, placed), placed, header, layout, band) };
}

async function inflatePlane({ bytes }: ByteSource, stored: StoredPlane): Promise<Uint8Array> {
  const plane = stored.length > 0 ? await inflateByPlatform(bytes, stored) : new Uint8Array(0);
  readIndices(plane, stored);
  return plane;
}

/** A word for each block: the mean colour of its class's palette. Without a low palette, the mesh gets that of the high one. */
function drawBlocks({ layout, lowPalette, highPalette }: Table): Uint32Array<ArrayBuffer> {
  const [low] = paletteWords(meanColour(lowPalette.length > 0 ? lowPalette : highPalette));
  const [high] = paletteWords(meanColour(highPalette));
  const blocks = new Uint32Array(layout.columns * layout.rows);
  for (let i = 0; i < blocks.length; i++) blocks[i] = classOf(layout.bitmap, i) ? high : low;
  return blocks;
}

/** Mean of a palette's entries, RGBA, weighted by their alpha. */
function meanColour(palette: Uint8Array): Uint8Array {
  const sums = [0, 0, 0, 0];
  palette.forEach((value, i) => {
    sums[i & 3] += (i & 3) === 3 ? value : value * palette[i | 3];
  });
  const [red, green, blue, alpha] = sums;
  return Uint8Array.of(red / alpha, green / alpha, blue / alpha, (alpha * 4) / palette.length);
}
