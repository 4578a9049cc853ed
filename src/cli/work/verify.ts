/** The work of `akm verify`. */

import { decode } from '../../node/decode.js';
import type { FileWork } from '../command.js';
import { checkAkm, checkLimits, checkMetadata, limitsOf } from '../input.js';
import { nameOf } from '../output.js';

export const verifyWork: FileWork = {
  check: checkLimits,
  /** Decodes a file. One that is not valid is an error as everywhere else. */
  make: async (bytes, { input }, flags) => {
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
  },
};
