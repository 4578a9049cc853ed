/** A plausibility check of ICC profiles (ICC.1:2022, 7.2), enough to decide whether to keep one. */

const HEADER_BYTES = 128;
const SIGNATURE_OFFSET = 36;
const COLOUR_SPACE_OFFSET = 16;

/**
 * Checks that bytes are an ICC profile for pixels of a colour space.
 *
 * @param expected - `RGB `, `GRAY` or `CMYK`
 * @returns undefined when they are, else the reason in words, to follow `the ICC profile was ignored: `
 */
export function findIccFault(profile: Uint8Array, expected = 'RGB '): string | undefined {
  if (profile.length < HEADER_BYTES) return `${profile.length} bytes are too few`;
  const view = new DataView(profile.buffer, profile.byteOffset, profile.byteLength);
  const declared = view.getUint32(0);
  if (declared !== profile.length) return `it declares ${declared} bytes and has ${profile.length}`;
  if (text(profile, SIGNATURE_OFFSET) !== 'acsp') return 'its signature is missing';
  const space = text(profile, COLOUR_SPACE_OFFSET);
  if (space !== expected) {
    return `it is for ${JSON.stringify(space.trim())} colours, and the pixels read are ${expected.trim()}`;
  }
  return undefined;
}

/** Whether a profile's header says that it is for gray pixels. */
export function isGrayProfile(profile: Uint8Array): boolean {
  return text(profile, COLOUR_SPACE_OFFSET) === 'GRAY';
}

function text(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
