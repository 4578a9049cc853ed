/** The encoder from pixels to bytes: classify -> cluster -> assign -> deflate -> write. */

import { ByteWriter } from '../bits/byte-writer.js';
import { bitsPerIndex } from '../codec/index-planes.js';
import { allHighBitmap, bandAt, type Grid, type Layout, makeGrid, makeLayout, packBlockMap } from '../codec/layout.js';
import { packPalette, paletteWords } from '../codec/palette.js';
import { drawBand } from '../codec/reconstruct.js';
import { enlargeInPlace } from '../codec/scale.js';
import { OptionError } from '../error.js';
import { CHUNK_EXIF, CHUNK_ICC, MAX_K_ONE_BYTE } from '../format/constants.js';
import { type Header, isScaled, UNSCALED, writeHeader } from '../format/header.js';
import { type BandStreams, type Chunk, writeBand, writeTail } from '../format/write-container.js';
import type { Image } from '../image.js';
import { partOf, runTasks, type Steps } from '../steps.js';
import { refineBlockMap } from './classify/codebook.js';
import { classify, refinesMap } from './classify/index.js';
import { orderColours } from './colour-orders.js';
import { deflateBytes, MAX_DEFLATE_EFFORT } from './deflate/index.js';
import { deflatePlanes, deflatePlaneTask, MAX_K_SURELY_PACKED } from './deflate-planes.js';
import { surveyFlatBlocks } from './flat-blocks.js';
import { type IndexedBands, indexBands, optimiseBands } from './index-bands.js';
import { packColours } from './kmeans/colour-space.js';
import { BandLabeller } from './label-bands.js';
import { restoreStoredMesh } from './mesh/stored-mesh.js';
import { GIVEN_MESH, type ResolvedEncodeOptions } from './options.js';
import {
  buildClassHistograms,
  type ClassHistograms,
  hasFewColours,
  makePalettesSteps,
  type Palettes,
} from './palettes.js';
import { type PreparedPicture, revealHidden } from './prepare.js';
import { type ColourChoice, chooseColours } from './rate-distortion/choose-colours.js';
import { fitGivenMesh } from './rate-distortion/mesh-variant.js';
import { indexBestShape } from './shapes.js';
import { chooseStripWidth } from './strip.js';

/** Approximate pixels of a band, in a picture of several bands. */
const BAND_PIXELS = 2 ** 20;

/** Minimum number of colours, for any picture that has more. */
const MIN_COLOURS = 4;

/** The result of encoding: the bytes, and what else is known. */
export interface EncodeResult {
  /** The file. */
  readonly bytes: Uint8Array;
  readonly header: Header;
  /** The picture that was encoded: the caller's, flattened if requested. Do not write to it. */
  readonly source: Image;
  /** Whether the file restores every byte of every pixel. */
  readonly lossless: boolean;
  /** Pixels of alpha 0 whose colour is lost. */
  readonly clearedPixels: number;
  /** Sum over the pixels of the squared RGB error (with alpha: the mean over black and white ground). */
  readonly distortion: number;
  /** Draws the picture that a decoder draws, from the encoder's data. */
  readonly reconstruct: () => Image;
}

/** Runs the whole encoder. */
export function* encodePicture(picture: PreparedPicture, options: ResolvedEncodeOptions): Steps<EncodeResult> {
  const grid = makeGrid({ width: picture.width, height: picture.height, blockLog2: options.blockLog2 });
  const maps = classifyPicture(picture, grid, options);
  yield 0.1;
  const classes = makeLayout(grid, maps);
  const histograms = buildClassHistograms(picture, classes);
  const { k, weightScale } = yield* partOf(chooseColoursFor(picture, histograms, options), 0.1, 0.2);
  const palettes = yield* partOf(makePalettesSteps(histograms, picture.opaque, { ...options, k2: k }), 0.2, 0.4);
  const labeller = new BandLabeller(picture, classes, palettes, options.dither);
  const banded = { ...classes, bandBlockRows: chooseBandBlockRows(grid, palettes) };
  const layout = { ...banded, stripWidth: chooseStripWidth(banded, palettes, labeller, options) };
  const mesh = yield* partOf(fitGivenMesh(picture, layout, options), 0.4, 0.5);
  const plain = { picture, layout, palettes, labeller, options, weightScale, keepsLow: false, ...(mesh && { mesh }) };
  const optimises = options.lambda > 0 && !options.dither && canMatch(palettes, options);
  const { context, apart } = yield* partOf(surveyFlatBlocks(plain), 0.5, 0.55);
  const indexing =
    isExactOfOnePalette(palettes) && options.effort.comparesShapes
      ? indexBestShape(context)
      : indexBands(apart ?? context);
  const labelled = yield* partOf(optimises ? optimiseBands(context, apart) : indexing, 0.55, 0.75);

  const isExact = labelled.distortion === 0;
  const triesOrders = isExact && labelled.mesh === undefined && options.effort.triesStrips;
  const ordered = triesOrders ? yield* partOf(orderColours(labelled, options), 0.75, 0.8) : undefined;
  const { indexed, predictor } = ordered ?? { indexed: labelled, predictor: 0 };
  const deflateEffort = deflateEffortFor(palettes, context.options);
  const deflating = deflatePlanes(indexed.planes, indexed, deflateEffort, predictor);
  const { streams: planeStreams, ...storage } = yield* partOf(deflating, 0.8, 0.98);
  const streams = yield* partOf(addMesh(planeStreams, indexed), 0.98, 1);
  const found = { ...indexed, palettes: revealPalettes(indexed.palettes, picture) };
  const header = makeHeader(picture, found, storage);
  const { width, height, clearedPixels } = picture;
  return {
    bytes: writeFile(header, found, streams, options),
    header,
    source: picture.source ?? { width, height, data: picture.bytes },
    lossless: isExact && clearedPixels === 0,
    clearedPixels,
    distortion: indexed.distortion,
    reconstruct: () => reconstructPicture(header, found),
  };
}

