/** Ctrl-C: what the process does on it, and where it must not wait for that. */

type Handler = () => void;

let handler: Handler | undefined;

/** Calls `onInterrupt` on Ctrl-C, in place of the process's plain end. */
export function handleInterrupts(onInterrupt: Handler): void {
  handler = onInterrupt;
  process.on('SIGINT', onInterrupt);
}

/**
 * Does something that may wait for ever outside our code, such as opening a pipe that nobody writes to: no handler of ours
 * would be called meanwhile, so Ctrl-C ends the process as it ends any. For the time before anything was written.
 */
export function withPlainInterrupts<Result>(wait: () => Result): Result {
  if (handler === undefined) return wait();
  process.off('SIGINT', handler);
  try {
    return wait();
  } finally {
    process.on('SIGINT', handler);
  }
}
