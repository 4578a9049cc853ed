/** Ctrl-C and its like: what the process does on them, and where they must end it without a word of ours. */

import { EXIT } from './exit-code.js';

/** Ctrl-C, and what `kill` and a system that shuts down send. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Handler = (signal: NodeJS.Signals) => void;

let handler: Handler | undefined;
/** How many pieces of work want the signals to end the process without a handler. */
let plain = 0;

/** Calls `cleanUp` when the process is told to end, and ends it. */
export function handleInterrupts(cleanUp: () => void): void {
  handler = (signal) => {
    cleanUp();
    endBy(signal);
  };
  listen(handler);
}

/**
 * Does something during which no handler can be called: long computing, or a wait outside our code. A signal ends the
 * process at once meanwhile, as it ends any. For times when no temporary file of ours exists.
 */
export function withPlainInterrupts<Result>(work: () => Result): Result {
  begin();
  try {
    return work();
  } finally {
    end();
  }
}

/** The same for work that has waits in it. */
export async function withPlainInterruptsAsync<Result>(work: () => Promise<Result>): Promise<Result> {
  begin();
  try {
    return await work();
  } finally {
    end();
  }
}

function begin(): void {
  if (plain++ === 0 && handler !== undefined) unlisten(handler);
}

function end(): void {
  if (--plain === 0 && handler !== undefined) listen(handler);
}

function listen(handle: Handler): void {
  for (const signal of SIGNALS) process.on(signal, handle);
}

function unlisten(handle: Handler): void {
  for (const signal of SIGNALS) process.off(signal, handle);
}

/**
 * Ends the process by the signal itself: `process.exit` would wait for threads, and a thread may wait for a pipe. A shell
 * sees 130 (or 143), and stops the loop in which the command was run, which it does not for an exit code.
 */
function endBy(signal: NodeJS.Signals): void {
  if (process.platform !== 'win32') {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  process.exit(EXIT.interrupted);
}