/** Adds the streams of the mesh to those of the planes, if there is a mesh. */
function* addMesh(streams: readonly BandStreams[], { mesh }: IndexedBands): Steps<readonly BandStreams[]> {
  if (mesh === undefined) return streams;
  const full = mesh.stored.filter(({ length }) => length > 0);
  const deflated = yield* runTasks(full.map((bytes) => deflatePlaneTask({ bytes, effort: MAX_DEFLATE_EFFORT })));
  return streams.map((stream, index) => {
    const { length } = mesh.stored[index];
    return { ...stream, mesh: { stream: length > 0 ? deflated.shift()! : new Uint8Array(0), length } };
  });
}

function writeFile(
  header: Header,
  indexed: IndexedBands,
  streams: readonly BandStreams[],
  options: ResolvedEncodeOptions,
): Uint8Array {
  const writer = new ByteWriter();
  writeHeader(writer, header, deflateTable(header, indexed, options));
  for (const stream of streams) writeBand(writer, stream);
  writeTail(writer, makeChunks(options));
  return writer.finish();
}

/**
 * Chooses, for least D + lambda * R, the scale of the weights and, if the encoder may, the number of colours. It may always for
 * lossy storage of a picture whose colours fit.
 */
function* chooseColoursFor(
  picture: PreparedPicture,
  { high }: ClassHistograms,
  { findsClasses, effort, k1, k2, colourLambda, tune, keepColours, storage }: ResolvedEncodeOptions,
): Steps<ColourChoice> {
  const isLossy = storage === 'lossy';
  if (isLossy ? k1 > 0 : !findsClasses) return { k: k2, weightScale: 1 };
  const chooses = isLossy || effort.choosesColours;
  const least = Math.max(MIN_COLOURS, keepColours.length);
  const most = isLossy ? Math.max(high.colours.length, least) : MAX_K_ONE_BYTE;
  const range = chooses ? { least, most, isEven: isLossy } : { least: k2, most: k2, isEven: false };
  return yield* chooseColours(picture, colourLambda, tune, range);
}

/** Whether one palette of one-byte indices holds every colour. */
function isExactOfOnePalette({ low, high, exact }: Palettes): boolean {
  return exact && low.length === 0 && high.length / 4 <= MAX_K_ONE_BYTE;
}

/** Lossy matching needs one-byte indices. If a palette holds every colour, indices change only for lossy storage. */
function canMatch({ low, high, exact }: Palettes, { storage }: ResolvedEncodeOptions): boolean {
  return (!exact || storage === 'lossy') && Math.max(low.length, high.length) / 4 <= MAX_K_ONE_BYTE;
}

/** The classes of all blocks, and the blocks of a mesh that the caller has chosen. */
type BlockBitmaps = Pick<Layout, 'bitmap'> & Partial<Pick<Layout, 'meshBitmap'>>;

/** The caller's classes. Else one palette if requested, if no block is low, or if the palette can hold every colour. */
function classifyPicture(picture: PreparedPicture, grid: Grid, options: ResolvedEncodeOptions): BlockBitmaps {
  const { classify: classifier, blockMap, k2, isExplicitSize, blockLog2 } = options;
  if (blockMap !== undefined) return packGivenMap(blockMap, grid);
  const allHigh = { bitmap: allHighBitmap(grid) };
  if (classifier === 'none') return allHigh;
  if (!isExplicitSize && options.storage !== 'lossy' && hasFewColours(picture.colours, k2)) return allHigh;
  const map = classify(classifier, picture.bytes, picture.width, picture.height, 1 << blockLog2);
  if (!map?.includes(0)) return allHigh;
  return { bitmap: packBlockMap(refinesMap(classifier) ? refineBlockMap(picture, grid, map, options) : map) };
}

