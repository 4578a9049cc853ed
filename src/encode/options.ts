/** Options of the encoder: what they mean, their defaults and ranges. They are checked and resolved once. */

import { checkBytes, checkInteger, checkNumber, checkObject, checkOneOf, show } from '../check.js';
import { OptionError } from '../error.js';
import { MAX_BLOCK_LOG2, MAX_K1, MAX_K2, MIN_BLOCK_LOG2 } from '../format/constants.js';
import { MAX_METADATA_DEFAULT, MAX_METADATA_LIMIT } from '../image.js';
import { CLASSIFIER_NAMES, type ClassifierName, refinesMap } from './classify/index.js';
import { parseColour } from './colour-text.js';
import { ENCODE_DEFAULTS } from './defaults.js';
import { EFFORTS, type Effort } from './effort.js';
import { type QualitySettings, settingsForRung } from './quality.js';
import { TUNES, type Tune } from './rate-distortion/weights.js';

/** How to encode. All options are optional; `undefined` counts as absent. */
export interface EncodeOptions {
  /**
   * How blocks are classified. `codebook`: by the palette that fits a block better, or by rate and distortion. `eigen`,
   * `variance` and `gradient`: by the study's measures. `none`: one palette for all. Default `codebook`.
   */
  readonly classify?: ClassifierName;
  /**
   * The class of each block, one byte a block, row-major: 0 = low detail, 1 = high, as `readInfo` returns it, and 2 = low detail
   * drawn by a mesh. The classes do not change, 0 and 1 each get a palette, and `classify` is ignored. `block` is 16 unless given. The length is checked when the
   * picture is known.
   */
  readonly blockMap?: Uint8Array;
  /**
   * Palette sizes and `lambda` from one number, 1..100. Each of these options overrides it. If `k1` or `k2` is given without a
   * quality, `lambda` is 0. Default 75.
   */
  readonly quality?: number;
  /**
   * Keep every pixel, in a palette of up to 4096 colours; a picture of more colours is an error. It excludes `quality`, `k1`,
   * `k2`, `lambda` and `dither`. Default false: a picture of at most 256 colours is then kept exactly if the file is
   * at most 1.4 times as large as that of a slightly lower quality.
   */
  readonly lossless?: boolean;
  /** The same as `lossless`, but colours under alpha 0 are kept too. Default false: such pixels become 0, 0, 0, 0. */
  readonly exact?: boolean;
  /** Colours of low-detail blocks, 0..4096; 0 = one palette. With `classify: 'none'` and no `k2`, the colours of all blocks. */
  readonly k1?: number;
  /** Colours of high-detail blocks, 1..4096. */
  readonly k2?: number;
  /** Block side in pixels: 2, 4, 8, ... 256. Default: 32 by quality, 8 to 32 if flat blocks are separated, else 16. */
  readonly block?: number;
  /** Time spent for size and quality, 1 (fast) to 9 (small). Default 5. */
  readonly effort?: number;
  /**
   * Error that a bit is worth, 0..10000 in code units squared. Above 0, indices are changed if that saves more bits than it
   * adds error. Palettes of more than 256 colours and dithered pictures are not changed, since matching would remove the
   * noise. Default: by `quality`, 0 at effort 1.
   */
  readonly lambda?: number;
  /** How lambda counts errors: `psnr` = squared error, `ssim` = weighted by visibility. Default `ssim`. */
  readonly tune?: Tune;
  /** Diffuse each pixel's error to its neighbours (Floyd-Steinberg). Default false. */
  readonly dither?: boolean;
  /** Colours (`#rrggbb`, `#rrggbbaa`) that the palettes must hold exactly. Default none. */
  readonly keepColors?: readonly string[];
  /** Flatten transparency onto this colour (`#rrggbb`). Default: keep transparency. */
  readonly background?: string;
  /** Seed of the clustering's random starts, 0..2^32-1. Default 1. */
  readonly seed?: number;
  /** Width in pixels of the scan's vertical strips; 0 = whole rows. Default: chosen by the encoder. */
  readonly strip?: number;
  /** ICC profile to store. */
  readonly icc?: Uint8Array;
  /** EXIF data (a TIFF structure) to store. */
  readonly exif?: Uint8Array;
  /** Reject an ICC profile or EXIF data of more bytes. Readers have the same default. Default 4 MiB. */
  readonly maxMetadataBytes?: number;
}

/**
 * When to store a picture exactly: `exact` = always, `choose` = if that costs little, `fitting` = if the palettes hold all of
 * its colours, `lossy` = only if no error pays.
 */
export type Storage = 'exact' | 'choose' | 'fitting' | 'lossy';

