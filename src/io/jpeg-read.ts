/**
 * Reads JPEG: baseline and progressive, gray, YCbCr, RGB, CMYK and YCCK. The pixels equal those of libjpeg's defaults.
 *
 * The decoder is in `jpeg-decode.ts`.
 */

import { FormatError, LimitError } from '../error.js';
import { checkPixelLimit } from '../image.js';
import { applyOrientation, findOrientation, type Orientation } from './exif-orientation.js';
import { chooseColourRow, findJpegColour } from './jpeg-colour.js';
import { decodeJpeg } from './jpeg-decode.js';
import { takeJpegIcc } from './jpeg-icc.js';
import { type JpegParts, walkJpeg } from './jpeg-markers.js';
import type { ScanOutcome } from './jpeg-mcus.js';
import { checkJpegScans, countJpegBlocks, countJpegMemory } from './jpeg-scans.js';
import type { Picture } from './picture.js';

const MEBIBYTE = 1024 * 1024;
/** `Exif`, NUL and a fill byte, before the TIFF block. */
const EXIF_PREFIX = [0x45, 0x78, 0x69, 0x66, 0x00] as const;
const EXIF_PREFIX_BYTES = 6;
/** Up to this number of bytes after a scan's last block are not noted: some encoders end the last interval with a marker. */
const SURPLUS_BYTES = 16;

/**
 * Reads a JPEG. Damage inside the entropy-coded data is mostly undetected, since the format has no checksum.
 *
 * @param bytes - the file, which begins with SOI
 * @param maxJpegMemory - in MiB
 * @param strict - whether a fault that leaves the picture readable is an error, not a note
 * @throws {@link FormatError} `jpeg-marker` or `jpeg-data`
 * @throws {@link UnsupportedError} for kinds of JPEG that can't be decoded here
 * @throws {@link LimitError} `maxPixels`, `maxScans` or `maxJpegMemory`
 */
export function readJpeg(bytes: Uint8Array, maxPixels: number, maxJpegMemory: number, strict = false): Picture {
  const parts = walkJpeg(bytes);
  const { frame, scans, quantization } = parts;
  checkPixelLimit(frame.width, frame.height, maxPixels, 'a JPEG');
  const blocks = countJpegBlocks(frame);
  const isCoarse = checkJpegScans(frame, scans, blocks);
  const notes: string[] = [];
  const tolerate = (fault: string) => {
    if (strict) throw new FormatError('jpeg-strict', 'JPEG', 0, fault);
    if (!notes.includes(fault)) notes.push(fault);
  };
  parts.notes.forEach(tolerate);
  const orientation = findJpegOrientation(parts.app1, notes);
  const turning = orientation === 1 ? 0 : 4 * frame.width * frame.height;
  const memory = Math.ceil((countJpegMemory(frame, scans, blocks) + turning) / MEBIBYTE);
  if (memory > maxJpegMemory) throw new LimitError('maxJpegMemory', maxJpegMemory, memory, 'MiB to decode a JPEG');

  const colour = findJpegColour(frame, parts.hasJfif, parts.adobeTransform);
  const profile = takeJpegIcc(parts.app2, colour, notes);
  if (isCoarse) tolerate('scans of the JPEG are missing: the picture lacks detail');
  const colourRow = chooseColourRow(colour, profile);
  const judge = (outcome: ScanOutcome) => judgeScan(parts, outcome, tolerate);
  const data = decodeJpeg({ bytes, frame, scans, blocks, quantization, colourRow, judge });
  const image = applyOrientation({ width: frame.width, height: frame.height, data }, orientation);
  return { image, format: 'jpeg', ...(profile.icc === undefined ? {} : { icc: profile.icc }), notes };
}

/**
 * Notes the faults of a scan, or rejects the file. Damage to pixels is rejected, with two exceptions: restart markers out of
 * order that show what is missing, and a cut scan that refines a progressive picture.
 */
function judgeScan(parts: JpegParts, outcome: ScanOutcome, tolerate: (fault: string) => void): void {
  const { scan, mcus, missing, outOfTurn, surplus } = outcome;
  if (outOfTurn > 0) {
    const gap = missing === 0 ? 'nothing is missing' : `${missing} of ${mcus} MCUs of a scan are missing`;
    tolerate(`the JPEG has restart markers out of turn (${outOfTurn}): ${gap}`);
    return;
  }
  if (surplus > SURPLUS_BYTES) tolerate(`${surplus} bytes after the last block of a scan were ignored`);
  if (missing === 0) return;
  const refinesOnly = parts.frame.progressive && (scan.spectralStart > 0 || scan.high > 0);
  if (!refinesOnly || outcome.isBadCode) throw faultOf(parts, outcome);
  tolerate('a scan of the JPEG is cut short: the picture lacks detail');
}

function faultOf({ scans, isCut }: JpegParts, { scan, mcus, missing, faultAt, isBadCode }: ScanOutcome): FormatError {
  const at = faultAt ?? scan.dataEnd;
  const amount = `${mcus - missing} of ${mcus} MCUs`;
  if (isBadCode) {
    const detail = `the data can't be decoded: a code that is in no Huffman table, after ${amount}`;
    return new FormatError('jpeg-data', 'JPEG', at, detail);
  }
  if (isCut && scan === scans.at(-1)) {
    return new FormatError('jpeg-data', 'JPEG', at, `the file ends inside a scan: it is cut short after ${amount}`);
  }
  return new FormatError('jpeg-data', 'JPEG', at, `the data can't be decoded: they end after ${amount}`);
}

/** Searches every APP1, since XMP may come before Exif; 1 if none has an orientation. */
function findJpegOrientation(app1: readonly Uint8Array[], notes: string[]): Orientation {
  for (const data of app1) {
    if (!EXIF_PREFIX.every((byte, at) => data[at] === byte)) continue;
    const finding = findOrientation(data.subarray(EXIF_PREFIX_BYTES));
    if (finding.kind === 'fault') notes.push(`the Exif data were ignored: ${finding.fault}`);
    if (finding.kind !== 'found') continue;
    if (finding.orientation !== 1) notes.push(`EXIF orientation ${finding.orientation} was applied`);
    return finding.orientation;
  }
  return 1;
}
