/** Runs a command on many inputs: finds, plans and checks them, works on several at a time, and reports them in order. */

import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { FileError } from '../../node/file-error.js';
import { idOf } from '../../node/file-version.js';
import { makeFolder, type SaveOptions, saveBytesAsync } from '../../node/files.js';
import { ThreadPool } from '../../node/thread-pool.js';
import { refuseBrokenNames } from '../broken-names.js';
import type { Call, FileCommand, FileWork, Made, ThreadOutcome, ThreadRequest } from '../command.js';
import { EXIT, SalvagedError, UsageError } from '../failure.js';
import { CommandFiles } from '../files.js';
import type { BatchFlags } from '../grammar.js';
import { withPlainInterruptsAsync } from '../interrupt.js';
import { type FoundInput, findInputs } from './inputs.js';
import { type Outcome, outcomeOfFailure, outcomeOfMade, outcomeOfPlan, outcomeOfSkip } from './outcome.js';
import { checkClashes, checkDestination, checkOutDir, type Job, planJobs } from './plan.js';
import { BatchReporter } from './reporter.js';
import { type Cost, chooseLimits, runInOrder, weigh } from './schedule.js';

const SCRIPT = new URL('./work-thread.js', import.meta.url);

/**
 * Runs a command on many inputs and sets the exit code of the session. The flags must have been checked.
 *
 * @throws UsageError, OptionError before anything is done
 */
export async function runBatch(
  command: FileCommand,
  work: FileWork,
  { args, flags, session }: Call<BatchFlags>,
): Promise<void> {
  // To find a million files takes a while, and nothing is written meanwhile.
  const jobs = await withPlainInterruptsAsync(() => plan(command, args, flags));
  const limits = chooseLimits(flags, jobs.length);
  const reporter = new BatchReporter(command, jobs, flags, session.signal);
  // If the process ends before all is done, that is a failure. Only a reader of text may stop reading early.
  if (command.gives !== 'text') session.exitCode = EXIT.failed;
  const threadsFor = (pixels: number) => work.threadsFor?.(pixels, flags) ?? 1;
  // A thread can't start in a folder that is gone. Here this fails once; in the threads it would fail for each of them.
  process.cwd();
  const batch = new Batch(command, flags, jobs, new ThreadPool(SCRIPT, limits.jobs), reporter);
  try {
    await runInOrder(jobs, limits, {
      costOf: (job) => {
        const { input, refusal } = job;
        if (!('id' in input) || refusal !== undefined || flags.dryRun) return { pixels: 0, threads: 0 };
        return weigh(input, limits, threadsFor, flags);
      },
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
async function plan(command: FileCommand, args: readonly string[], flags: BatchFlags): Promise<Job[]> {
  const { output, outDir, ext, recursive = false } = flags;
  if (output !== undefined && outDir !== undefined)
    throw new UsageError('-o names a file and --out-dir a folder; give only one of them');
  if (output === '-') throw new UsageError('only a single input can go to standard output');
  const alsoRead = command.reads([], flags).filter((path) => path !== undefined);
  refuseBrokenNames(
    alsoRead,
    [output, outDir].filter((path) => path !== undefined),
  );
  if (outDir !== undefined) checkOutDir(outDir);
  const inputs = await findInputs(args, { recursive, extensions: ext ?? command.extensions, outDir });
  if (output !== undefined && inputs.length > 1) {
    throw new UsageError(`${inputs.length} inputs can't all be written to ${output}; give --out-dir a folder`);
  }
  const jobs = planJobs(inputs, { nameOutput: (path) => command.writes([path], flags)[0], outDir });
  return checkClashes(jobs, alsoRead, flags);
}

/** Does the jobs of a batch. Their threads read and work; only this thread writes. */
class Batch {
  readonly #command: FileCommand;
  readonly #flags: BatchFlags;
  readonly #pool: ThreadPool;
  readonly #reporter: BatchReporter;
  /** Identities of all inputs. None is overwritten, even if names have changed since they were compared. */
  readonly #inputs: ReadonlySet<string>;
  /** Names of the files written, by their identities, so that none is overwritten under another name. */
  readonly #written = new Map<string, string>();
  /** Settled when the last file in the queue is written. */
  #writing: Promise<void> = Promise.resolve();

  constructor(
    command: FileCommand,
    flags: BatchFlags,
    jobs: readonly Job[],
    pool: ThreadPool,
    reporter: BatchReporter,
  ) {
    this.#command = command;
    this.#flags = flags;
    this.#pool = pool;
    this.#reporter = reporter;
    this.#inputs = new Set(jobs.flatMap(({ input }) => ('id' in input ? [input.id] : [])));
  }

  /** Does a job. An error is an outcome too. */
  async perform(job: Job, { threads }: Cost): Promise<Outcome> {
    try {
      if (!('id' in job.input)) throw job.input.error;
      if (job.refusal !== undefined) throw job.refusal;
      return await this.#do(job, job.input, threads);
    } catch (error) {
      return outcomeOfFailure(this.#command, job, error);
    } finally {
      this.#reporter.end(job);
    }
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  async #do(job: Job, { path }: FoundInput, threads: number): Promise<Outcome> {
    const { output } = job;
    // The version of the input is recorded before it is read, since the file may change at any time.
    const reads = this.#command.reads([path], this.#flags);
    const files = new CommandFiles({ reads, writes: [output] }, { areNamesChecked: true });
    const keepsWhole = output !== undefined && this.#looksDone(files, path, output);
    const { dryRun = false } = this.#flags;
    if (dryRun && !keepsWhole) return outcomeOfPlan(this.#command, job);
    const { wantsLines } = this.#reporter;
    const request: ThreadRequest = {
      command: this.#command.name,
      place: { input: path, output },
      // Without a line for people, the thread need not measure the result.
      flags: wantsLines ? this.#flags : { ...this.#flags, quiet: true },
      threads,
      keepsWhole,
      dryRun,
    };
    const onProgress = (done: number) => this.#reporter.progress(job, done);
    const made = (await this.#pool.run(request, { onProgress })) as ThreadOutcome;
    if (made === 'planned') return outcomeOfPlan(this.#command, job);
    if (made === 'up to date') {
      files.refuseChanges();
      return outcomeOfSkip(job);
    }
    if (output !== undefined) await this.#write(output, made, files);
    if (made.damage !== undefined) throw new SalvagedError(made.damage);
    return outcomeOfMade(made);
  }

  /**
   * Whether the output exists, is newer than the files it is made of, and is to be kept if it is whole.
   *
   * @throws FileError when it can't be written or must not be replaced, before any work is done
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

  /** Writes one file at a time. A pipe may wait for its reader, so it does not use the queue. */
  async #write(output: string, { file }: Made, files: CommandFiles): Promise<void> {
    if (file === undefined) return;
    files.refuseChanges();
    const found = statSync(output, { throwIfNoEntry: false });
    if (found?.isFIFO()) return saveBytesAsync(output, file, this.#saveOptions(files));
    const written = this.#writing.then(() => this.#save(output, file, files));
    this.#writing = written.catch(() => undefined);
    return written;
  }

  /** The files that this batch reads are protected. */
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
