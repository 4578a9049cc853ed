/**
 * Separates flat blocks. In a drawing most blocks lie in plain areas, where no pixel differs from the one left of it. As the
 * low class they cost almost nothing. The plane of the other blocks is shorter, so deflate's window of 32,768 indices covers
 * several times as many rows. It then finds repeats of letters and outlines that are out of reach in a plane of all pixels.
 */

import { type Band, bandAt, countBands, type Grid, type Layout, makeGrid, packBlockMap } from '../codec/layout.js';
import { MAX_K_ONE_BYTE } from '../format/constants.js';
import { partOf, type Steps } from '../steps.js';
import type { TaskKind } from './define-task.js';
import { measureRateQuicklyTask, measureRates, measureRateTask, packLikely } from './deflate-planes.js';
import { BandLabeller, gatherPlanes, type IndexingContext } from './label-bands.js';
import { candidateStrips, middleRows } from './strip.js';

/** Block sides tried, as powers of two, each no larger than the present one. */
const SIDES_LOG2 = [3, 4, 5];

/** Lossy matching comes later and loses at every border. So blocks of half the side must save this share of the bytes. */
const FINER_COST = 0.004;

/** Pictures with a smaller share of flat blocks of the smallest side stay as they are. */
const LEAST_SHARE = 1 / 16;

/**
 * A picture is a drawing if it has this share of flat blocks, or if separating them saves this share of the bytes.
 * Photographs have a share of a quarter and save a hundredth at most. Drawings nearly always save half.
 */
const DRAWING_SHARE = 3 / 8;
const DRAWING_SAVING = 1 / 32;

/** Separating flat blocks must save at least this share of the bytes. */
const LEAST_SAVING = 0.01;
/** Estimated bytes of classes beyond the planes: a second palette, longer headers. */
const CLASSES_BYTES = 64;

/** Pixels of the sample: of a picture that may be a drawing, and of one that is probably a photograph. */
const DRAWING_PIXELS = 2 ** 20;
const PHOTO_PIXELS = 2 ** 17;

/** The grid and the scan with which flat blocks are separated. */
interface FlatShape {
  readonly blockLog2: number;
  readonly stripWidth: number;
}

/** The sample to measure, and how to measure it. */
interface Measurement {
  readonly band: Band;
  readonly measuring: TaskKind<Uint8Array, number>;
}

const NOT_SEPARATED = { blockLog2: 0, stripWidth: 0, saving: 0 };

/** What the flat blocks of a picture reveal about it. */
export interface FlatSurvey {
  /** The given context. A drawing, which is mostly plain areas, gets the effort for drawings. */
  readonly context: IndexingContext;
  /** That context with the flat blocks as its low class; both classes share the palette. Undefined if that saves no bytes. */
  readonly apart: IndexingContext | undefined;
}

/**
 * Examines the flat blocks in the middle of a picture.
 *
 * @param context - has one palette of up to 256 colours, and an effort that tries shapes; any other is returned as it is
 */
export function* surveyFlatBlocks(context: IndexingContext): Steps<FlatSurvey> {
  const { layout, labeller, palettes, options } = context;
  const nothing = { context, apart: undefined };
  const isOnePalette = palettes.low.length === 0 && palettes.high.length / 4 <= MAX_K_ONE_BYTE;
  if (!options.effort.triesStrips || !isOnePalette) return nothing;
  const few = middleRows(layout, PHOTO_PIXELS);
  const sides = sidesOf(context);
  const smallest = regrid(layout, sides[0]);
  const share = shareOfFlat(findFlatBlocks(labeller.label(few).labels, smallest, regridBand(few, smallest)));
  if (share < LEAST_SHARE) return nothing;
  const isPlain = share >= DRAWING_SHARE;
  const measurement: Measurement = isPlain
    ? { band: middleRows(layout, DRAWING_PIXELS), measuring: measureRateTask }
    : { band: few, measuring: measureRateQuicklyTask };
  const shape = options.separatesFlat ? yield* chooseShape(context, measurement, sides) : NOT_SEPARATED;
  const isDrawing = isPlain || shape.saving >= DRAWING_SAVING;
  const fitting = isDrawing ? asDrawing(context) : context;
  return { context: fitting, apart: shape.saving < LEAST_SAVING ? undefined : separateFlat(fitting, shape) };
}

/** Every way to separate flat blocks: each block side with each strip width. */
export function listFlatShapes(context: IndexingContext, stripWidths: readonly number[]): IndexingContext[] {
  if (!context.options.separatesFlat) return [];
  return sidesOf(context).flatMap((blockLog2) =>
    stripWidths.map((stripWidth) => separateFlat(context, { blockLog2, stripWidth })),
  );
}

/** Block sides to try, as powers of two. */
function sidesOf({ layout, options }: IndexingContext): number[] {
  return options.isExplicitBlock ? [layout.blockLog2] : SIDES_LOG2.filter((log2) => log2 <= layout.blockLog2);
}

