/**
 * Decides between exact and lossy storage. A picture whose colours fit in a palette can be stored exactly. A gray photograph
 * fits too, but its exact file would be larger than its PNG. Such pictures are encoded both ways, and the exact file may be
 * larger only by a limited factor.
 */

import { UnsupportedError } from '../error.js';
import { MAX_K_ONE_BYTE, MAX_K2 } from '../format/constants.js';
import type { Image } from '../image.js';
import { partOf, type Steps } from '../steps.js';
import { unpackColours } from './kmeans/colour-space.js';
import type { ResolvedEncodeOptions } from './options.js';
import { hasFewColours } from './palettes.js';
import { type EncodeResult, encodePicture } from './pipeline.js';
import { type PreparedPicture, preparePicture } from './prepare.js';
import { shrinkPicture } from './shrink.js';

/**
 * The exact file may be this many times as large as a lossy one of a slightly lower quality. At quality 75, exact drawings, text
 * and pixel art of few colours take 1.0 to 1.35 times the bytes, exact photographs at least 1.9 times.
 */
const EXACT_FACTOR = 1.4;

/** The exact file may always be this many bytes larger: the palette is most of a tiny picture's file. */
const EXACT_BYTES = 256;

/**
 * That lower quality, as a factor of lambda. From one whole quality to the one below, lambda rises by less than this up to
 * quality 90. So the step to exactness, too, is at most a factor of {@link EXACT_FACTOR}, even if the lossy file grows all at
 * once.
 */
const LOWER_QUALITY = 5 / 4;

/** Pictures of at most this number of colours are always exact, since no quality gives fewer colours. */
const FEWEST_COLOURS = 4;

/** Larger pictures are judged by a sample of about this number of pixels, in stripes of this number of rows. */
const SAMPLE_PIXELS = 2 ** 18;
const STRIPE_ROWS = 64;

/** Encodes a picture once. */
export function* encodeSteps(image: Image, options: ResolvedEncodeOptions): Steps<EncodeResult> {
  return yield* new EncodeSubject(image, options).encode(options);
}

/** Options that do not depend on the quality. */
type SubjectOptions = Pick<ResolvedEncodeOptions, 'background' | 'blockMap' | 'dither' | 'keepsHidden'>;

/** A picture that is encoded at one quality or at several. What does not depend on the quality is done once. */
export class EncodeSubject {
  readonly #picture: PreparedPicture;
  readonly #exact = new Map<PreparedPicture, EncodeResult>();
  #fits: boolean | undefined;
  #sample: PreparedPicture | undefined;

  /**
   * @param options - of one picture; with a block map or dithering, the picture is not shrunk, since they need its pixels
   * @throws OptionError when geometry and data do not fit
   */
  constructor(image: Image, { background, blockMap, dither, keepsHidden }: SubjectOptions) {
    const picture = preparePicture(image, background, keepsHidden);
    this.#picture = blockMap === undefined && !dither ? shrinkPicture(picture) : picture;
  }

  /**
   * Encodes the picture.
   *
   * @param options - of one picture; only the values that a quality sets may differ between calls
   * @throws UnsupportedError when the picture must be exact and has too many colours
   */
  *encode(options: ResolvedEncodeOptions): Steps<EncodeResult> {
    const picture = this.#picture;
    if (options.storage === 'exact') return yield* encodeExactly(picture, options);
    this.#fits ??= hasFewColours(picture.colours, MAX_K_ONE_BYTE);
    if (options.storage === 'fitting' || !this.#fits) return yield* encodePicture(picture, options);
    if (hasFewColours(picture.colours, FEWEST_COLOURS)) return yield* this.#encodeExactly(picture, options);
    return yield* this.#encodeCheaper(options);
  }

  /** Encodes exactly if that costs little. A sample decides; a small picture is its own sample. */
  *#encodeCheaper(options: ResolvedEncodeOptions): Steps<EncodeResult> {
    const picture = this.#picture;
    this.#sample ??= options.blockMap === undefined ? takeSample(picture) : picture;
    const share = (2 * this.#sample.height) / (picture.height + 2 * this.#sample.height);
    const exact = yield* partOf(this.#encodeExactly(this.#sample, options), 0, share / 2);
    const lossy = yield* partOf(encodePicture(this.#sample, asLossy(options, LOWER_QUALITY)), share / 2, share);
    const isCheap = exact.bytes.length <= EXACT_FACTOR * lossy.bytes.length + EXACT_BYTES;
    const chosen = isCheap ? this.#encodeExactly(picture, options) : encodePicture(picture, asLossy(options, 1));
    return yield* partOf(chosen, share, 1);
  }

  *#encodeExactly(picture: PreparedPicture, options: ResolvedEncodeOptions): Steps<EncodeResult> {
    const known = this.#exact.get(picture);
    if (known !== undefined) return known;
    const result = yield* encodePicture(picture, asExact(options));
    this.#exact.set(picture, result);
    return result;
  }
}

function* encodeExactly(picture: PreparedPicture, options: ResolvedEncodeOptions): Steps<EncodeResult> {
  const fits = hasFewColours(picture.colours, MAX_K2);
  const result = fits ? yield* encodePicture(picture, options) : undefined;
  if (result?.distortion === 0) return result;
  throw new UnsupportedError(
    'too-many-colours',
    `the picture can't be stored exactly: expected at most ${MAX_K2} colours in all, found more`,
  );
}

/** For a picture of at most 256 colours: all of them, and no pixel changed. */
function asExact(options: ResolvedEncodeOptions): ResolvedEncodeOptions {
  const k1 = options.k1 === 0 ? 0 : MAX_K_ONE_BYTE;
  return { ...options, storage: 'fitting', k1, k2: MAX_K_ONE_BYTE, lambda: 0, findsClasses: false };
}

/** Allows every pixel to change, at lambda times a factor. */
function asLossy(options: ResolvedEncodeOptions, factor: number): ResolvedEncodeOptions {
  const { lambda, colourLambda } = options;
  return { ...options, storage: 'lossy', lambda: lambda * factor, colourLambda: colourLambda * factor };
}

/** Stripes of rows, evenly distributed and joined; the picture itself if it is not much larger. */
function takeSample(picture: PreparedPicture): PreparedPicture {
  const { width, height, opaque, clearedPixels } = picture;
  const stripes = Math.max(1, Math.round(SAMPLE_PIXELS / (STRIPE_ROWS * width)));
  if (2 * stripes * STRIPE_ROWS >= height) return picture;
  const size = STRIPE_ROWS * width;
  const colours = new Uint32Array(stripes * size);
  for (let stripe = 0; stripe < stripes; stripe++) {
    const top = Math.floor(((height - STRIPE_ROWS) * (2 * stripe + 1)) / (2 * stripes));
    colours.set(picture.colours.subarray(top * width, top * width + size), stripe * size);
  }
  return { width, height: stripes * STRIPE_ROWS, colours, bytes: unpackColours(colours), opaque, clearedPixels };
}
