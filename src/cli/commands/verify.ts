/** `akm verify`: whether an AKM file is whole and valid, down to its last pixel. */

import { decode } from '../../node/decode.js';
import { type CommonFlags, limitsOf } from '../flags.js';
import { checkAkm, nameOf } from '../input.js';
import type { Made, Place } from '../made.js';
import { checkMetadata } from '../metadata.js';

/** Decodes a file; one that is not valid is an error as everywhere else. */
export async function makeVerdict(bytes: Uint8Array, { input }: Place, flags: CommonFlags): Promise<Made> {
  checkAkm(bytes, input);
  const { width, height } = decode(bytes, limitsOf(flags));
  const notes = checkMetadata(bytes, input, flags);
  return {
    status: 'valid',
    inputBytes: bytes.length,
    json: { file: input, status: 'valid', width, height, bytes: bytes.length, notes },
    notes,
    line: `${nameOf(input)}: valid, ${width}x${height}, ${bytes.length} bytes`,
  };
}
