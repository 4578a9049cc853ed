/** Whether a damaged file is refused as it should be: by an `AkmError`, whatever reads it. */

import { AkmError, decode } from '../../dist/decode/index.js';

/** The code with which a file is refused; undefined when it decodes. Errors that are not ours are not caught. */
export function refusalOf(bytes) {
  try {
    decode(bytes);
  } catch (error) {
    if (error instanceof AkmError) return error.code;
    throw error;
  }
  return undefined;
}

/** Runs without traces, which are most of what errors cost. */
export async function withoutTraces(run) {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
