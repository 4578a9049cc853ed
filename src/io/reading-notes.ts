/** What a reader has to say of a file beside its pixels: notes for people, and faults that it reads past. */

import type { FormatError } from '../error.js';

/** Notes that are kept. A hostile file may have a million faults; people read a few. */
const MAX_NOTES = 20;

/**
 * Collects notes. Every fault that a reader tolerates goes through {@link ReadingNotes.tolerate}, so that `strict` means the
 * same for all formats.
 */
export class ReadingNotes {
  readonly #isStrict: boolean;
  readonly #sentences: string[] = [];
  #dropped = 0;

  /** @param isStrict - whether tolerated faults are errors after all */
  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** Adds a sentence about something that is no fault of the file. */
  add(sentence: string): void {
    if (this.#sentences.length < MAX_NOTES) this.#sentences.push(sentence);
    else this.#dropped++;
  }

  /**
   * Takes note of a fault that leaves the pixels whole.
   *
   * @param fault - the error that a strict reader throws
   * @param remedy - what is done about it, fit to follow `...; `: `the chunk was ignored`
   * @throws the fault, when reading is strict
   */
  tolerate(fault: FormatError, remedy: string): void {
    if (this.#isStrict) throw fault;
    this.add(`${fault.message}; ${remedy}`);
  }

  /** The sentences so far; the last one counts those that were too many. */
  list(): string[] {
    return this.#dropped === 0
      ? [...this.#sentences]
      : [...this.#sentences, `${this.#dropped} more notes were left out`];
  }
}
