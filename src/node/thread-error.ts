/** Errors between threads, where a class gets lost on the way: taken apart here, put together there. */

import { AkmError, FormatError, LimitError, OptionError, UnsupportedError } from '../error.js';
import { FileError } from './file-error.js';

/** An error as plain data. */
export interface PackedError {
  readonly message: string;
  readonly trace: string | undefined;
  /** Of one of our own errors: name, code and whatever else it carries. Of the system's: what tells it from a bug. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly cause: PackedError | undefined;
}

const CLASSES = { AkmError, FormatError, LimitError, OptionError, UnsupportedError, FileError };

/** Takes an error apart. */
export function packError(error: unknown): PackedError {
  const { message, stack, cause } = error instanceof Error ? error : new Error(String(error));
  return {
    message,
    trace: stack,
    fields: error instanceof AkmError ? { ...error } : systemFields(error),
    cause: cause === undefined ? undefined : packError(cause),
  };
}

function systemFields(error: unknown): PackedError['fields'] {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  return code === undefined ? undefined : { code, syscall };
}

/** The same error again: one of our own with its class and fields, any other as an `Error` with what the system said. */
export function unpackError({ message, trace, fields, cause }: PackedError): Error {
  const error = new Error(message, cause && { cause: unpackError(cause) });
  if (trace !== undefined) error.stack = trace;
  if (fields?.name === undefined) return Object.assign(error, fields);
  const heir = CLASSES[fields.name as keyof typeof CLASSES] ?? AkmError;
  return Object.assign(Object.setPrototypeOf(error, heir.prototype), fields);
}
