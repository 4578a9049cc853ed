/** The encoder from pixels to bytes: classify -> cluster -> assign -> deflate -> write. */

import { ByteWriter } from '../bits/byte-writer.js';
import { bandAt } from '../codec/bands.js';
import { allHighBitmap, type Grid, makeGrid, packBlockMap } from '../codec/grid.js';
import { packPalette, paletteWords } from '../codec/palette.js';
import { type BandPlanes, drawBand } from '../codec/reconstruct.js';
import { smoothLowBlocks } from '../codec/smooth.js';
import { CHUNK_EXIF, CHUNK_ICC } from '../format/constants.js';
import { type Header, writeHeader } from '../format/header.js';
import { type BandStreams, type Chunk, writeBand, writeTail } from '../format/write-container.js';
import type { Image } from '../image.js';
import { partOf, runTasks, type Steps } from '../steps.js';
import { BandLabeller } from './assign.js';
import { classify } from './classify/index.js';
import { deflateBytes } from './deflate/index.js';
import { type IndexedBands, indexBands, optimiseBands } from './index-bands.js';
import type { ResolvedEncodeOptions } from './options.js';
import { buildClassHistograms, hasFewColours, makePalettes, type Palettes } from './palettes.js';
import { type PreparedPicture, preparePicture } from './prepare.js';
import { chooseStripWidth } from './strip.js';
import { makeTask } from './tasks.js';

/** About so many pixels a band, once a picture has more than one. */
const BAND_PIXELS = 2 ** 20;

/** What an encoder made, beside the bytes. */
export interface EncodeResult {
  /** The file. */
  readonly bytes: Uint8Array;
  readonly header: Header;
  /** The picture that was encoded: the caller's, flattened if so asked. Not to be written to. */
  readonly source: Image;
  /** Whether the file gives back every pixel exactly. */
  readonly lossless: boolean;
  /** Sum over the pixels of the squared RGB error before smoothing (with alpha: the mean over black and white ground). */
  readonly distortion: number;
  /** Draws what a decoder will draw, from the encoder's own data. */
  readonly reconstruct: () => Image;
}

/** Which blocks are high, or that there is one palette. */
interface Classes {
  readonly bitmap: Uint8Array;
  /** Whether some block is low, so that there are two palettes. */
  readonly hasLow: boolean;
}

/** Runs the whole encoder. */
export function* encodeSteps(image: Image, options: ResolvedEncodeOptions): Steps<EncodeResult> {
  const picture = preparePicture(image, options.background);
  const grid = makeGrid({ width: picture.width, height: picture.height, blockLog2: options.blockLog2 });
  const classes = classifyPicture(picture, grid, options);
  yield 0.1;
  const palettes = makePalettes(buildClassHistograms(picture, grid, classes.bitmap), picture.opaque, options);
  yield 0.4;
  const labeller = new BandLabeller(picture, grid, classes.bitmap, palettes, options.dither);
  const draft = layOut(picture, grid, palettes, options);
  const stripWidth = chooseStripWidth(draft, grid, classes.bitmap, labeller, options);
  yield 0.5;
  const layout = { ...draft, stripWidth };
  const job = { picture, grid, bitmap: classes.bitmap, palettes, layout, labeller, options };
  const optimises = options.lambda > 0 && !options.dither && !palettes.exact;
  const indexed = yield* partOf(optimises ? optimiseBands(job) : indexBands(job, palettes), 0.5, 0.8);

  const streams = yield* partOf(deflateBands(indexed.planes, options), 0.8, 1);
  const lossless = indexed.distortion === 0;
  const header: Header = {
    ...layout,
    alpha: !isOpaque(indexed.palettes.low) || !isOpaque(indexed.palettes.high),
    ...(lossless ? { smoothPasses: 0, smoothThreshold: 0 } : {}),
  };
  return {
    bytes: writeFile(header, classes, indexed.palettes, streams, options),
    header,
    source: { width: picture.width, height: picture.height, data: picture.bytes },
    lossless,
    distortion: indexed.distortion,
    reconstruct: () => reconstructPicture(header, grid, classes.bitmap, indexed),
  };
}

function writeFile(
  header: Header,
  classes: Classes,
  palettes: Palettes,
  streams: readonly BandStreams[],
  options: ResolvedEncodeOptions,
): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer, header, deflateTable(header, classes, palettes));
  for (const stream of streams) writeBand(writer, stream);
  writeTail(writer, makeChunks(options));
  return writer.finish();
}

