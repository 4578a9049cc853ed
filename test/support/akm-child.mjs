/** A process that runs one command line of akm after the other: see `akm.ts`. */

import { pathToFileURL } from 'node:url';

/** The module that the first step of the process loads: the command line. It runs when it is evaluated, once for each query. */
const MAIN = new URL('command-line.js', pathToFileURL(process.argv[2])).href;

// Each run adds new listeners for errors and signals.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

/** Collects data that are written to a stream, instead of writing them. */
function gather(stream, chunks) {
  stream.write = (chunk, encoding, done = encoding) => {
    chunks.push(Buffer.from(chunk));
    if (typeof done === 'function') process.nextTick(done);
    return true;
  };
}

let runs = 0;

process.on('message', async ({ args, cwd }) => {
  const stdout = [];
  const stderr = [];
  gather(process.stdout, stdout);
  gather(process.stderr, stderr);
  process.chdir(cwd);
  process.argv = [process.execPath, process.argv[1], ...args];
  process.exitCode = undefined;
  await import(`${MAIN}?run=${runs++}`);
  process.send({ status: process.exitCode, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) });
});
process.on('disconnect', () => process.exit(0));
