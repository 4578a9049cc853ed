/** The error of files. It is separate from reading and writing, so that threads load less and start faster. */

import { AkmError } from '../error.js';

/** A file that could not be read or written. `code` is the system's, in lower case: `enoent`, `eexist`, `enospc` ... */
export class FileError extends AkmError {
  readonly path: string;

  constructor(path: string, code: string, detail: string, cause?: unknown) {
    super(code, `${path}: ${detail}`, cause);
    this.name = 'FileError';
    this.path = path;
  }
}
