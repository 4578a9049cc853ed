/** The `akm` process: parses, dispatches, and turns whatever happens into one line and an exit code. */

import { readFileSync } from 'node:fs';
import { CommanderError } from 'commander';
import { toFileError } from '../node/files.js';
import { removeTemporaryFiles } from '../node/temporary-files.js';
import { EXIT } from './exit-code.js';
import { codeOf, describeFailure, exitCodeOf, SalvagedError, traceOf } from './failure.js';
import { handleInterrupts } from './interrupt.js';
import { printFailure, printJson, printTrace } from './output.js';
import { spellOut } from './plain-text.js';
import { makeProgram } from './program.js';
import type { Session } from './session.js';

const controller = new AbortController();
const session: Session = { signal: controller.signal, exitCode: EXIT.done };

handleInterrupts(() => {
  controller.abort();
  removeTemporaryFiles();
});
// A reader that has seen enough (`| head`) is no failure, unless work is left undone.
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

/** commander's message, in one line and in our form. */
function usageLine(text: string, command: string): string {
  // Its suggestions are a line of their own.
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
