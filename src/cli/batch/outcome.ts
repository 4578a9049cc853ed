/** The outcome of each input of a batch, in words and as an object, and the totals. */

import { formatCount } from '../../apps/shared/figures.js';
import type { FileCommand, Made } from '../command.js';
import { codeOf, describeFailure, EXIT, exitCodeOf, SalvagedError } from '../failure.js';
import { traceOf } from '../output.js';
import type { Job } from './plan.js';

/** How an input ended. `missed` is a failure too: its target was not met. */
export type Ending = 'done' | 'planned' | 'skipped' | 'failed' | 'missed';

/** The outcome of an input. */
export interface Outcome extends Pick<Made, 'json' | 'notes' | 'line' | 'text'> {
  readonly ending: Ending;
  /** Bytes of finished inputs. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Why it failed. */
  readonly failure?: string;
  readonly trace?: string | undefined;
}

/** An input that was made into something. */
export function outcomeOfMade({ status, inputBytes, file, json, notes, line, text }: Made): Outcome {
  const isSkipped = status === 'skipped';
  const bytes = { bytesIn: isSkipped ? 0 : inputBytes, bytesOut: file?.length ?? 0 };
  return { ending: isSkipped ? 'skipped' : 'done', ...bytes, json, notes, line, ...(text && { text }) };
}

/** An input whose output is whole and newer, and is therefore kept. */
export function outcomeOfSkip({ input, output }: Job): Outcome {
  const json = { input: input.path, output, status: 'skipped', reason: 'up to date' };
  return { ...NOTHING, ending: 'skipped', json, line: `${input.path} -> ${output}: skipped, up to date` };
}

/** An input of a dry run. */
export function outcomeOfPlan(command: FileCommand, job: Job): Outcome {
  const target = job.output === undefined ? '' : ` -> ${job.output}`;
  const json = { ...namesOf(command, job), status: 'planned' };
  return { ...NOTHING, ending: 'planned', json, line: `would ${command.verb} ${job.input.path}${target}` };
}

/** An input that failed. */
export function outcomeOfFailure(command: FileCommand, job: Job, error: unknown): Outcome {
  const described = describeFailure(error);
  return {
    ...NOTHING,
    ending: exitCodeOf(error) === EXIT.target ? 'missed' : 'failed',
    json: { ...namesOf(command, job), status: 'failed', code: codeOf(error), message: described, ...lossOf(error) },
    failure: nameFirst(job.input.path, described),
    trace: traceOf(error),
  };
}

/** The bands that are missing in a salvaged output. */
function lossOf(error: unknown): object {
  return error instanceof SalvagedError ? { lost: error.lost } : {};
}

/** Begins with the input that failed, unless the message does so already. */
function nameFirst(path: string, message: string): string {
  return message.startsWith(`${path}:`) || message.startsWith(`${path} is `) ? message : `${path}: ${message}`;
}

const NOTHING = { bytesIn: 0, bytesOut: 0, notes: [] } as const;

/** The fields that name the files in the object of an input. */
function namesOf({ gives }: FileCommand, { input, output }: Job): object {
  if (gives !== 'file') return { file: input.path };
  return { input: input.path, ...(output === undefined ? {} : { output }) };
}

/** Sums over a batch. */
export class Tally {
  readonly count: Record<Ending, number> = { done: 0, planned: 0, skipped: 0, failed: 0, missed: 0 };
  bytesIn = 0;
  bytesOut = 0;

  add({ ending, bytesIn, bytesOut }: Outcome): void {
    this.count[ending]++;
    this.bytesIn += bytesIn;
    this.bytesOut += bytesOut;
  }

  get failed(): number {
    return this.count.failed + this.count.missed;
  }

  get inputs(): number {
    return Object.values(this.count).reduce((sum, count) => sum + count, 0);
  }

  /** 0 all done or skipped; 1 any failed; 3 when the only failures are targets that were not met. */
  get exitCode(): number {
    if (this.count.failed > 0) return EXIT.failed;
    return this.count.missed > 0 ? EXIT.target : EXIT.done;
  }

  /** The totals, for people. */
  describe({ participle, gives }: FileCommand, seconds: number, { dryRun = false }): string {
    const writes = gives === 'file';
    const { done, planned, skipped } = this.count;
    const rest = `${writes || skipped > 0 ? `, ${formatCount(skipped)} skipped` : ''}, ${formatCount(this.failed)} failed`;
    if (dryRun) return `${formatCount(planned)} would be ${participle}${rest}; nothing was written`;
    const out = writes ? ` in, ${formatCount(this.bytesOut)} out (${this.#percent().toFixed(1)} %)` : '';
    return `${formatCount(done)} ${participle}${rest}; ${formatCount(this.bytesIn)} bytes${out}, ${seconds.toFixed(1)} s`;
  }

  /** The last object of `--json`. */
  toJson({ name, gives }: FileCommand, seconds: number, { dryRun = false }): object {
    const { done, planned, skipped } = this.count;
    const sizes = gives === 'file' ? { outputBytes: this.bytesOut, percent: Number(this.#percent().toFixed(2)) } : {};
    return {
      status: 'summary',
      command: name,
      inputs: this.inputs,
      ...(dryRun ? { planned } : { done }),
      skipped,
      failed: this.failed,
      inputBytes: this.bytesIn,
      ...sizes,
      seconds: Number(seconds.toFixed(3)),
    };
  }

  #percent(): number {
    return this.bytesIn === 0 ? 0 : (100 * this.bytesOut) / this.bytesIn;
  }
}
