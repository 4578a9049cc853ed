/** What a reader reports besides the pixels: notes for people, and tolerated faults. */

import type { FormatError } from '../error.js';

/** Maximum number of notes. A hostile file may have a million faults, and people read only a few. */
const MAX_NOTES = 20;

/**
 * Collects notes. Every fault that a reader tolerates goes through {@link ReadingNotes.tolerate}, so that `strict` means the
 * same for all formats.
 */
export class ReadingNotes {
  readonly #isStrict: boolean;
  readonly #sentences: string[] = [];
  #dropped = 0;

  /** @param isStrict - whether tolerated faults are errors */
  constructor(isStrict: boolean) {
    this.#isStrict = isStrict;
  }

  /** Adds a sentence about something that is not a fault. */
  add(sentence: string): void {
    if (this.#sentences.length < MAX_NOTES) this.#sentences.push(sentence);
    else this.#dropped++;
  }

  /**
   * Notes a fault that does not affect the pixels.
   *
   * @param fault - the error that a strict reader throws
   * @param remedy - how the fault was handled, to follow `...; `: `the chunk was ignored`
   * @throws the fault, when reading is strict
   */
  tolerate(fault: FormatError, remedy: string): void {
    if (this.#isStrict) throw fault;
    this.add(`${fault.message}; ${remedy}`);
  }

  /** The sentences so far. If some were dropped, the last sentence counts them. */
  list(): string[] {
    return this.#dropped === 0
      ? [...this.#sentences]
      : [...this.#sentences, `${this.#dropped} more notes were left out`];
  }
}
