/**
 * Whether a JPEG's scans can make up its frame, before the decoder allocates for it: is every coefficient coded,
 * none of them twice, and are there bytes enough?
 *
 * @see ITU-T T.81, A.2 (order of blocks), F.1.2 and G.1.2 (what a block costs)
 */

import { FormatError, UnsupportedError } from '../error.js';
import type { JpegFrame, JpegScan } from './jpeg-frame.js';

/** Blocks of 8x8 of one component. */
interface ComponentBlocks {
  /** That the picture needs, and that a scan of this component alone codes. */
  readonly across: number;
  readonly down: number;
  /** With those that fill up whole MCUs. */
  readonly paddedAcross: number;
  readonly paddedDown: number;
}

/** The geometry of a frame. */
export interface JpegBlocks {
  readonly components: readonly ComponentBlocks[];
  readonly mcus: number;
}

/** Bytes the decoder takes for a block: 64 coefficients of 4 bytes in an array of its own, and that array. */
const BLOCK_BYTES = 256 + 192;
/** Not coded by any scan so far. */
const UNCODED = -1;
/** Most blocks that one end-of-band run covers, and the bits it takes at least. */
const MAX_RUN_BLOCKS = 32767;
const RUN_BITS = 15;

/** Counts the blocks of each component. */
export function countJpegBlocks(frame: JpegFrame): JpegBlocks {
  const maxH = Math.max(...frame.components.map((component) => component.h));
  const maxV = Math.max(...frame.components.map((component) => component.v));
  const mcusAcross = Math.ceil(frame.width / (8 * maxH));
  const mcusDown = Math.ceil(frame.height / (8 * maxV));
  const components = frame.components.map(({ h, v }) => ({
    across: Math.ceil((frame.width * h) / (8 * maxH)),
    down: Math.ceil((frame.height * v) / (8 * maxV)),
    paddedAcross: mcusAcross * h,
    paddedDown: mcusDown * v,
  }));
  return { components, mcus: mcusAcross * mcusDown };
}

/** Estimates the memory that decoding takes, in bytes: coefficients, samples by component, joined samples, RGBA. */
export function estimateJpegMemory(frame: JpegFrame, blocks: JpegBlocks): number {
  let bytes = frame.width * frame.height * (frame.components.length + 4);
  for (const component of blocks.components) {
    bytes += component.paddedAcross * component.paddedDown * BLOCK_BYTES + component.across * component.down * 64;
  }
  return bytes;
}

/**
 * Checks the scans against the frame.
 *
 * @throws {@link FormatError} `jpeg-data` when a scan has too few bytes for its blocks, or its restart markers don't
 *   fit; `jpeg-marker` when a coefficient is coded twice, out of turn, or never
 * @throws {@link UnsupportedError} for restarts that the decoder would get wrong
 */
export function checkJpegScans(frame: JpegFrame, scans: readonly JpegScan[], blocks: JpegBlocks): void {
  const positions = frame.components.map(() => new Int8Array(64).fill(UNCODED));
  for (const scan of scans) {
    for (const index of scan.components) takeProgress(frame, scan, index, positions[index]!);
    checkScanData(frame, scan, blocks);
  }
  positions.forEach((position, index) => {
    if (position[0] === UNCODED) {
      throw new FormatError(
        'jpeg-marker',
        'JPEG',
        frame.offset,
        `no scan codes component ${frame.components[index]!.id}`,
      );
    }
  });
}

/**
 * Follows the bit positions of one component's coefficients through a scan. That each is coded once at each position
 * also bounds the work: at most 14 visits a coefficient, however many scans there are.
 */
function takeProgress(frame: JpegFrame, scan: JpegScan, index: number, position: Int8Array): void {
  const { id } = frame.components[index]!;
  if (scan.spectralStart > 0 && position[0] === UNCODED) {
    throw progressError(scan, `component ${id} has AC coefficients before its DC`);
  }
  for (let coefficient = scan.spectralStart; coefficient <= scan.spectralEnd; coefficient++) {
    const before = position[coefficient]!;
    if (scan.high === 0 && before !== UNCODED) {
      throw progressError(scan, `coefficient ${coefficient} of component ${id} is coded a second time`);
    }
    if (scan.high !== 0 && before !== scan.high) {
      throw progressError(scan, `coefficient ${coefficient} of component ${id} is refined out of turn`);
    }
    position[coefficient] = scan.low;
  }
}

/** Checks a scan's restart markers and that its data can hold its blocks. */
function checkScanData(frame: JpegFrame, scan: JpegScan, blocks: JpegBlocks): void {
  const alone = scan.components.length === 1 ? blocks.components[scan.components[0]!]! : undefined;
  const mcus = alone === undefined ? blocks.mcus : alone.across * alone.down;
  let coded = mcus;
  if (alone === undefined) {
    coded = scan.components.reduce((sum, index) => {
      const component = blocks.components[index]!;
      return sum + component.paddedAcross * component.paddedDown;
    }, 0);
  }
  const interval = scan.restartInterval;
  const restarts = interval === 0 ? 0 : Math.ceil(mcus / interval) - 1;
  // One more is harmless: some encoders end their last interval with a marker, too.
  if (scan.restarts !== restarts && !(interval > 0 && scan.restarts === restarts + 1)) {
    throw dataError(scan, `expected ${restarts} restart markers, found ${scan.restarts}`);
  }
  if (alone !== undefined && interval > 0 && mcus % interval !== 0 && alone.paddedDown > alone.down) {
    const message = "a JPEG whose one-component scans end amid a restart interval can't be read";
    throw new UnsupportedError('jpeg-restart', message);
  }
  const bits = (scan.dataEnd - scan.dataStart - 2 * scan.restarts) * 8;
  const least = leastBits(frame, scan, coded);
  if (bits < least) {
    throw dataError(scan, `${coded} blocks take ${Math.ceil(least / 8)} bytes at least, and there are ${bits / 8}`);
  }
}

/** The fewest bits that a scan of so many blocks can have, whatever its Huffman tables are. */
function leastBits(frame: JpegFrame, scan: JpegScan, blocks: number): number {
  // A code for DC and one for the end of the block.
  if (!frame.progressive) return 2 * blocks;
  // A code for DC, or the bit that refines it.
  if (scan.spectralStart === 0) return blocks;
  // An end-of-band run; the last one may be of one bit.
  return Math.floor(blocks / MAX_RUN_BLOCKS) * RUN_BITS + 1;
}

function progressError(scan: JpegScan, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG scan (SOS)', scan.offset, detail);
}

function dataError(scan: JpegScan, detail: string): FormatError {
  return new FormatError('jpeg-data', 'JPEG scan (SOS)', scan.offset, detail);
}