/** One palette if so asked, if no block is low, or if the palette can hold every colour as it is. */
function classifyPicture(picture: PreparedPicture, grid: Grid, options: ResolvedEncodeOptions): Classes {
  const onePalette = { bitmap: allHighBitmap(grid), hasLow: false };
  if (options.classify === 'none') return onePalette;
  if (!options.isExplicitSize && hasFewColours(picture.colours, options.k2)) return onePalette;
  const map = classify(options.classify, picture.bytes, picture.width, picture.height, 2 ** options.blockLog2);
  return map?.includes(0) ? { bitmap: packBlockMap(map), hasLow: true } : onePalette;
}

/** The header, but for strip width and alpha. */
function layOut(picture: PreparedPicture, grid: Grid, palettes: Palettes, options: ResolvedEncodeOptions): Header {
  const k1 = palettes.low.length / 4;
  const smooths = k1 > 0 && options.smooth > 0;
  return {
    width: picture.width,
    height: picture.height,
    alpha: false,
    blockLog2: grid.blockLog2,
    k1,
    k2: palettes.high.length / 4,
    stripWidth: 0,
    bandBlockRows: chooseBandBlockRows(grid),
    smoothPasses: smooths ? options.smoothPasses : 0,
    smoothThreshold: smooths ? options.smooth : 0,
  };
}

/** Bands of equal height, about a megapixel each; one up to one and a half megapixels. */
function chooseBandBlockRows(grid: Grid): number {
  const bands = Math.max(1, Math.round((grid.width * grid.height) / BAND_PIXELS));
  return Math.ceil(grid.rows / Math.min(bands, grid.rows));
}

function isOpaque(palette: Uint8Array): boolean {
  for (let i = 3; i < palette.length; i += 4) if (palette[i] !== 255) return false;
  return true;
}

/** One task a plane; an empty plane has an empty stream. */
function* deflateBands(planes: readonly BandPlanes[], { effort }: ResolvedEncodeOptions): Steps<BandStreams[]> {
  const full = planes.flatMap(({ low, high }) => [low, high]).filter((plane) => plane.length > 0);
  const tasks = full.map((bytes) => makeTask('deflate-plane', { bytes, effort: effort.deflateEffort }));
  const streams = new Map((yield* runTasks(tasks)).map((stream, i) => [full[i], stream]));
  const streamOf = (plane: Uint8Array) => streams.get(plane) ?? plane;
  return planes.map(({ low, high }) => ({ low: streamOf(low), high: streamOf(high) }));
}

/** Bitmap, palette 1, palette 2 (spec, section 4); small, so always at the highest level. */
function deflateTable(header: Header, { bitmap, hasLow }: Classes, palettes: Palettes): Uint8Array {
  const table = new ByteWriter();
  if (hasLow) table.writeBytes(bitmap);
  table.writeBytes(packPalette(palettes.low, header.alpha));
  table.writeBytes(packPalette(palettes.high, header.alpha));
  return deflateBytes(table.finish(), 9);
}

function makeChunks({ icc, exif }: ResolvedEncodeOptions): Chunk[] {
  const chunks: Chunk[] = [];
  if (exif !== undefined) chunks.push({ type: CHUNK_EXIF, data: exif });
  if (icc !== undefined) {
    const data = new ByteWriter();
    data.writeVarint(icc.length);
    data.writeBytes(deflateBytes(icc, 9));
    chunks.push({ type: CHUNK_ICC, data: data.finish() });
  }
  return chunks;
}

/** Draws planes as the decoder does. */
function reconstructPicture(header: Header, grid: Grid, bitmap: Uint8Array, { planes, palettes }: IndexedBands): Image {
  const words = new Uint32Array(header.width * header.height);
  const tables = { low: paletteWords(palettes.low), high: paletteWords(palettes.high) };
  planes.forEach((bandPlanes, index) => {
    drawBand(words, header, grid, bitmap, bandAt(grid, header, index), bandPlanes, tables);
  });
  smoothLowBlocks(words, grid, bitmap, header.smoothPasses, header.smoothThreshold);
  return { width: header.width, height: header.height, data: new Uint8Array(words.buffer) };
}
