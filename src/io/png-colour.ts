/** What a PNG says of its colours: an ICC profile is kept, and what is not applied is noted. */

import { inflateSync } from 'node:zlib';
import { findIccFault } from './icc.js';
import { MAX_ICC_BYTES } from './picture.js';
import type { PngChunk } from './png-check.js';

/** gAMA of sRGB: 100000 / 2.2, rounded. */
const SRGB_GAMMA = 45455;
const MAX_NAME_BYTES = 79;
/** cICP's codes for sRGB (ITU-T H.273): primaries of BT.709, transfer of sRGB. */
const CICP_SRGB = [1, 13] as const;

/**
 * Reads the chunks that describe colour. Nothing here is an error: what can't be used is noted and dropped.
 *
 * @param ancillary - chunks by type
 * @param notes - sentences are added here
 * @returns the ICC profile, inflated, when there is a valid one for RGB
 */
export function readPngColour(ancillary: ReadonlyMap<string, PngChunk>, notes: string[]): Uint8Array | undefined {
  const icc = readProfile(ancillary.get('iCCP'), notes);
  const cicp = ancillary.get('cICP')?.data;
  if (cicp !== undefined && (cicp[0] !== CICP_SRGB[0] || cicp[1] !== CICP_SRGB[1])) {
    notes.push(`cICP (colour primaries ${cicp[0]}, transfer ${cicp[1]}) was ignored`);
  }
  const gamma = ancillary.get('gAMA')?.data;
  if (gamma !== undefined && icc === undefined && !ancillary.has('sRGB')) {
    const value = readGamma(gamma);
    if (value !== SRGB_GAMMA) notes.push(`gAMA (${value === undefined ? 'damaged' : value / 100000}) was ignored`);
  }
  return icc;
}

function readProfile(chunk: PngChunk | undefined, notes: string[]): Uint8Array | undefined {
  if (chunk === undefined) return undefined;
  const { data } = chunk;
  const nameEnd = data.indexOf(0);
  if (nameEnd < 1 || nameEnd > MAX_NAME_BYTES || data[nameEnd + 1] !== 0) {
    notes.push('the ICC profile was ignored: the chunk iCCP is damaged');
    return undefined;
  }
  let profile: Uint8Array;
  try {
    profile = inflateSync(data.subarray(nameEnd + 2), { maxOutputLength: MAX_ICC_BYTES });
  } catch (cause) {
    const large = (cause as { code?: unknown }).code === 'ERR_BUFFER_TOO_LARGE';
    notes.push(`the ICC profile was ignored: it is ${large ? `over ${MAX_ICC_BYTES} bytes` : 'damaged'}`);
    return undefined;
  }
  const fault = findIccFault(profile);
  if (fault === undefined) return new Uint8Array(profile);
  notes.push(`the ICC profile was ignored: ${fault}`);
  return undefined;
}

function readGamma(data: Uint8Array): number | undefined {
  if (data.length !== 4) return undefined;
  return new DataView(data.buffer, data.byteOffset, 4).getUint32(0);
}
