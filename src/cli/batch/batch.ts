/** Many inputs: found, planned, checked, done several at a time, reported in their order, summed up. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError } from '../../node/file-error.js';
import { idOf } from '../../node/file-version.js';
import { makeFolder, type SaveOptions, saveBytesAsync } from '../../node/files.js';
import type { ThreadPool } from '../../node/thread-pool.js';
import { refuseBrokenNames } from '../broken-names.js';
import { CommandFiles } from '../command-files.js';
import { EXIT } from '../exit-code.js';
import { SalvagedError, UsageError } from '../failure.js';
import { withPlainInterruptsAsync } from '../interrupt.js';
import type { Made } from '../made.js';
import type { Session } from '../session.js';
import { type CommandFlags, type CommandName, openWorkPool, type ThreadOutcome, type ThreadWork } from '../work.js';
import { checkClashes, checkDestination, checkOutDir } from './check-outputs.js';
import { BATCH_COMMANDS, type BatchCommand } from './command.js';
import { chooseLimits, weigh } from './cost.js';
import type { BatchFlags } from './flags.js';
import { type FoundInput, findInputs } from './inputs.js';
import { type Outcome, outcomeOfFailure, outcomeOfMade, outcomeOfPlan, outcomeOfSkip } from './outcome.js';
import { type Job, planJobs } from './plan.js';
import { BatchReporter } from './reporter.js';
import { type Cost, type Limits, runInOrder } from './schedule.js';

/**
 * Runs a command on many inputs; the exit code is left in the session. The flags are checked already.
 *
 * @throws UsageError, OptionError before anything is done
 */
export async function runBatch<Name extends CommandName>(
  name: Name,
  args: readonly string[],
  flags: CommandFlags[Name] & BatchFlags,
  session: Session,
): Promise<void> {
  const command: BatchCommand<CommandFlags[Name]> = BATCH_COMMANDS[name];
  // A million files take a while, in which nothing is written.
  const jobs = await withPlainInterruptsAsync(() => plan(command, args, flags));
  const limits = chooseLimits(flags, jobs.length);
  const reporter = new BatchReporter({ name, participle: command.participle, jobs }, flags, session.signal);
  // Whatever ends the process before all is done: it is no success, unless there was nothing to do but to show.
  if (name !== 'info') session.exitCode = EXIT.failed;
  const batch = new Batch({ name, command, flags, jobs }, openWorkPool(limits.jobs), reporter);
  try {
    await runInOrder(jobs, limits, {
      costOf: (job) => costOf(job, limits, command, flags),
      perform: (job, cost) => batch.perform(job, cost),
      report: (_, outcome) => reporter.report(outcome),
    });
    session.exitCode = await reporter.sumUp();
  } finally {
    reporter.close();
    await batch.close();
  }
}

/** From arguments to jobs that may be done. */
async function plan<Flags>(
  { nameOutput, alsoReads, extensions }: BatchCommand<Flags>,
  args: readonly string[],
  flags: Flags & BatchFlags,
): Promise<Job[]> {
  const { output, outDir, ext, recursive = false } = flags;
  if (output !== undefined && outDir !== undefined)
    throw new UsageError('-o names a file, --out-dir a folder: give one');
  if (output === '-') throw new UsageError('only a single input, given by its name, can go to standard output');
  const alsoRead = alsoReads?.(flags).filter((path) => path !== undefined) ?? [];
  refuseBrokenNames(
    alsoRead,
    [output, outDir].filter((path) => path !== undefined),
  );
  if (outDir !== undefined) checkOutDir(outDir);
  const inputs = await findInputs(args, { recursive, extensions: ext ?? extensions, outDir });
  if (output !== undefined && inputs.length > 1) {
    throw new UsageError(`${inputs.length} inputs can't all be written to ${output}; give --out-dir a folder`);
  }
  const jobs = planJobs(inputs, { nameOutput: nameOutput && ((path) => nameOutput(path, flags)), outDir, output });
  return checkClashes(jobs, alsoRead, flags);
}

function costOf<Flags extends BatchFlags>(
  { input, refusal }: Job,
  limits: Limits,
  { threadsFor }: BatchCommand<Flags>,
  flags: Flags,
): Cost {
  if (!('id' in input) || refusal !== undefined || flags.dryRun) return { pixels: 0, threads: 0 };
  return weigh(input, limits, (pixels) => threadsFor(pixels, flags), flags);
}

/** What a batch does to what. */
interface BatchWork<Name extends CommandName> {
  readonly name: Name;
  readonly command: BatchCommand<CommandFlags[Name]>;
  readonly flags: CommandFlags[Name] & BatchFlags;
  readonly jobs: readonly Job[];
}

