/**
 * Reads a PNG's colour information, and decides how to use it.
 *
 * The order of precedence is the standard's: cICP, iCCP, sRGB, then gAMA with cHRM. An ICC profile for a space other than sRGB
 * is kept. For all other chunks the pixels are converted to sRGB, since no later stage handles gamma.
 *
 * @see PNG, third edition, 4.3 (colour spaces) and 11.3.2 (colour space information)
 */

import { FormatError } from '../error.js';
import { openPakoStream } from '../inflate/pako.js';
import { concatenate } from './bytes.js';
import {
  BT2020_PRIMARIES,
  type ColourSpace,
  DCI_PRIMARIES,
  gammaTone,
  makeGraySpace,
  makeSpace,
  NTSC_PRIMARIES,
  P3_PRIMARIES,
  PAL_PRIMARIES,
  type Primaries,
  SRGB_PRIMARIES,
  srgbTone,
  type Tone,
} from './colour/colour-space.js';
import { isSrgb } from './colour/conversion.js';
import { judgeProfile } from './colour/settle-profile.js';
import { findIccFault, isGrayProfile } from './icc.js';
import { MAX_ICC_BYTES } from './picture.js';
import type { PngChunk, PngParts } from './png-check.js';
import { PNG_GRAY, PNG_GRAY_ALPHA } from './png-header.js';
import type { ReadingNotes } from './reading-notes.js';

/** How to treat a picture's colours. */
export interface PngColour {
  /** The profile to return. */
  readonly icc?: Uint8Array;
  /** The space to convert the pixels from. */
  readonly space?: ColourSpace;
}

/** Unit of gAMA. */
const GAMMA_UNIT = 100_000;
/** gAMA of sRGB: 1 / 2.2. Values within a hundredth of it mean the curve of sRGB, not a power function. */
const SRGB_GAMMA = 45_455;
const GAMMA_SLACK = 455;
const MAX_NAME_BYTES = 79;
/** Bytes of a profile that are inflated at a time. */
const PROFILE_PIECE_BYTES = 2 ** 16;
/** Numbers of cHRM: x and y of white, red, green, blue. */
const CHROMATICITIES = 8;

/** Supported primaries by their codes in cICP (ITU-T H.273). */
const CICP_PRIMARIES: Readonly<Record<number, Primaries>> = {
  1: SRGB_PRIMARIES,
  5: PAL_PRIMARIES,
  6: NTSC_PRIMARIES,
  7: NTSC_PRIMARIES,
  9: BT2020_PRIMARIES,
  11: DCI_PRIMARIES,
  12: P3_PRIMARIES,
};

/** The curve for showing video (ITU-R BT.1886). */
const VIDEO_TONE = gammaTone(2.4);

/** Supported curves by their codes in cICP. Those of high dynamic range are not supported. */
const CICP_TONES: Readonly<Record<number, Tone>> = {
  1: VIDEO_TONE,
  4: gammaTone(2.2),
  5: gammaTone(2.8),
  6: VIDEO_TONE,
  8: (sample) => sample,
  13: srgbTone,
  14: VIDEO_TONE,
  15: VIDEO_TONE,
};

/**
 * Reads the chunks about colour.
 *
 * @param toSrgb - whether the caller wants no profile
 */
export function readPngColour({ header, ancillary }: PngParts, toSrgb: boolean, notes: ReadingNotes): PngColour {
  const isGray = header.colourType === PNG_GRAY || header.colourType === PNG_GRAY_ALPHA;
  const cicp = readCicp(ancillary.get('cICP'), notes);
  if (cicp !== undefined) return settle(cicp, isGray);
  const profile = readProfile(ancillary.get('iCCP'), notes);
  if (profile !== undefined) {
    const { kept, space, note } = judgeProfile(profile, isGray, toSrgb);
    if (note !== undefined) notes.add(note);
    return { ...(kept === undefined ? {} : { icc: kept }), ...(space === undefined ? {} : { space }) };
  }
  if (isSrgbChunk(ancillary.get('sRGB'), notes)) return {};
  return readGammaAndPrimaries(ancillary, isGray, notes);
}

/** As in browsers, primaries count only together with gAMA. */
function readGammaAndPrimaries(ancillary: PngParts['ancillary'], isGray: boolean, notes: ReadingNotes): PngColour {
  const gamma = readGamma(ancillary.get('gAMA'), notes);
  const primaries = readChromaticities(ancillary.get('cHRM'), notes);
  if (gamma === undefined) {
    if (primaries !== undefined && !isGray && !isSrgb(makeSpace(primaries, srgbTone) ?? makeGraySpace(srgbTone))) {
      notes.add('cHRM without gAMA was ignored');
    }
    return {};
  }
  const isNearSrgb = Math.abs(gamma - SRGB_GAMMA) <= GAMMA_SLACK;
  // A file with both chunks for sRGB means the curve of sRGB, which is not a power function.
  const asSrgb = primaries && makeSpace(primaries, srgbTone);
  if (isNearSrgb && (asSrgb === undefined || isGray || isSrgb(asSrgb))) return {};
  const tone = gammaTone(GAMMA_UNIT / gamma);
  const space = primaries === undefined ? makeGraySpace(tone) : makeSpace(primaries, tone);
  if (space === undefined) {
    notes.add('gAMA and cHRM were ignored: the primaries span no colours');
    return {};
  }
  const colour = settle(space, isGray);
  const names = primaries === undefined ? 'gAMA' : 'gAMA and cHRM';
  if (colour.space !== undefined) notes.add(`${names} applied: the pixels are sRGB now`);
  return colour;
}

