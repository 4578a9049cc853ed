#!/usr/bin/env node
/**
 * The first step of the process: loads the command line, which is `dist/cli/main.js` in the build. Where that fails, as it
 * does when no more files may be opened, one line says so instead of a trace of Node's. Imports nothing by itself: that
 * could fail, too.
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