/** Does the jobs of a batch: their threads read and work, this one alone writes. */
class Batch<Name extends CommandName> {
  readonly #name: Name;
  readonly #command: BatchCommand<CommandFlags[Name]>;
  readonly #flags: CommandFlags[Name] & BatchFlags;
  readonly #pool: ThreadPool;
  readonly #reporter: BatchReporter;
  /** Identities of all inputs: none is overwritten, whatever has become of the names since they were compared. */
  readonly #inputs: ReadonlySet<string>;
  /** Identities of the files written, so that no other name of one overwrites it, whatever the file system takes for equal. */
  readonly #written = new Map<string, string>();
  /** Settled when the last file so far is written. */
  #writing: Promise<void> = Promise.resolve();

  constructor({ name, command, flags, jobs }: BatchWork<Name>, pool: ThreadPool, reporter: BatchReporter) {
    this.#name = name;
    this.#command = command;
    this.#flags = flags;
    this.#pool = pool;
    this.#reporter = reporter;
    this.#inputs = new Set(jobs.flatMap(({ input }) => ('id' in input ? [input.id] : [])));
  }

  /** Does a job; whatever becomes of it is an outcome. */
  async perform(job: Job, { threads }: Cost): Promise<Outcome> {
    try {
      if (!('id' in job.input)) throw job.input.error;
      if (job.refusal !== undefined) throw job.refusal;
      return await this.#do(job, job.input, threads);
    } catch (error) {
      return outcomeOfFailure(this.#name, job, error);
    } finally {
      this.#reporter.end(job);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #do(job: Job, { path }: FoundInput, threads: number): Promise<Outcome> {
    const { output } = job;
    // Noted before the input is read: what it is by then may not be what it was when it was found.
    const reads = [path, ...(this.#command.alsoReads?.(this.#flags) ?? [])];
    const files = new CommandFiles({ reads, writes: [output] }, { areNamesChecked: true });
    const keepsWhole = output !== undefined && this.#looksDone(files, path, output);
    const { verb } = this.#command;
    const { dryRun = false } = this.#flags;
    if (dryRun && !keepsWhole) return outcomeOfPlan(this.#name, verb, job);
    const { wantsLines } = this.#reporter;
    const work: ThreadWork<Name> = {
      command: this.#name,
      place: { input: path, output },
      // Nothing is measured for a line that nobody sees.
      flags: wantsLines ? this.#flags : { ...this.#flags, quiet: true },
      threads,
      keepsWhole,
      dryRun,
    };
    const onProgress = (done: number) => this.#reporter.progress(job, done);
    const made = (await this.#pool.run(work, { onProgress })) as ThreadOutcome;
    if (made === 'planned') return outcomeOfPlan(this.#name, verb, job);
    if (made === 'up to date') {
      files.refuseChanges();
      return outcomeOfSkip(job);
    }
    if (output !== undefined) await this.#write(output, made, files);
    if (made.damage !== undefined) throw new SalvagedError(made.damage);
    return outcomeOfMade(made);
  }

  /**
   * Whether the output is there and newer than what it is made of, and is to be left alone if it is whole.
   *
   * @throws FileError when it can't be written, or must not be touched: better now than after the work
   */
  #looksDone(files: CommandFiles, input: string, output: string): boolean {
    const found = checkDestination(output);
    if (found === undefined) return false;
    const { skipExisting, force } = this.#flags;
    const { latest } = files;
    const isNewer = latest !== undefined && found.modified > latest.modified;
    if (skipExisting && isNewer && found.isFile) return true;
    if (force) return false;
    const source = latest === undefined || latest.path === input ? 'its input' : latest.path;
    const why = skipExisting ? `exists, but is not newer than ${source}` : 'already exists';
    throw new FileError(output, 'eexist', why);
  }

  /** Files are written one at a time; a pipe, which may wait for its reader, keeps none of them waiting. */
  async #write(output: string, { file }: Made, files: CommandFiles): Promise<void> {
    if (file === undefined) return;
    files.refuseChanges();
    const found = statSync(output, { throwIfNoEntry: false });
    if (found?.isFIFO()) return saveBytesAsync(output, file, this.#saveOptions(files));
    const written = this.#writing.then(() => this.#save(output, file, files));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** No file that this batch reads is replaced. */
  #saveOptions(files: CommandFiles): SaveOptions {
    return {
      force: this.#flags.force ?? false,
      isProtected: (found) => this.#inputs.has(idOf(found)) || files.isRead(found),
    };
  }

  async #save(output: string, file: Uint8Array, files: CommandFiles): Promise<void> {
    files.refuseChanges();
    makeFolder(dirname(output));
    const old = statSync(output, { bigint: true, throwIfNoEntry: false });
    const other = old && this.#written.get(idOf(old));
    if (other !== undefined)
      throw new FileError(output, 'same-output', `is the same file as ${other}, which was just written`);
    await saveBytesAsync(output, file, this.#saveOptions(files));
    this.#written.set(idOf(statSync(output, { bigint: true })), output);
  }
}
