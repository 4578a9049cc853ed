/** `akm verify`: whether an AKM file is whole and valid, down to its last pixel. */

import { decode, readMetadata } from '../../node/decode.js';
import type { CommonFlags } from '../flags.js';
import { loadAkm, nameOf } from '../input.js';
import { printJson, printNote } from '../output.js';

/** Runs the command; a file that is not valid is an error as everywhere else. */
export async function runVerify(input: string, flags: CommonFlags): Promise<void> {
  const { maxPixels } = flags;
  const bytes = loadAkm(input);
  const { width, height } = decode(bytes, { maxPixels });
  readMetadata(bytes, { maxPixels });
  if (flags.json) await printJson({ file: input, status: 'valid', width, height, bytes: bytes.length });
  else printNote(`${nameOf(input)}: valid, ${width}x${height}, ${bytes.length} bytes`, flags);
}
