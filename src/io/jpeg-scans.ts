/**
 * Checks, before the decoder allocates memory, that a JPEG's scans match its frame: every coefficient is coded, none is
 * coded twice, and there are enough bytes.
 *
 * @see ITU-T T.81, A.2 (order of blocks), F.1.2 and G.1.2 (what a block costs)
 */

import { FormatError } from '../error.js';
import type { JpegFrame, JpegScan } from './jpeg-frame.js';

/** Blocks of 8x8 of one component. */
interface ComponentBlocks {
  /** Blocks across and down that the picture needs, and that a scan of only this component codes. */
  readonly across: number;
  readonly down: number;
  /** The same, including those that complete the MCUs. */
  readonly paddedAcross: number;
  readonly paddedDown: number;
}

/** The geometry of a frame. */
export interface JpegBlocks {
  readonly components: readonly ComponentBlocks[];
  /** Largest sampling factors. */
  readonly maxH: number;
  readonly maxV: number;
  readonly mcusAcross: number;
  readonly mcusDown: number;
}

/** Bit position of a coefficient that no scan has coded yet. */
const UNCODED = -1;

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
  return { components, maxH, maxV, mcusAcross, mcusDown };
}

/**
 * Counts the bytes of memory for decoding: the pixels; and all coefficients of a progressive picture, all samples of a
 * picture in several scans, or else the samples of two rows of MCUs.
 */
export function countJpegMemory(frame: JpegFrame, scans: readonly JpegScan[], blocks: JpegBlocks): number {
  let all = 0;
  let twoRows = 0;
  blocks.components.forEach(({ paddedAcross, paddedDown }, index) => {
    all += paddedAcross * paddedDown * 64;
    twoRows += paddedAcross * Math.min(2 * frame.components[index].v, paddedDown) * 64;
  });
  const pixels = frame.width * frame.height * 4;
  if (frame.progressive) return pixels + 2 * all + twoRows;
  return pixels + (scans.length > 1 ? all : twoRows);
}

/**
 * Checks the scans against the frame. A progressive picture may lack scans, since transfers are cut.
 *
 * @returns whether coefficients lack bits
 * @throws {@link FormatError} `jpeg-data` when scans have too few bytes for their blocks; `jpeg-marker` when a coefficient
 *   is coded twice, or a component not at all
 */
export function checkJpegScans(frame: JpegFrame, scans: readonly JpegScan[], blocks: JpegBlocks): boolean {
  const positions = frame.components.map(() => new Int8Array(64).fill(UNCODED));
  let isCoarse = false;
  let bytes = 0;
  for (const scan of scans) {
    for (const index of scan.components) {
      if (takeProgress(frame, scan, index, positions[index])) isCoarse = true;
    }
    // Only the scans with DC must be long enough for the memory. Other scans may be cut, since what is left is useful.
    if (scan.spectralStart === 0) checkBlockBytes(scan, countScanBlocks(scan, blocks), frame, countDataBytes(scan));
    bytes += countDataBytes(scan);
  }
  const stranger = positions.findIndex((position) => position.every((low) => low === UNCODED));
  if (stranger >= 0) {
    const detail = `no scan codes component ${frame.components[stranger].id}`;
    throw new FormatError('jpeg-marker', 'JPEG', frame.offset, detail);
  }
  if (positions.some((position) => position[0] === UNCODED)) {
    const all = blocks.components.reduce((sum, { across, down }) => sum + across * down, 0);
    checkBlockBytes(scans[0], all, frame, bytes);
  }
  return isCoarse || positions.some((position) => position.some((low) => low !== 0));
}

/**
 * Follows the bit positions of one component's coefficients through a scan. Each position must be lower than the one
 * before. This also limits the work to 14 visits a coefficient, whatever the number of scans.
 *
 * @returns whether a scan before this one is missing
 */
function takeProgress(frame: JpegFrame, scan: JpegScan, index: number, position: Int8Array): boolean {
  const { id } = frame.components[index];
  let isMissing = false;
  for (let coefficient = scan.spectralStart; coefficient <= scan.spectralEnd; coefficient++) {
    const before = position[coefficient];
    if (before !== UNCODED && scan.high === 0) {
      throw progressError(scan, `coefficient ${coefficient} of component ${id} is coded a second time`);
    }
    if (before !== UNCODED && before <= scan.low) {
      throw progressError(scan, `coefficient ${coefficient} of component ${id} is refined out of turn`);
    }
    if (scan.high !== 0 && before !== scan.high) isMissing = true;
    position[coefficient] = scan.low;
  }
  return isMissing;
}

/** The number of blocks that a scan codes. */
function countScanBlocks(scan: JpegScan, blocks: JpegBlocks): number {
  const alone = scan.components.length === 1;
  return scan.components.reduce((sum, index) => {
    const { across, down, paddedAcross, paddedDown } = blocks.components[index];
    return sum + (alone ? across * down : paddedAcross * paddedDown);
  }, 0);
}

function countDataBytes(scan: JpegScan): number {
  return scan.dataEnd - scan.dataStart - 2 * scan.restarts;
}

/** Checks that there are enough bytes for a number of blocks, whatever the Huffman tables are. */
function checkBlockBytes(scan: JpegScan, coded: number, frame: JpegFrame, bytes: number): void {
  // Each block has a code for DC, or a bit that refines it; if not progressive, also a code for the end of the block.
  const least = Math.ceil((frame.progressive ? coded : 2 * coded) / 8);
  if (bytes >= least) return;
  const detail = `${coded} blocks take at least ${least} bytes, and there are ${bytes}`;
  throw new FormatError('jpeg-data', 'JPEG scan (SOS)', scan.offset, detail);
}

function progressError(scan: JpegScan, detail: string): FormatError {
  return new FormatError('jpeg-marker', 'JPEG scan (SOS)', scan.offset, detail);
}
