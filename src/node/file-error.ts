/** The error of files; apart from what reads and writes them, for the sake of threads, which start the faster. */

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
