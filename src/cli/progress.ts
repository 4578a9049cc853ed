/** A progress line on standard error: only on a terminal, only for work that takes a while, and without colours. */

import { writeTo } from './output.js';
import { spellOut } from './plain-text.js';

const SHOW_AFTER = 400;
const REDRAW_EVERY = 100;
const BAR_WIDTH = 24;
const USUAL_COLUMNS = 80;

/** Shows how far a piece of work is; `update` and `finish` do nothing where there is no terminal. */
export class ProgressLine {
  readonly #label: string;
  readonly #startedAt = Date.now();
  readonly isShown: boolean;
  #drawnAt = 0;

  constructor(label: string, { quiet }: { quiet?: boolean | undefined }) {
    this.#label = label;
    this.isShown = process.stderr.isTTY === true && process.env.TERM !== 'dumb' && !quiet;
  }

  /**
   * @param done - 0..1
   * @param detail - what else there is to say
   */
  update(done: number, detail = ''): void {
    const now = Date.now();
    if (!this.isShown || now - this.#startedAt < SHOW_AFTER || now - this.#drawnAt < REDRAW_EVERY) return;
    this.#drawnAt = now;
    const line = spellOut(drawBar(this.#label, done, detail));
    // A line that is too long would be broken, and its first part stay.
    writeTo(process.stderr, `\r${line.slice(0, (process.stderr.columns ?? USUAL_COLUMNS) - 1)}\x1b[K`);
  }

  /** Takes the line away; the next update draws it again. */
  finish(): void {
    if (this.#drawnAt > 0) writeTo(process.stderr, '\r\x1b[K');
    this.#drawnAt = 0;
  }
}

function drawBar(label: string, done: number, detail: string): string {
  const filled = Math.round(done * BAR_WIDTH);
  const bar = '='.repeat(filled).padEnd(BAR_WIDTH, '.');
  return `${label} [${bar}] ${String(Math.floor(done * 100)).padStart(3)} %${detail === '' ? '' : `  ${detail}`}`;
}
