/** Overlays that are drawn on demand for a trial: the error, and where a colour is used. */

import type { DrawnError, FileRef } from './protocol.js';
import type { Entry } from './swatches.js';
import type { WorkerClient } from './worker-client.js';

/** Milliseconds before an overlay is requested, so that a pointer that crosses swatches requests none. */
const HOVER_DELAY = 40;

/** Draws for one trial at a time. Late results are dropped. */
export class Overlays {
  readonly #client: WorkerClient;
  readonly #onChange: () => void;
  readonly #onError: (error: unknown) => void;
  #files: { readonly picture: FileRef; readonly file: FileRef } | undefined;
  #wantsError = false;
  #error: DrawnError | undefined;
  #cover: ImageBitmap | undefined;
  #hovered: Entry | undefined;

  constructor(client: WorkerClient, onChange: () => void, onError: (error: unknown) => void) {
    this.#client = client;
    this.#onChange = onChange;
    this.#onError = onError;
  }

  /** The error, if it is wanted and drawn. */
  get error(): DrawnError | undefined {
    return this.#wantsError ? this.#error : undefined;
  }

  get cover(): ImageBitmap | undefined {
    return this.#cover;
  }

  /** Changes to another trial, or to none. */
  setFiles(files: { readonly picture: FileRef; readonly file: FileRef } | undefined): void {
    this.#files = files;
    this.#closeError();
    this.#setCover(undefined);
    if (this.#wantsError) void this.#drawError();
  }

  setWantsError(wantsError: boolean): void {
    this.#wantsError = wantsError;
    if (wantsError && this.#error === undefined) void this.#drawError();
    this.#onChange();
  }

  /** Shows where an entry is used, after a short delay; `undefined` hides it. */
  showUses(entry: Entry | undefined): void {
    this.#hovered = entry;
    if (entry === undefined) this.#setCover(undefined);
    else setTimeout(() => void this.#drawUses(entry), HOVER_DELAY);
  }

  async #drawError(): Promise<void> {
    const files = this.#files;
    if (files === undefined) return;
    try {
      const drawn = await this.#client.run('drawError', files);
      if (files !== this.#files) return closeAll(drawn.levels);
      this.#error = drawn;
      this.#onChange();
    } catch (error) {
      this.#onError(error);
    }
  }

  async #drawUses(entry: Entry): Promise<void> {
    const files = this.#files;
    if (entry !== this.#hovered || files === undefined) return;
    try {
      const cover = await this.#client.run('drawUses', { file: files.file, ...entry });
      if (entry === this.#hovered && files === this.#files) this.#setCover(cover);
      else cover.close();
    } catch (error) {
      this.#onError(error);
    }
  }

  #setCover(cover: ImageBitmap | undefined): void {
    const before = this.#cover;
    this.#cover = cover;
    if (before !== cover) this.#onChange();
    before?.close();
  }

  #closeError(): void {
    closeAll(this.#error?.levels ?? []);
    this.#error = undefined;
  }
}

function closeAll(levels: readonly ImageBitmap[]): void {
  for (const level of levels) level.close();
}
