/** A progress line on standard error: only on a terminal, only for work that takes a while. */

const SHOW_AFTER = 400;
const REDRAW_EVERY = 100;
const BAR_WIDTH = 24;

/** Shows how far a piece of work is; `update` and `finish` do nothing where there is no terminal. */
export class ProgressLine {
  readonly #label: string;
  readonly #startedAt = Date.now();
  readonly #isShown: boolean;
  #drawnAt = 0;

  constructor(label: string, { quiet }: { quiet?: boolean | undefined }) {
    this.#label = label;
    this.#isShown = process.stderr.isTTY === true && !quiet;
  }

  /** @param done - 0..1 */
  update(done: number): void {
    const now = Date.now();
    if (!this.#isShown || now - this.#startedAt < SHOW_AFTER || now - this.#drawnAt < REDRAW_EVERY) return;
    this.#drawnAt = now;
    const filled = Math.round(done * BAR_WIDTH);
    const bar = '='.repeat(filled).padEnd(BAR_WIDTH, '.');
    process.stderr.write(`\r${this.#label} [${bar}] ${String(Math.round(done * 100)).padStart(3)} %`);
  }

  /** Takes the line away. */
  finish(): void {
    if (this.#drawnAt > 0) process.stderr.write('\r\x1b[K');
  }
}
