/** One cell of a study: a method encodes a picture, and the result is measured. Workers run it too. */

import { type ClassifierName, type EncodeOptions, encodeWithReportAsync } from '../../encode/index.js';
import type { Image } from '../../image.js';
import { writePicture } from '../../io/index.js';
import { compareImages, countUnseenDifferences, type ImageComparison } from '../../metrics/index.js';
import { decode, sumSections } from '../../node/decode.js';

/** The measured figures. */
export interface CellFigures extends ImageComparison {
  /** Pixels that differ in a byte but look the same, such as colours of transparent ones. */
  readonly unseenDifferences: number;
  /** Entries of the palettes in the file; `storedK1` 0 = one palette. */
  readonly storedK1: number;
  readonly storedK2: number;
  /** Bytes of the mesh in the file; 0 = none. */
  readonly meshBytes: number;
  /** Block side in pixels. */
  readonly block: number;
  /** Size of the .akm file. */
  readonly bytes: number;
  /** Wall clock of the encoding. */
  readonly seconds: number;
}

/** The result of a cell. */
export interface CellOutcome {
  readonly figures: CellFigures;
  /** The .akm file. */
  readonly akm: Uint8Array;
  /** The decoded picture. */
  readonly png: Uint8Array;
}

/** Runs a cell. All results except `seconds` depend only on the arguments. */
export async function runCell(
  image: Image,
  options: EncodeOptions,
  onProgress?: (done: number) => void,
): Promise<CellOutcome> {
  const startedAt = performance.now();
  const { bytes, header } = await encodeWithReportAsync(image, onProgress ? { ...options, onProgress } : options);
  const seconds = (performance.now() - startedAt) / 1000;
  // Decodes the file instead of using the encoder's reconstruction. The limit is only for foreign pictures.
  const limits = { maxPixels: image.width * image.height };
  const drawn = decode(bytes, limits);
  const figures = {
    ...compareImages(image, drawn),
    unseenDifferences: countUnseenDifferences(image, drawn).pixels,
    storedK1: header.k1,
    storedK2: header.k2,
    meshBytes: sumSections(bytes, limits).get('mesh') ?? 0,
    block: 1 << header.blockLog2,
    bytes: bytes.length,
    seconds,
  };
  return { figures, akm: bytes, png: writePicture(drawn, 'png', { icc: options.icc }) };
}

/** One line in the charts, one row in the tables. */
export interface Method {
  readonly id: MethodId;
  /** Heading. */
  readonly name: string;
  /** In charts, where room is scarce. */
  readonly shortName: string;
  /** In the middle of a sentence. */
  readonly phrase: string;
  /** One sentence for people. */
  readonly about: string;
  readonly classify: ClassifierName;
}

export type MethodId = 'regular' | 'eigen' | 'variance' | 'gradient' | 'akm';

/** In the order of the tables. */
export const METHODS: readonly Method[] = [
  {
    id: 'regular',
    name: 'Regular k-means',
    shortName: 'regular',
    phrase: 'regular k-means',
    about: 'One palette of K colours for the whole picture.',
    classify: 'none',
  },
  {
    id: 'eigen',
    name: 'Eigenvalue-enhanced',
    shortName: 'eigen',
    phrase: 'eigenvalue-enhanced compression',
    about:
      'Blocks are classified by the mean eigenvalue of their colour covariance: k1 colours below the median, k2 above.',
    classify: 'eigen',
  },
  {
    id: 'variance',
    name: 'Variance-enhanced',
    shortName: 'variance',
    phrase: 'variance-enhanced compression',
    about: 'Blocks are classified by their variance.',
    classify: 'variance',
  },
  {
    id: 'gradient',
    name: 'Gradient-enhanced',
    shortName: 'gradient',
    phrase: 'gradient-enhanced compression',
    about: 'Blocks are classified by their gradient.',
    classify: 'gradient',
  },
  {
    id: 'akm',
    name: 'akm at its defaults',
    shortName: 'akm defaults',
    phrase: 'akm at its defaults',
    about:
      'The encoder left alone but for its quality, which sets palettes and matching. Smooth low blocks may be drawn by a mesh.',
    classify: 'codebook',
  },
];

/** The methods with two classes of blocks, which are tried at every k1. */
export const ENHANCED_METHODS: readonly Method[] = METHODS.filter(({ id }) => id !== 'regular' && id !== 'akm');

/** The row of a method. */
export function methodOf(id: MethodId): Method {
  return METHODS.find((method) => method.id === id)!;
}