/** The caller's classes, unchanged. */
function packGivenMap(map: Uint8Array, grid: Grid): BlockBitmaps {
  const { columns, rows, blockLog2 } = grid;
  if (map.length !== columns * rows) {
    const expected = `expected ${columns * rows} bytes for ${columns}x${rows} blocks of side ${1 << blockLog2}`;
    throw new OptionError('blockMap', `${expected}, found ${map.length}`);
  }
  const isMesh = (blockClass: number) => (blockClass === GIVEN_MESH ? 1 : 0);
  const bitmap = packBlockMap(map.map((blockClass) => (blockClass === 1 ? 1 : 0)));
  return { bitmap, ...(map.includes(GIVEN_MESH) && { meshBitmap: packBlockMap(map.map(isMesh)) }) };
}

/** The header of the file, which describes the picture as it is drawn. */
function makeHeader(
  { width, height, source, scale = UNSCALED }: PreparedPicture,
  { layout, palettes, mesh }: IndexedBands,
  storage: Pick<Header, 'packedLow' | 'packedHigh' | 'predictor'>,
): Header {
  const { blockLog2, bandBlockRows, stripWidth } = layout;
  return {
    width: source?.width ?? width,
    height: source?.height ?? height,
    scale,
    alpha: !isOpaque(palettes.low) || !isOpaque(palettes.high) || mesh?.hasAlpha === true,
    hidden: hidesColour(palettes.low) || hidesColour(palettes.high),
    ...storage,
    blockLog2,
    k1: palettes.low.length / 4,
    k2: palettes.high.length / 4,
    stripWidth,
    bandBlockRows,
    mesh: mesh?.shape,
  };
}

/**
 * Block rows of a band. Bands have equal heights and about a megapixel; up to one and a half megapixels there is one band. If
 * indices will be packed, bands have more pixels, so that the packed planes are as long as others.
 */
function chooseBandBlockRows(grid: Grid, { high }: Palettes): number {
  const k = high.length / 4;
  const indicesPerByte = k <= MAX_K_SURELY_PACKED ? 8 / bitsPerIndex(k, true) : 1;
  const bands = Math.max(1, Math.round((grid.width * grid.height) / (BAND_PIXELS * indicesPerByte)));
  return Math.ceil(grid.rows / Math.min(bands, grid.rows));
}

/** Whether a fully transparent entry has a colour. */
function hidesColour(palette: Uint8Array): boolean {
  return packColours(palette).some((colour) => colour < 0x01000000 && colour !== 0);
}

function revealPalettes({ low, high, exact }: Palettes, { hidden }: PreparedPicture): Palettes {
  return { low: revealHidden(low, hidden), high: revealHidden(high, hidden), exact };
}

function isOpaque(palette: Uint8Array): boolean {
  for (let i = 3; i < palette.length; i += 4) if (palette[i] !== 255) return false;
  return true;
}

/** Efforts that lossless pictures get in addition: they are quick, and only their size can be improved. */
const LOSSLESS_EXTRA = 3;

function deflateEffortFor({ exact }: Palettes, { effort }: ResolvedEncodeOptions): number {
  const extra = exact && effort.optimises ? LOSSLESS_EXTRA : 0;
  return Math.min(effort.deflateEffort + extra, MAX_DEFLATE_EFFORT);
}

/**
 * Bitmap, low palette, high palette (spec, section 4). They are small, so they get the highest effort, unless nothing else would
 * need the optimal parser, which takes time to compile.
 */
function deflateTable(header: Header, { layout, palettes }: IndexedBands, { effort }: ResolvedEncodeOptions) {
  const table = new ByteWriter();
  if (header.k1 > 0) table.writeBytes(layout.bitmap);
  if (header.mesh !== undefined) table.writeBytes(layout.meshBitmap);
  table.writeBytes(packPalette(palettes.low, header.alpha));
  table.writeBytes(packPalette(palettes.high, header.alpha));
  return deflateBytes(table.finish(), effort.optimises ? MAX_DEFLATE_EFFORT : effort.deflateEffort);
}

function makeChunks({ icc, exif }: ResolvedEncodeOptions): Chunk[] {
  const chunks: Chunk[] = [];
  if (exif !== undefined) chunks.push({ type: CHUNK_EXIF, data: exif });
  if (icc !== undefined) {
    const data = new ByteWriter();
    data.writeVarint(icc.length);
    data.writeBytes(deflateBytes(icc, MAX_DEFLATE_EFFORT));
    chunks.push({ type: CHUNK_ICC, data: data.finish() });
  }
  return chunks;
}

/** Draws planes like the decoder. */
function reconstructPicture(header: Header, { layout, planes, palettes, mesh }: IndexedBands): Image {
  const words = new Uint32Array(header.width * header.height);
  const stored = words.subarray(words.length - layout.width * layout.height);
  const tables = { low: paletteWords(palettes.low), high: paletteWords(palettes.high) };
  planes.forEach((bandPlanes, index) => {
    const band = bandAt(layout, index);
    drawBand(stored, layout, band, { ...bandPlanes, mesh: mesh && restoreStoredMesh(layout, index, mesh) }, tables);
  });
  if (isScaled(header.scale)) enlargeInPlace(words, header, layout.width, layout.height);
  return { width: header.width, height: header.height, data: new Uint8Array(words.buffer) };
}
