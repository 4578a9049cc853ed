/** The `akm` process: parses the command line, runs the command, and turns every error into one line and an exit code. */

import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { toFileError } from '../node/files.js';
import { removeTemporaryFiles } from '../node/temporary-files.js';
import type { Session } from './command.js';
import { codeOf, describeFailure, EXIT, exitCodeOf, SalvagedError } from './failure.js';
import { handleInterrupts } from './interrupt.js';
import { printFailure, printJson, printTrace, spellOut, traceOf } from './output.js';
import { makeProgram } from './program.js';

const controller = new AbortController();
const session: Session = { signal: controller.signal, exitCode: EXIT.done };

handleInterrupts(() => {
  controller.abort();
  removeTemporaryFiles();
});
// A reader may close the pipe early, as `| head` does. That is no failure, unless work is left undone.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(session.exitCode);
  printFailure(describeFailure(toFileError('standard output', error)));
  process.exit(EXIT.failed);
});
process.stderr.on('error', () => process.exit(EXIT.failed));

process.exitCode = await run(process.argv);

/** Runs the command line and returns the exit code. */
async function run(argv: readonly string[]): Promise<number> {
  const program = makeProgram(readVersion(), session);
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ outputError: (text, write) => write(usageLine(text, command.name())) });
  }
  try {
    await program.parseAsync(argv);
    return session.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.usage;
    await report(error, argv);
    return exitCodeOf(error);
  }
}

/** One line on standard error; with `--json` an object on standard output too; with `--debug` the trace. */
async function report(error: unknown, argv: readonly string[]): Promise<void> {
  const message = describeFailure(error);
  printFailure(message);
  const trace = argv.includes('--debug') ? traceOf(error) : undefined;
  if (trace !== undefined) printTrace(trace);
  if (argv.includes('--json')) {
    const lost = error instanceof SalvagedError ? error.lost : undefined;
    await printJson({ status: 'failed', code: codeOf(error), message, lost });
  }
}

/** The message of commander in one line, in the form of akm's messages. */
function usageLine(text: string, command: string): string {
  // Commander puts a suggestion on a second line.
  const line = spellOut(
    text
      .trim()
      .replace(/^error: /, '')
      .replace(/\n(?=\(Did you mean )/, ' '),
  );
  return `akm: ${line} (see akm help${command === 'akm' ? '' : ` ${command}`})\n`;
}

function readVersion(): string {
  const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  return manifest.version;
}
