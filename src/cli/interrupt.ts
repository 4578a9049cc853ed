/** Ctrl-C and similar signals: cleaning up before they end the process, and periods when they end it at once. */

import { EXIT } from './failure.js';

/** Ctrl-C sends SIGINT. `kill` and a system that shuts down send SIGTERM. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

type Handler = (signal: NodeJS.Signals) => void;

let handler: Handler | undefined;
let isHeard = false;
/** Number of running pieces of work during which a signal ends the process at once. */
let plain = 0;

/**
 * Sets the function that cleans up before a signal ends the process. It is called only after {@link hearInterrupts}; before
 * that, a signal ends the process at once. The handler is not installed from the start, because it may have to be removed
 * again for work that a signal must end. Node calls handlers only when the program is idle, so a signal that came just
 * before the removal would be lost.
 */
export function handleInterrupts(cleanUp: () => void): void {
  handler = (signal) => {
    cleanUp();
    endBy(signal);
  };
}

/** Installs the handler. Call it before there is anything to clean up. */
export function hearInterrupts(): void {
  if (plain === 0) listen();
}

/**
 * Does work during which no handler can be called, such as long computing or a wait in the system. A signal ends the process
 * at once meanwhile. No temporary file may exist at that time.
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

/** The same for asynchronous work. Afterwards the handler is installed, since there may be something to clean up. */
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
 * Ends the process by the signal itself. `process.exit` would wait for threads, and a thread may wait for a pipe. A shell
 * sees 130 or 143, and it ends a loop that runs the command. It does not do so for an exit code.
 */
function endBy(signal: NodeJS.Signals): void {
  if (process.platform !== 'win32') {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
  process.exit(EXIT.interrupted);
}
