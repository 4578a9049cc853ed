/** A process that runs one command line of akm after the other: see `akm.ts`. */

import { pathToFileURL } from 'node:url';

/** What the first step of the process loads: the command line, which runs when it is evaluated, once for each query. */
const MAIN = new URL('command-line.js', pathToFileURL(process.argv[2])).href;

// Each run listens for errors and signals anew.
process.setMaxListeners(0);
process.stdout.setMaxListeners(0);
process.stderr.setMaxListeners(0);

/** Gathers what is written to a stream instead of writing it. */
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
