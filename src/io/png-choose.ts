/** Chooses the form, the filters and the effort of a PNG: candidates are measured on a sample, the best ones in full. */

import { DEFLATE_EFFORTS, type DeflateOptions, deflateParts, measureDeflated } from '../encode/deflate/index.js';
import { type FilterStrategy, filterRows } from './png-filter.js';
import { type PngForm, pixelBytesOf, rowBytesOf } from './png-forms.js';

/** Pixels as RGBA bytes with their size. */
export interface Raster {
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** Rows in a form, deflated. */
export interface PackedPixels {
  readonly form: PngForm;
  /** One zlib stream. */
  readonly data: Uint8Array;
}

interface Candidate {
  readonly form: PngForm;
  readonly strategy: FilterStrategy;
  /** Estimated bytes of its chunks, from the sample. */
  readonly estimate: number;
}

/** Minimum pixels of the sample: a few dozen rows of text, less than half of a small photograph's time. */
const MIN_SAMPLE_PIXELS = 2 ** 15;
/** For a large picture, the sample has one in this number of pixels, */
const SAMPLE_SHARE = 64;
/** but at most this number, to bound its memory. */
const MAX_SAMPLE_PIXELS = 2 ** 17;
const SAMPLE_STRIPES = 3;
/** If a row is longer, only its middle is measured. */
const SAMPLE_WIDTH = 2 ** 12;

/**
 * Rows that shrink to less than this share of their bytes repeat, perhaps over distances that a sample does not show. Deflate
 * skips most of them. For such pictures, and where pixels share bytes, up to three candidates are measured in full, if their
 * rows together are no longer than {@link MAX_FULL_BYTES}.
 */
const REPETITIVE = 1 / 5;
/** Takes at most half a second. */
const MAX_FULL_BYTES = 2 ** 23;
/** Besides the best of the sample: the best without filters, which distant repeats need, if its estimate is this near; */
const NEAR_UNFILTERED = 1.5;
/** and the best of the others with no more bits a pixel, if it is this near. */
const NEAR = 1.05;

/** An effort of deflate, and the nanoseconds for a byte: measured on rows of photographs, up to twice as many on others. */
interface Level {
  readonly options: DeflateOptions;
  readonly cost: number;
}

/**
 * From fast to small. The first gets within 1 % of zlib's level 6, and is smaller on most pictures. Efforts 1 and 2 of the
 * encoder are made for index planes; their searches are too short for whole colours.
 */
const LEVELS: readonly Level[] = [
  { options: { passes: 0, maxDepth: 128, niceLength: 258, chunkTokens: 1024, boundaryMoves: 1 }, cost: 60 },
  ...[130, 160, 215, 380, 750, 1500, 2500].map((cost, i) => ({ options: DEFLATE_EFFORTS[i + 2], cost })),
];
/** Candidates are measured by a low effort. In tiny pictures a few bytes decide, so they get a higher one. */
const QUICK_LEVEL = DEFLATE_EFFORTS[1];
const TINY_LEVEL = DEFLATE_EFFORTS[5];
const TINY_PIXELS = 2 ** 10;
/** Nanoseconds for each pixel. zlib's level 6 took 80 to 120 for a photograph in RGB. */
const BUDGET_A_PIXEL = 120;
/** Nanoseconds for each picture: little compared to the start of a process, and enough for the highest level on an icon. */
const BUDGET_A_PICTURE = 20_000_000;
/** Share of a budget for measuring candidates in full. */
const FULL_SHARE = 1 / 4;

/** Rows that are packed, filtered and deflated together. It costs a thousandth of the bytes and saves nine tenths of the memory. */
const MAX_SLAB_BYTES = 2 ** 22;

/** Bytes of a chunk besides its data. */
const CHUNK_BYTES = 12;

/** Packs the pixels in the smallest form that is found in time. */
export function packSmallest(raster: Raster, forms: readonly PngForm[]): PackedPixels {
  const ranked = rankCandidates(raster, forms);
  const first = ranked[0];
  const rowBytes = countRowBytes(raster, first.form);
  const share = first.estimate / rowBytes;
  // Where rows repeat, deflate skips most of their bytes.
  const budget = (BUDGET_A_PICTURE + BUDGET_A_PIXEL * raster.width * raster.height) / Math.min(1, 0.2 + 4 * share);
  const isTried = share < REPETITIVE || first.form.depth < 8;
  const tried = isTried ? [first, ...findRivals(ranked)].slice(0, MAX_FULL_BYTES / rowBytes) : [];
  if (tried.length < 2) return pack(raster, first, chooseLevel(rowBytes, budget));
  const winner = compareInFull(raster, tried, chooseLevel(tried.length * rowBytes, budget * FULL_SHARE));
  return pack(raster, winner, chooseLevel(rowBytes, budget * (1 - FULL_SHARE)));
}

/** The candidates that may be better than the first one of a ranking. */
function findRivals([first, ...others]: readonly Candidate[]): Candidate[] {
  const isFiltered = ({ strategy }: Candidate) => strategy !== 'none';
  const unfiltered = others.find((other) => isFiltered(first!) && !isFiltered(other));
  const next = others.find((other) => other !== unfiltered && other.form.pixelBits <= first!.form.pixelBits);
  return [
    ...(unfiltered !== undefined && unfiltered.estimate <= first!.estimate * NEAR_UNFILTERED ? [unfiltered] : []),
    ...(next !== undefined && next.estimate <= first!.estimate * NEAR ? [next] : []),
  ];
}

/** All forms with all their filters, the smallest first; of equal ones, the first listed comes first. */
function rankCandidates(raster: Raster, forms: readonly PngForm[]): Candidate[] {
  const sample = takeSample(raster);
  const level = raster.width * raster.height <= TINY_PIXELS ? TINY_LEVEL : QUICK_LEVEL;
  const scale = (raster.width * raster.height) / (sample.width * sample.height);
  const candidates = forms.flatMap((form) => {
    const plain = packRows(sample, form, 0, sample.height);
    return form.strategies.map((strategy) => {
      const rows = plain.slice();
      filterRows({ bytes: rows, rowBytes: rowBytesOf(form, sample.width), pixelBytes: pixelBytesOf(form) }, strategy);
      return { form, strategy, estimate: measureDeflated(rows, level) * scale + countTableBytes(form) };
    });
  });
  return candidates.sort((a, b) => a.estimate - b.estimate);
}

/**
 * The whole of a small picture, or else evenly distributed stripes. Stripes avoid the borders, where pictures are more
 * uniform and suggest the wrong filter for many screenshots.
 */
function takeSample(raster: Raster): Raster {
  const { width, height, pixels } = raster;
  if (width * height <= 2 * MIN_SAMPLE_PIXELS) return raster;
  const wanted = Math.max(MIN_SAMPLE_PIXELS, Math.min(MAX_SAMPLE_PIXELS, (width * height) / SAMPLE_SHARE));
  const sampleWidth = Math.min(width, SAMPLE_WIDTH);
  const stripes = Math.min(SAMPLE_STRIPES, height);
  const rows = Math.min(Math.floor(height / stripes), Math.ceil(wanted / (sampleWidth * stripes)));
  const left = (width - sampleWidth) >> 1;
  const sample = new Uint8Array(sampleWidth * rows * stripes * 4);
  let at = 0;
  for (let stripe = 0; stripe < stripes; stripe++) {
    const top = Math.floor(((height - rows) * (2 * stripe + 1)) / (2 * stripes));
    for (let y = top; y < top + rows; y++) {
      const from = (y * width + left) * 4;
      sample.set(pixels.subarray(from, from + sampleWidth * 4), at);
      at += sampleWidth * 4;
    }
  }
  return { width: sampleWidth, height: rows * stripes, pixels: sample };
}

/** The highest level that deflates this number of bytes in time, or else the lowest level. */
function chooseLevel(bytes: number, budget: number): DeflateOptions {
  return (LEVELS.findLast(({ cost }) => bytes * cost <= budget) ?? LEVELS[0]).options;
}

/** The candidate with the fewest bytes; of equal ones, the first. */
function compareInFull(raster: Raster, candidates: readonly Candidate[], level: DeflateOptions): Candidate {
  let best = candidates[0];
  let least = Infinity;
  for (const candidate of candidates) {
    const size = measureDeflated(makeRows(raster, candidate), level) + countTableBytes(candidate.form);
    if (size >= least) continue;
    best = candidate;
    least = size;
  }
  return best;
}

/** Deflates rows a slab at a time. The slabs have nearly equal heights. */
function pack(raster: Raster, candidate: Candidate, level: DeflateOptions): PackedPixels {
  const slabs = Math.min(raster.height, Math.ceil(countRowBytes(raster, candidate.form) / MAX_SLAB_BYTES));
  const topOf = (slab: number) => Math.floor((slab * raster.height) / slabs);
  const makeSlabs = function* () {
    for (let slab = 0; slab < slabs; slab++) yield makeRows(raster, candidate, topOf(slab), topOf(slab + 1));
  };
  return { form: candidate.form, data: deflateParts(makeSlabs(), level) };
}

/** Makes the filtered rows from `top` up to `bottom`; filtering also reads the row above. */
function makeRows(raster: Raster, { form, strategy }: Candidate, top = 0, bottom = raster.height): Uint8Array {
  const first = Math.max(0, top - 1);
  const bytes = packRows(raster, form, first, bottom);
  const rowBytes = rowBytesOf(form, raster.width);
  filterRows({ bytes, rowBytes, pixelBytes: pixelBytesOf(form) }, strategy);
  return bytes.subarray((top - first) * (rowBytes + 1));
}

/** Makes rows with filter bytes of 0. */
function packRows({ width, pixels }: Raster, form: PngForm, top: number, bottom: number): Uint8Array {
  const stride = rowBytesOf(form, width) + 1;
  const rows = new Uint8Array(stride * (bottom - top));
  for (let y = top; y < bottom; y++) form.packRow(pixels, y * width * 4, width, rows, (y - top) * stride + 1);
  return rows;
}

function countRowBytes({ width, height }: Raster, form: PngForm): number {
  return (rowBytesOf(form, width) + 1) * height;
}

/** Bytes of PLTE and tRNS. */
function countTableBytes({ palette, transparency }: PngForm): number {
  const tables = [palette, transparency].filter((data) => data !== undefined);
  return tables.reduce((sum, data) => sum + data.length + CHUNK_BYTES, 0);
}