/** The block side, and then the strip width, at which separating flat blocks saves most. */
function* chooseShape(
  context: IndexingContext,
  { band, measuring }: Measurement,
  sides: readonly number[],
): Steps<FlatShape & { readonly saving: number }> {
  const { layout, palettes, labeller, options } = context;
  const { labels } = labeller.label(band);
  const partsOf = (shape: FlatShape) => separateSample(context, band, labels, shape);
  const bySide = sides.map((blockLog2) => ({ blockLog2, stripWidth: layout.stripWidth }));
  const whole = packLikely(gatherPlanes(labels, layout, band, palettes), context, band);
  const [wholeBytes, ...sideBytes] = yield* partOf(
    measureRates([[whole.high], ...bySide.map(partsOf)], measuring),
    0,
    0.6,
  );
  const side = indexOfLeast(sideBytes.map((bytes, i) => bytes * (1 + FINER_COST * (sides.length - i))));
  const byStrip = candidateStrips(layout, options)
    .filter((stripWidth) => stripWidth !== layout.stripWidth)
    .map((stripWidth) => ({ ...bySide[side], stripWidth }));
  const stripBytes = yield* partOf(measureRates(byStrip.map(partsOf), measuring), 0.6, 1);
  const bytes = [sideBytes[side], ...stripBytes];
  const best = indexOfLeast(bytes);
  return { ...[bySide[side], ...byStrip][best], saving: 1 - (bytes[best] + CLASSES_BYTES) / wholeBytes };
}

function asDrawing(context: IndexingContext): IndexingContext {
  const { effort } = context.options;
  return { ...context, options: { ...context.options, effort: { ...effort, ...effort.forDrawings } } };
}

/** The planes and the bitmap of a sample with its flat blocks separated. */
function separateSample(
  { layout, palettes: { high } }: IndexingContext,
  band: Band,
  labels: Uint16Array,
  { blockLog2, stripWidth }: FlatShape,
): Uint8Array[] {
  const finer = regrid(layout, blockLog2);
  const rows = regridBand(band, finer);
  const map = findFlatBlocks(labels, finer, rows);
  const whole = new Uint8Array(finer.columns * finer.rows);
  whole.set(map, rows.firstBlockRow * finer.columns);
  const separated = { ...layout, ...finer, bitmap: packBlockMap(whole), stripWidth };
  const place = { layout: separated, palettes: { low: high, high } };
  const planes = packLikely(gatherPlanes(labels, separated, rows, place.palettes), place, rows);
  return [planes.low, planes.high, packBlockMap(map)];
}

/** The context with the flat blocks of the whole picture as the low class. */
function separateFlat(context: IndexingContext, { blockLog2, stripWidth }: FlatShape): IndexingContext {
  const { picture, labeller, options } = context;
  const finer = { ...regridLayout(context.layout, blockLog2), stripWidth };
  const map = new Uint8Array(finer.columns * finer.rows);
  for (let index = 0; index < countBands(finer); index++) {
    const band = bandAt(finer, index);
    const { labels } = labeller.label(band);
    map.set(findFlatBlocks(labels, finer, band), band.firstBlockRow * finer.columns);
  }
  const layout = { ...finer, bitmap: packBlockMap(map) };
  const palettes = { ...context.palettes, low: context.palettes.high };
  const separatedLabeller = new BandLabeller(picture, layout, palettes, options.dither);
  return { ...context, layout, palettes, labeller: separatedLabeller, keepsLow: true };
}

/** The same bands in blocks that are no larger. */
export function regridLayout(layout: Layout, blockLog2: number): Layout {
  const grid = regrid(layout, blockLog2);
  return {
    ...layout,
    ...grid,
    bandBlockRows: Math.min(layout.bandBlockRows << (layout.blockLog2 - blockLog2), grid.rows),
  };
}

/**
 * Finds the flat blocks of a band.
 *
 * @param labels - one a pixel of the band, row-major
 * @returns one byte a block of the band, row-major: 0 flat, 1 not
 */
export function findFlatBlocks(labels: Uint16Array, { width, columns, blockLog2 }: Grid, band: Band): Uint8Array {
  const map = new Uint8Array(columns * (band.endBlockRow - band.firstBlockRow));
  const inside = (1 << blockLog2) - 1;
  for (let y = 0; y < band.bottom - band.top; y++) {
    const firstBlock = (y >>> blockLog2) * columns;
    const row = y * width;
    for (let x = 1; x < width; x++) {
      if (labels[row + x] !== labels[row + x - 1] && (x & inside) !== 0) map[firstBlock + (x >>> blockLog2)] = 1;
    }
  }
  return map;
}

function shareOfFlat(map: Uint8Array): number {
  let flat = 0;
  for (let i = 0; i < map.length; i++) flat += 1 - map[i];
  return flat / map.length;
}

function regrid({ width, height }: Grid, blockLog2: number): Grid {
  return makeGrid({ width, height, blockLog2 });
}

/** The same rows of the picture as block rows of another grid, whose blocks are no larger. */
function regridBand({ index, top, bottom }: Band, { blockLog2 }: Grid): Band {
  const side = 1 << blockLog2;
  return { index, firstBlockRow: top >>> blockLog2, endBlockRow: Math.ceil(bottom / side), top, bottom };
}

function indexOfLeast(values: readonly number[]): number {
  return values.indexOf(Math.min(...values));
}
