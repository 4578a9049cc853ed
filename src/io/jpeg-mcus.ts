/**
 * Decodes the MCUs of a scan in their order, with restart markers (ITU-T T.81, A.2, E.2.4). Like libjpeg, it leaves MCUs
 * gray if their marker is missing, and skips markers that occur twice.
 */

import type { JpegEntropy } from './jpeg-entropy.js';
import type { JpegFrame, JpegScan } from './jpeg-frame.js';
import type { JpegBlocks } from './jpeg-scans.js';

/** How the decoding of a scan went. */
export interface ScanOutcome {
  readonly scan: JpegScan;
  readonly mcus: number;
  /** MCUs whose data are missing or invalid. */
  readonly missing: number;
  /** Restart markers with an unexpected number. */
  readonly outOfTurn: number;
  /** Position where the data became invalid or ended too soon; undefined if they did not. */
  readonly faultAt: number | undefined;
  /** Whether the reason was a code that is in no table. */
  readonly isBadCode: boolean;
  /** Unused bytes of the scan. */
  readonly surplus: number;
}

/** How to treat the blocks; a component is given by its index in the scan. */
interface Blocks {
  readonly decode: (index: number, row: number, column: number) => void;
  readonly skip: (index: number, row: number, column: number) => void;
  readonly endRow: (mcuRow: number) => void;
}

/**
 * Decodes the MCUs of a scan. It ends early if all later ones are missing and need not be filled.
 *
 * @param reset - called at each restart
 */
export function decodeMcus(
  { bytes, frame, blocks }: { bytes: Uint8Array; frame: JpegFrame; blocks: JpegBlocks },
  scan: JpegScan,
  entropy: JpegEntropy,
  target: Blocks,
  reset: () => void,
): ScanOutcome {
  const alone = scan.components.length === 1;
  const first = blocks.components[scan.components[0]];
  const across = alone ? first.across : blocks.mcusAcross;
  const down = alone ? first.down : blocks.mcusDown;
  const shapes = scan.components.map((component) => frame.components[component]);
  const visit = (row: number, column: number, each: Blocks['decode']) => {
    if (alone) {
      each(0, row, column);
      return;
    }
    for (let index = 0; index < shapes.length; index++) {
      const { h, v } = shapes[index];
      for (let y = 0; y < v; y++) for (let x = 0; x < h; x++) each(index, row * v + y, column * h + x);
    }
  };
  const interval = scan.restartInterval;
  const restarts = new Restarts(bytes, scan.dataEnd);
  let toGo = interval;
  let missing = 0;
  let isShort = false;
  let faultAt: number | undefined;
  let isBadCode = false;
  reset();
  entropy.start(scan.dataStart, scan.dataEnd);
  for (let row = 0; row < down; row++) {
    for (let column = 0; column < across; column++) {
      if (interval > 0 && toGo-- === 0) {
        toGo = interval - 1;
        const found = restarts.next(entropy.at);
        // If the marker belongs to a later interval, this one is missing, and so is one that follows a missing one.
        isShort = isShort && !found.isDue;
        reset();
        entropy.start(found.at, found.isDue ? scan.dataEnd : found.at);
      }
      if (!isShort) {
        visit(row, column, target.decode);
        if (!entropy.isBad && !entropy.isOverrun) continue;
        isShort = true;
        isBadCode ||= entropy.isBad && faultAt === undefined;
        faultAt ??= entropy.at;
      } else {
        visit(row, column, target.skip);
      }
      missing++;
    }
    target.endRow(row);
    // Without restarts, nothing after a fault can be decoded.
    if (isShort && interval === 0) {
      missing += (down - row - 1) * across;
      break;
    }
  }
  const surplus = Math.max(0, scan.dataEnd - entropy.at);
  return { scan, mcus: across * down, missing, outOfTurn: restarts.outOfTurn, faultAt, isBadCode, surplus };
}

/** Finds restart markers, and decides to which interval each belongs. */
class Restarts {
  /** Markers with an unexpected number. */
  outOfTurn = 0;
  private expected = 0;
  private readonly bytes: Uint8Array;
  private readonly end: number;

  constructor(bytes: Uint8Array, end: number) {
    this.bytes = bytes;
    this.end = end;
  }

  /**
   * Finds the start of the next interval's data, from `from` on, by libjpeg's rules. A marker of one of the next two
   * intervals is kept for these. One of the last two is skipped. Any other marker counts as the expected one.
   *
   * @returns `isDue` when the data at `at` are the next interval's; else these are missing
   */
  next(from: number): { at: number; isDue: boolean } {
    const { expected } = this;
    this.expected = (expected + 1) & 7;
    let at = this.find(from);
    let isFirst = true;
    for (; at < this.end; at = this.find(at + 2)) {
      const ahead = (this.bytes[at + 1] - expected) & 7;
      if (ahead !== 0 && isFirst) this.outOfTurn++;
      isFirst = false;
      if (ahead === 1 || ahead === 2) return { at, isDue: false };
      if (ahead !== 6 && ahead !== 7) return { at: at + 2, isDue: true };
    }
    return { at: this.end, isDue: false };
  }

  /** The next marker, or the end of the scan's data. */
  private find(from: number): number {
    const { bytes, end } = this;
    for (let at = bytes.indexOf(0xff, from); at >= 0 && at + 1 < end; at = bytes.indexOf(0xff, at + 1)) {
      const next = bytes[at + 1];
      if (next !== 0 && next !== 0xff) return at;
    }
    return end;
  }
}
