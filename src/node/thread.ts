/** Both sides of a worker thread that answers requests one at a time. */

import { parentPort, Worker } from 'node:worker_threads';
import { AkmError } from '../error.js';
import { type PackedError, packError, unpackError } from './thread-error.js';

/** Messages from a thread. */
type ThreadMessage =
  | { readonly kind: 'progress'; readonly done: number }
  | { readonly kind: 'output'; readonly output: unknown }
  | { readonly kind: 'failure'; readonly error: PackedError };

/** How to send a request. */
export interface RequestOptions {
  /** Buffers to transfer instead of copying. */
  readonly transfer?: readonly ArrayBuffer[] | undefined;
  /** Called with the share of the work done, 0..1, if the thread reports it. */
  readonly onProgress?: (done: number) => void;
}

/** Answers a request in a thread. */
export type RequestHandler<Request> = (
  request: Request,
  onProgress: (done: number) => void,
) => ThreadReply | Promise<ThreadReply>;

/** The answer to a request, and the buffers of it to transfer. */
export interface ThreadReply {
  readonly output: unknown;
  readonly transfer?: readonly ArrayBuffer[];
}

/** The callbacks of a thread's present request. */
interface Waiting {
  readonly onProgress: ((done: number) => void) | undefined;
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** A thread as its owner sees it. It keeps the process alive only while it has a request. */
export class Thread {
  readonly #worker: Worker;
  #waiting: Waiting | undefined;
  #isOver = false;

  /**
   * @param script - a module that calls {@link serveRequests}
   * @param workerData - the module's `workerData`
   */
  constructor(script: URL, workerData?: unknown) {
    // The flags of this process are not passed on: some, such as those of `node --eval`, are not for modules.
    this.#worker = new Worker(script, { workerData, execArgv: [] });
    this.#worker.on('message', (message: ThreadMessage) => this.#take(message));
    this.#worker.on('messageerror', (error) => this.#end('sent a message that can not be read', error));
    this.#worker.on('error', (error) => this.#end(error instanceof Error ? error.message : String(error), error));
    this.#worker.on('exit', (code) => this.#end(`exit code ${code}`));
    this.#worker.unref();
  }

  /** Whether it is stopped or broken. It then takes no more requests. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Sends a request. The one before must be finished.
   *
   * @throws what the handler threw; AkmError `thread` when the thread ended before it answered
   */
  async run(request: unknown, { transfer = [], onProgress }: RequestOptions = {}): Promise<unknown> {
    this.#worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        this.#waiting = { onProgress, resolve, reject };
        if (this.#isOver) this.#end('it is over');
        else this.#worker.postMessage(request, transfer);
      });
    } finally {
      this.#waiting = undefined;
      // The process waits for a thread that is being stopped.
      if (!this.#isOver) this.#worker.unref();
    }
  }

  /** Ends the thread at once. */
  async stop(): Promise<void> {
    this.#end('it was stopped');
    await this.#worker.terminate();
  }

  #take(message: ThreadMessage): void {
    if (message.kind === 'progress') this.#waiting?.onProgress?.(message.done);
    else if (message.kind === 'output') this.#waiting?.resolve(message.output);
    else this.#waiting?.reject(unpackError(message.error));
  }

  #end(why: string, cause?: unknown): void {
    this.#isOver = true;
    this.#waiting?.reject(new AkmError('thread', `a worker thread ended before its work was done: ${why}`, cause));
  }
}

/** Answers the requests to this thread, one after another. On the main thread it does nothing. */
export function serveRequests<Request>(handle: RequestHandler<Request>): void {
  const port = parentPort;
  const post = (message: ThreadMessage, transfer: readonly ArrayBuffer[] = []) => port?.postMessage(message, transfer);
  port?.on('message', async (request: Request) => {
    try {
      const { output, transfer } = await handle(request, (done) => post({ kind: 'progress', done }));
      post({ kind: 'output', output }, transfer);
    } catch (error) {
      post({ kind: 'failure', error: packError(error) });
    }
  });
}
