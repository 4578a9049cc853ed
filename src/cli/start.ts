#!/usr/bin/env node
/**
 * The first step of the process: loads the rest of the program. If that fails, for example because too many files are open, it
 * prints one line instead of a stack trace. This file imports nothing else, since that could fail too. The build makes it
 * `dist/cli/main.js`.
 */

try {
  await import('./main.js');
} catch (error) {
  const { code, message } = error as NodeJS.ErrnoException;
  const isFull = code === 'EMFILE' || code === 'ENFILE';
  const why = isFull ? 'too many open files (raise the limit: ulimit -n)' : message.replace(/\s*\n\s*/g, ' ');
  process.stderr.write(`akm: the program can't be loaded: ${why}\n`);
  process.exitCode = 1;
}

export {};
