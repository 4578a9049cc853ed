/** The page's side of the worker: requests as promises, which can be cancelled at any time. */

import type { FromWorker, RequestInput, RequestName, RequestOutput, ToWorker } from './protocol.js';

/** Milliseconds for a worker to stop a cancelled request. Then it is replaced, and its other requests start again. */
const GRACE = 400;

interface Pending {
  readonly message: Extract<ToWorker, { kind: 'request' }>;
  readonly onProgress: ((done: number) => void) | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Options of a request. */
export interface RequestOptions {
  /** Cancels the request: the promise is rejected at once, with the signal's reason. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number) => void;
}

/** Sends requests to a worker, which is started at the first one. */
export class WorkerClient {
  readonly #make: () => Worker;
  readonly #pending = new Map<number, Pending>();
  /** Cancelled requests that the worker has not ended yet, with the timers that replace the worker. */
  readonly #stopping = new Map<number, ReturnType<typeof setTimeout>>();
  #worker: Worker | undefined;
  #lastId = 0;

  /** @param make - starts a worker */
  constructor(make: () => Worker) {
    this.#make = make;
  }

  /**
   * Sends a request.
   *
   * @throws Error with the worker's message; the signal's reason when it is aborted
   */
  run<Name extends RequestName>(
    name: Name,
    input: RequestInput<Name>,
    options: RequestOptions = {},
  ): Promise<RequestOutput<Name>> {
    const { signal, onProgress } = options;
    const id = ++this.#lastId;
    return new Promise<RequestOutput<Name>>((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const message = { kind: 'request', id, name, input } as const;
      this.#pending.set(id, { message, onProgress, resolve: resolve as (output: unknown) => void, reject });
      signal?.addEventListener('abort', () => this.#cancel(id, signal.reason), { once: true });
      this.#post(message);
    });
  }

  #post(message: ToWorker): void {
    try {
      this.#worker ??= this.#start();
      this.#worker.postMessage(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  #start(): Worker {
    const worker = this.#make();
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#take(data);
    worker.onerror = (event) => this.#fail(new Error(event.message || "the page's worker could not be started"));
    return worker;
  }

  #take(message: FromWorker): void {
    const pending = this.#pending.get(message.id);
    if (message.kind === 'progress') {
      pending?.onProgress?.(message.done);
      return;
    }
    clearTimeout(this.#stopping.get(message.id));
    this.#stopping.delete(message.id);
    this.#pending.delete(message.id);
    if (message.kind === 'done') pending?.resolve(message.output);
    else pending?.reject(new Error(message.message));
  }

  #cancel(id: number, reason: unknown): void {
    const pending = this.#pending.get(id);
    if (pending === undefined) return;
    this.#pending.delete(id);
    pending.reject(reason);
    this.#post({ kind: 'cancel', id });
    this.#stopping.set(
      id,
      setTimeout(() => this.#restart(), GRACE),
    );
  }

  /** Ends the worker at once. Requests contain all that they need, so a new worker can continue. */
  #restart(): void {
    this.#end();
    for (const { message } of this.#pending.values()) this.#post(message);
  }

  #fail(error: unknown): void {
    this.#end();
    const failed = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of failed) reject(error);
  }

  #end(): void {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const timer of this.#stopping.values()) clearTimeout(timer);
    this.#stopping.clear();
  }
}