/** Gray pixels need only the curve: primaries affect all three channels equally. */
function settle(space: ColourSpace, isGray: boolean): PngColour {
  const own = isGray ? makeGraySpace(space.tones[0]) : space;
  return isSrgb(own) ? {} : { space: own };
}

function readCicp(chunk: PngChunk | undefined, notes: ReadingNotes): ColourSpace | undefined {
  if (chunk === undefined) return undefined;
  const [primaries, transfer, matrix, range] = chunk.data;
  if (chunk.data.length !== 4 || matrix !== 0 || range !== 1) {
    notes.tolerate(chunkFault(chunk, 'expected 4 bytes that say RGB of full range'), 'it was ignored');
    return undefined;
  }
  const known = CICP_PRIMARIES[primaries!];
  const tone = CICP_TONES[transfer!];
  const name = `cICP (colour primaries ${primaries}, transfer ${transfer})`;
  if (known === undefined || tone === undefined) {
    notes.add(`${name} was ignored`);
    return undefined;
  }
  const space = makeSpace(known, tone)!;
  if (!isSrgb(space)) notes.add(`${name} applied: the pixels are sRGB now, colours outside of it were clipped`);
  return space;
}

function readProfile(chunk: PngChunk | undefined, notes: ReadingNotes): Uint8Array | undefined {
  if (chunk === undefined) return undefined;
  const { data } = chunk;
  const nameEnd = data.indexOf(0);
  if (nameEnd < 1 || nameEnd > MAX_NAME_BYTES || data[nameEnd + 1] !== 0) {
    notes.tolerate(chunkFault(chunk, 'it is damaged'), 'the ICC profile was ignored');
    return undefined;
  }
  const profile = inflateProfile(data.subarray(nameEnd + 2));
  if (profile === 'too large') notes.add(`the ICC profile was ignored: it is over ${MAX_ICC_BYTES} bytes`);
  if (profile === 'damaged') notes.tolerate(chunkFault(chunk, 'its data are damaged'), 'the ICC profile was ignored');
  if (typeof profile === 'string') return undefined;
  const fault = findIccFault(profile, isGrayProfile(profile) ? 'GRAY' : 'RGB ');
  if (fault === undefined) return profile;
  notes.add(`the ICC profile was ignored: ${fault}`);
  return undefined;
}

/** Inflates a profile of unknown length. Bytes after the end of its stream are ignored. */
function inflateProfile(packed: Uint8Array): Uint8Array | 'too large' | 'damaged' {
  const stream = openPakoStream();
  const pieces: Uint8Array[] = [];
  let [used, length] = [0, 0];
  try {
    while (!stream.isEnded()) {
      const piece = new Uint8Array(PROFILE_PIECE_BYTES);
      const { taken, made } = stream.inflate(packed.subarray(used), piece);
      if (taken === 0 && made === 0) return 'damaged';
      used += taken;
      length += made;
      if (length > MAX_ICC_BYTES) return 'too large';
      pieces.push(piece.subarray(0, made));
    }
    return concatenate(pieces);
  } catch {
    return 'damaged';
  }
}

function isSrgbChunk(chunk: PngChunk | undefined, notes: ReadingNotes): boolean {
  if (chunk === undefined || chunk.data.length === 1) return chunk !== undefined;
  notes.tolerate(chunkFault(chunk, `expected 1 byte, found ${chunk.data.length}`), 'it was ignored');
  return false;
}

function readGamma(chunk: PngChunk | undefined, notes: ReadingNotes): number | undefined {
  if (chunk === undefined) return undefined;
  const value = chunk.data.length === 4 ? readUint32(chunk.data, 0) : 0;
  if (value > 0) return value;
  notes.tolerate(chunkFault(chunk, 'expected 4 bytes that are not all 0'), 'it was ignored');
  return undefined;
}

function readChromaticities(chunk: PngChunk | undefined, notes: ReadingNotes): Primaries | undefined {
  if (chunk === undefined) return undefined;
  if (chunk.data.length !== CHROMATICITIES * 4) {
    notes.tolerate(chunkFault(chunk, `expected 32 bytes, found ${chunk.data.length}`), 'it was ignored');
    return undefined;
  }
  const point = (index: number) =>
    [readUint32(chunk.data, index * 8) / GAMMA_UNIT, readUint32(chunk.data, index * 8 + 4) / GAMMA_UNIT] as const;
  return { white: point(0), red: point(1), green: point(2), blue: point(3) };
}

function readUint32(data: Uint8Array, at: number): number {
  return new DataView(data.buffer, data.byteOffset).getUint32(at);
}

function chunkFault(chunk: PngChunk, detail: string): FormatError {
  return new FormatError('png-chunk', `PNG chunk ${chunk.type}`, chunk.offset, detail);
}
