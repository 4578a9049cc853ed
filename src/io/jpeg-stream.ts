/** Writing a JPEG anew from the parts that the decoder needs, so that it sees nothing that hasn't been checked. */

import type { JpegColour, JpegScan } from './jpeg-frame.js';
import type { JpegParts } from './jpeg-markers.js';

const SOF_MARKERS: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2]);
/** Place of the first component's sampling factors in a SOF segment, from the marker on. */
const SOF_SAMPLING = 11;
/** APP14 with the name `Adobe`, version 100, no flags; the colour transform is its last byte. */
const ADOBE_SEGMENT = [0xff, 0xee, 0x00, 0x0e, 0x41, 0x64, 0x6f, 0x62, 0x65, 0x00, 0x64, 0, 0, 0, 0, 0] as const;
const ADOBE_YCCK = 2;

/**
 * Writes SOI, tables, frame, scans and EOI: no application data, comments, fill bytes or strays. Only inks are marked
 * as Adobe's, without which jpeg-js doesn't decode four components.
 *
 * @param bytes - the file that `parts` were found in
 * @returns a new array of about the same length
 */
export function writeJpegStream(bytes: Uint8Array, parts: JpegParts, colour: JpegColour): Uint8Array {
  const fourInks = colour === 'cmyk' || colour === 'ycck';
  let length = 4 + (fourInks ? ADOBE_SEGMENT.length : 0);
  for (const { start, end, scan } of parts.pieces) {
    length += end - start + (scan === undefined ? 0 : scan.dataEnd - scan.dataStart);
  }
  const stream = new Uint8Array(length);
  stream.set([0xff, 0xd8]);
  let at = 2;
  if (fourInks) {
    stream.set(ADOBE_SEGMENT, at);
    at += ADOBE_SEGMENT.length;
    if (colour === 'ycck') stream[at - 1] = ADOBE_YCCK;
  }
  for (const { marker, start, end, scan } of parts.pieces) {
    stream.set(bytes.subarray(start, end), at);
    // A lone component's factors mean nothing, and other ones than 1x1 make the decoder pad it.
    if (SOF_MARKERS.has(marker) && parts.frame.components.length === 1) stream[at + SOF_SAMPLING] = 0x11;
    at += end - start;
    if (scan !== undefined) at = copyScanData(bytes, scan, stream, at);
  }
  stream.set([0xff, 0xd9], at);
  return stream.subarray(0, at + 2);
}

/** Copies a scan's data, without fill bytes; returns the end of the copy. */
function copyScanData(bytes: Uint8Array, scan: JpegScan, stream: Uint8Array, at: number): number {
  if (!scan.hasFill) {
    stream.set(bytes.subarray(scan.dataStart, scan.dataEnd), at);
    return at + scan.dataEnd - scan.dataStart;
  }
  let to = at;
  for (let from = scan.dataStart; from < scan.dataEnd; from++) {
    if (bytes[from] === 0xff && bytes[from + 1] === 0xff) continue;
    stream[to++] = bytes[from]!;
  }
  return to;
}
