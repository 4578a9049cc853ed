/** Whether a damaged file is refused by an `AkmError`, by every function that reads it. */

import { AkmError, decode } from '../../dist/decode/index.js';

/** The code with which a file is refused; undefined when it decodes. Other errors than an AkmError are not caught. */
export function refusalOf(bytes) {
  try {
    decode(bytes);
  } catch (error) {
    if (error instanceof AkmError) return error.code;
    throw error;
  }
  return undefined;
}

/** Runs without stack traces, which are most of the cost of errors. */
export async function withoutTraces(run) {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = 0;
  try {
    return await run();
  } finally {
    Error.stackTraceLimit = limit;
  }
}
