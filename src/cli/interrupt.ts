/** Ctrl-C and its like: what the process does on them, and where they must end it without a word of ours. */

import { EXIT } from './failure.js';

/** Ctrl-C, and what `kill` and a system that shuts down send. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Handler = (signal: NodeJS.Signals) => void;

let handler: Handler | undefined;
let isHeard = false;
/** How many pieces of work want the signals to end the process without a handler. */
let plain = 0;

/**
 * Sets what is to be cleaned up when the process is told to end. Until {@link hearInterrupts}, a signal ends the process
 * without: a handler that is there from the start, and taken away for work that is to be ended at once, loses the signals
 * that came just before, since Node calls it only once the program has nothing else to do.
 */
export function handleInterrupts(cleanUp: () => void): void {
  handler = (signal) => {
    cleanUp();
    endBy(signal);
  };
}

/** From here on, there may be something to be cleaned up. */
export function hearInterrupts(): void {
  if (plain === 0) listen();
}

/**
 * Does something during which no handler can be called: long computing, or a wait outside our code. A signal ends the
 * process at once meanwhile, as it ends any. For times when no temporary file of ours exists.
 */
export function withPlainInterrupts<Result>(work: () => Result): Result {
  const wasHeard = isHeard;
  unlisten();
  try {
    return work();
  } finally {
    if (wasHeard) listen();
  }
}

/** The same for work that has waits in it. What comes after it is taken for something that must be cleaned up. */
export async function withPlainInterruptsAsync<Result>(work: () => Promise<Result>): Promise<Result> {
  plain++;
  unlisten();
  try {
    return await work();
  } finally {
    plain--;
    hearInterrupts();
  }
}

function listen(): void {
  if (isHeard || handler === undefined) return;
  isHeard = true;
  for (const signal of SIGNALS) process.on(signal, handler);
}

function unlisten(): void {
  if (!isHeard || handler === undefined) return;
  isHeard = false;
  for (const signal of SIGNALS) process.off(signal, handler);
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