/** Checked options, with all derived values that do not need the picture. */
export interface ResolvedEncodeOptions {
  readonly classify: ClassifierName;
  /** One byte a block, 0 or 1. The length is not checked yet. */
  readonly blockMap: Uint8Array | undefined;
  readonly k1: number;
  readonly k2: number;
  /** Whether the caller gave a palette size. Then a picture of few colours does not get one palette automatically. */
  readonly isExplicitSize: boolean;
  /** Whether rate and distortion choose the low blocks, if any; there is one palette at first. */
  readonly findsClasses: boolean;
  /** Whether flat blocks may become the low class; there is one palette then. */
  readonly separatesFlat: boolean;
  readonly blockLog2: number;
  /** Whether the caller gave the block side. */
  readonly isExplicitBlock: boolean;
  readonly effort: Effort;
  readonly lambda: number;
  /** Lambda for choosing the number of colours of a picture with few colours; above 0 for storage `choose`. */
  readonly colourLambda: number;
  readonly storage: Storage;
  /** Whether colours under alpha 0 are kept; then storage is `exact`. */
  readonly keepsHidden: boolean;
  readonly tune: Tune;
  readonly dither: boolean;
  /** Packed colours, distinct. */
  readonly keepColours: Uint32Array;
  /** Packed opaque colour. */
  readonly background: number | undefined;
  readonly seed: number;
  readonly strip: number | undefined;
  readonly icc: Uint8Array | undefined;
  readonly exif: Uint8Array | undefined;
}

/**
 * Fills in the defaults and checks all that does not need the picture.
 *
 * @throws OptionError naming the option
 */
export function resolveEncodeOptions(options: EncodeOptions = {}): ResolvedEncodeOptions {
  checkObject('options', options);
  const quality = checkInteger('quality', options.quality ?? ENCODE_DEFAULTS.quality, 1, 100);
  return resolveWithSettings(options, settingsForRung(quality));
}

/**
 * The same as {@link resolveEncodeOptions}, but with given settings instead of a quality.
 *
 * @throws OptionError naming the option
 */
export function resolveWithSettings(options: EncodeOptions, settings: QualitySettings): ResolvedEncodeOptions {
  const effort = EFFORTS[checkInteger('effort', options.effort ?? ENCODE_DEFAULTS.effort, 1, 9) - 1];
  const keepsHidden = checkBoolean('exact', options.exact ?? ENCODE_DEFAULTS.exact);
  const isExact = checkBoolean('lossless', options.lossless ?? ENCODE_DEFAULTS.lossless) || keepsHidden;
  const coding = isExact ? resolveExactCoding(options, effort) : resolveCoding(options, settings, effort);
  return {
    ...coding,
    keepsHidden,
    blockLog2: resolveBlockLog2(options.block ?? (coding.findsClasses ? FOUND_BLOCK : GIVEN_BLOCK)),
    isExplicitBlock: options.block !== undefined,
    effort,
    tune: checkOneOf('tune', options.tune ?? ENCODE_DEFAULTS.tune, TUNES),
    keepColours: resolveKeepColours(options.keepColors ?? ENCODE_DEFAULTS.keepColors, coding),
    background: options.background === undefined ? undefined : parseBackground(options.background),
    seed: checkInteger('seed', options.seed ?? ENCODE_DEFAULTS.seed, 0, 0xffffffff),
    strip: options.strip === undefined ? undefined : checkInteger('strip', options.strip, 0, 0xffffffff),
    ...resolveMetadata(options),
  };
}

/** Default block sides. Where bits count, blocks are large, since each border costs bits. */
const FOUND_BLOCK = 32;
const GIVEN_BLOCK = 16;

type Coding = Pick<
  ResolvedEncodeOptions,
  | 'classify'
  | 'blockMap'
  | 'k1'
  | 'k2'
  | 'isExplicitSize'
  | 'findsClasses'
  | 'separatesFlat'
  | 'lambda'
  | 'colourLambda'
  | 'storage'
  | 'dither'
>;

/** Classes, palettes and lambda, which depend on each other. */
function resolveCoding(options: EncodeOptions, settings: QualitySettings, effort: Effort): Coding {
  const named = checkOneOf('classify', options.classify ?? ENCODE_DEFAULTS.classify, CLASSIFIER_NAMES);
  const blockMap = options.blockMap === undefined ? undefined : checkBlockMap(options.blockMap, options.k1);
  const classify = blockMap === undefined ? named : GIVEN_CLASSES;
  const dither = checkBoolean('dither', options.dither ?? ENCODE_DEFAULTS.dither);
  const sizes = resolveSizes(options, classify, settings);
  const isExplicitSize = options.k1 !== undefined || options.k2 !== undefined;
  const isPlain = (isExplicitSize && options.quality === undefined) || !effort.optimises || dither;
  const lambda = checkNumber('lambda', options.lambda ?? (isPlain ? 0 : settings.lambda), 0, 10000);
  const colourLambda = isExplicitSize || dither ? 0 : (options.lambda ?? settings.lambda);
  const refines = refinesMap(classify) && sizes.k1 > 0;
  const findsClasses = refines && !isPlain && lambda > 0 && !isExplicitSize;
  const isWhole = sizes.k1 === 0 || findsClasses || (refines && !effort.optimises && !isExplicitSize);
  return {
    classify: isWhole ? 'none' : classify,
    blockMap,
    k1: isWhole ? 0 : sizes.k1,
    k2: sizes.k2,
    isExplicitSize,
    findsClasses,
    separatesFlat: refines && !isExplicitSize,
    lambda,
    colourLambda,
    storage: colourLambda > 0 ? 'choose' : 'fitting',
    dither,
  };
}

