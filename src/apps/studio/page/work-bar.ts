/** The bar under the picture: the running work, its progress, and a button to stop it. */

import { byId } from './dom.js';

/** Milliseconds before the bar appears. Quick work does not show it. */
const SHOW_AFTER = 120;

/** One piece of work at a time. A new one stops the one before. */
export class WorkBar {
  readonly #bar = byId('work');
  readonly #progress = byId('progress');
  readonly #fill = byId('progress-fill');
  readonly #text = byId('work-text');
  #controller: AbortController | undefined;

  constructor() {
    byId('cancel').addEventListener('click', () => {
      this.#controller?.abort();
      this.announce('Cancelled');
    });
  }

  /**
   * Runs a piece of work. If the button or other work stops it, no error is thrown.
   *
   * @throws what the work throws
   */
  async run(
    what: string,
    work: (signal: AbortSignal, onProgress: (done: number) => void) => Promise<void>,
  ): Promise<void> {
    this.#controller?.abort();
    const controller = new AbortController();
    this.#controller = controller;
    const isCurrent = () => this.#controller === controller;
    document.body.setAttribute('aria-busy', 'true');
    this.#show(what, undefined);
    const timer = setTimeout(() => {
      if (isCurrent()) this.#bar.hidden = false;
    }, SHOW_AFTER);
    try {
      await work(controller.signal, (done) => isCurrent() && this.#show(what, done));
    } catch (error) {
      if (!controller.signal.aborted) throw error;
    } finally {
      clearTimeout(timer);
      if (isCurrent()) {
        this.#bar.hidden = true;
        this.#controller = undefined;
        document.body.removeAttribute('aria-busy');
      }
    }
  }

  /** Announces a text to screen readers. */
  announce(text: string): void {
    byId('status').textContent = text;
  }

  #show(what: string, done: number | undefined): void {
    const percent = Math.round(100 * (done ?? 0));
    this.#progress.classList.toggle('is-unknown', done === undefined);
    this.#fill.style.width = `${percent}%`;
    if (done === undefined) this.#progress.removeAttribute('aria-valuenow');
    else this.#progress.setAttribute('aria-valuenow', String(percent));
    this.#progress.setAttribute('aria-label', what);
    this.#text.textContent = done === undefined ? `${what}…` : `${what}… ${percent} %`;
  }
}
