/** Errors between threads, which lose their class on the way: converted to plain data, and back. */

import { AkmError, FormatError, LimitError, OptionError, UnsupportedError } from '../error.js';
import { FileError } from './file-error.js';

/** An error as plain data. */
export interface PackedError {
  readonly message: string;
  readonly trace: string | undefined;
  /** Of a library error: name, code and all other fields. Of the system's error: what distinguishes it from a bug. */
  readonly fields: Readonly<Record<string, unknown>> | undefined;
  readonly cause: PackedError | undefined;
}

const CLASSES = { AkmError, FormatError, LimitError, OptionError, UnsupportedError, FileError };

/** Converts an error to plain data. */
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

/** Restores the error: a library error with its class and fields, any other as an `Error` with the system's fields. */
export function unpackError({ message, trace, fields, cause }: PackedError): Error {
  const error = new Error(message, cause && { cause: unpackError(cause) });
  if (trace !== undefined) error.stack = trace;
  if (fields?.name === undefined) return Object.assign(error, fields);
  const heir = CLASSES[fields.name as keyof typeof CLASSES] ?? AkmError;
  return Object.assign(Object.setPrototypeOf(error, heir.prototype), fields);
}