/** Options that an exact picture excludes. Their values 0 and false are allowed, since they change nothing. */
const INEXACT = ['quality', 'k1', 'k2', 'lambda', 'dither'] as const;

/** The same as {@link resolveCoding}, for a picture that must not change. */
function resolveExactCoding(options: EncodeOptions, effort: Effort): Coding {
  for (const name of INEXACT) {
    const value = options[name];
    const isHarmless = value === undefined || value === false || (value === 0 && name === 'lambda');
    if (!isHarmless) throw new OptionError(name, 'it has no effect on a lossless picture; leave it out');
  }
  const coding = resolveCoding({ ...options, quality: undefined }, { k1: MAX_K1, k2: MAX_K2, lambda: 0 }, effort);
  if (coding.blockMap?.includes(GIVEN_MESH)) {
    throw new OptionError(
      'blockMap',
      `a mesh is not exact: expected 0 or 1 for each block of a lossless picture, found ${GIVEN_MESH}`,
    );
  }
  return { ...coding, storage: 'exact' };
}

/** The classifier that represents given classes: as with a measure, there are two, and nothing refines them. */
const GIVEN_CLASSES = 'eigen' satisfies ClassifierName;

/** Blocks of the mesh in a block map of the caller. */
export const GIVEN_MESH = 2;

function checkBlockMap(value: unknown, k1: number | undefined): Uint8Array {
  const map = checkBytes('blockMap', value);
  const other = map.findIndex((blockClass) => blockClass > GIVEN_MESH);
  if (other >= 0) throw new OptionError('blockMap', `expected 0, 1 or 2 for block ${other}, found ${map[other]}`);
  if (k1 === 0) throw new OptionError('k1', 'expected at least 1 with a block map, found 0');
  return map;
}

/** k1 and k2 from the caller or the quality; with one palette, k1 is 0 and k2 is its size. */
function resolveSizes(
  options: EncodeOptions,
  classify: ClassifierName,
  settings: QualitySettings,
): { k1: number; k2: number } {
  const k1 = checkInteger('k1', options.k1 ?? settings.k1, 0, MAX_K1);
  const k2 = checkInteger('k2', options.k2 ?? settings.k2, 1, MAX_K2);
  if (classify !== 'none') return { k1, k2 };
  const isK1TheOnlySize = options.k1 !== undefined && options.k1 > 0 && options.k2 === undefined;
  return { k1: 0, k2: isK1TheOnlySize ? k1 : k2 };
}

function resolveBlockLog2(side: unknown): number {
  for (let log2 = MIN_BLOCK_LOG2; log2 <= MAX_BLOCK_LOG2; log2++) if (side === 1 << log2) return log2;
  throw new OptionError('block', `expected a power of two from 2 to 256, found ${show(side)}`);
}

function resolveKeepColours(texts: unknown, { k1, k2 }: { k1: number; k2: number }): Uint32Array {
  if (!Array.isArray(texts)) throw new OptionError('keepColors', 'expected an array of colours');
  const colours = new Set(texts.map((text: unknown) => parseColour('keepColors', text)));
  const room = k1 === 0 ? k2 : Math.min(k1, k2);
  if (colours.size > room) {
    throw new OptionError(
      'keepColors',
      `expected at most ${room} colours, the size of the smaller palette, found ${colours.size}`,
    );
  }
  return Uint32Array.from(colours).sort();
}

function parseBackground(text: unknown): number {
  const colour = parseColour('background', text);
  if (colour >>> 24 !== 255) throw new OptionError('background', `expected an opaque colour, found ${show(text)}`);
  return colour;
}

function checkBoolean(option: string, value: unknown): boolean {
  if (typeof value !== 'boolean') throw new OptionError(option, `expected true or false, found ${show(value)}`);
  return value;
}

/** Checks the metadata against the limit that readers have too. */
function resolveMetadata({ icc, exif, maxMetadataBytes }: EncodeOptions): Pick<ResolvedEncodeOptions, 'icc' | 'exif'> {
  const most = checkInteger('maxMetadataBytes', maxMetadataBytes ?? MAX_METADATA_DEFAULT, 0, MAX_METADATA_LIMIT);
  return { icc: checkMetadata('icc', icc, most), exif: checkMetadata('exif', exif, most) };
}

function checkMetadata(option: string, value: unknown, most: number): Uint8Array | undefined {
  if (value === undefined) return undefined;
  const bytes = checkBytes(option, value);
  if (bytes.length === 0) throw new OptionError(option, 'expected at least one byte, found none');
  if (bytes.length > most) {
    throw new OptionError(option, `expected at most ${most} bytes (option maxMetadataBytes), found ${bytes.length}`);
  }
  return bytes;
}
