/** Reports on a batch: an object or a line for each input, a progress line on a terminal, and the totals. */

import { formatCount } from '../../apps/shared/figures.js';
import type { FileCommand } from '../command.js';
import type { BatchFlags, CommonFlags } from '../grammar.js';
import { ProgressLine, printFailure, printJson, printLines, printNote, printTrace } from '../output.js';
import { type Outcome, Tally } from './outcome.js';
import type { Job } from './plan.js';

const REDRAW_EVERY = 200;
/** Share of the work after which the time left can be estimated. */
const LEAST_SHARE = 0.01;

/** Prints results on standard output, everything else on standard error. */
export class BatchReporter {
  readonly #command: FileCommand;
  readonly #jobs: readonly Job[];
  readonly #flags: BatchFlags & CommonFlags;
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();
  readonly #tally = new Tally();
  readonly #bar: ProgressLine;
  readonly #timer: NodeJS.Timeout;
  readonly #totalBytes: number;
  /** Shares done of the running jobs. */
  readonly #underWay = new Map<Job, number>();
  #endedBytes = 0;
  #ended = 0;

  constructor(command: FileCommand, jobs: readonly Job[], flags: BatchFlags, signal: AbortSignal) {
    this.#command = command;
    this.#jobs = jobs;
    this.#flags = flags;
    this.#signal = signal;
    this.#bar = new ProgressLine(command.name, flags);
    this.#totalBytes = jobs.reduce((sum, job) => sum + weightOf(job), 0);
    this.#timer = setInterval(() => this.#draw(), REDRAW_EVERY).unref();
    signal.addEventListener('abort', this.#sayInterrupted);
  }

  /** Whether each input gets a line for people. A terminal shows the progress line instead, except in a dry run. */
  get wantsLines(): boolean {
    return !this.#flags.quiet && !this.#flags.json && (!this.#bar.isShown || this.#flags.dryRun === true);
  }

  /** Records the progress of a job, 0..1. */
  progress(job: Job, done: number): void {
    this.#underWay.set(job, done);
  }

  /** Records the end of a job. */
  end(job: Job): void {
    this.#underWay.delete(job);
    this.#endedBytes += weightOf(job);
    this.#ended++;
  }

  /** Reports the outcome of an input. Call it in the order of the inputs. */
  async report(outcome: Outcome): Promise<void> {
    const { json, notes, line, text, failure, trace } = outcome;
    const isFirst = this.#tally.inputs === 0;
    this.#tally.add(outcome);
    const lines = [...notes];
    if (line !== undefined && this.wantsLines) lines.push(line);
    if (failure !== undefined || lines.length > 0 || text !== undefined) this.#bar.finish();
    for (const each of lines) printNote(each, this.#flags);
    if (failure !== undefined) printFailure(failure);
    if (failure !== undefined && this.#flags.debug && trace !== undefined) printTrace(trace);
    if (this.#flags.json) await printJson(json);
    else if (text !== undefined) await printLines([...(isFirst ? [] : ['']), ...text]);
  }

  /**
   * Reports the totals.
   *
   * @returns the exit code
   */
  async sumUp(): Promise<number> {
    this.close();
    if (this.#flags.json) await printJson(this.#tally.toJson(this.#command, this.#seconds(), this.#flags));
    else printNote(this.#tally.describe(this.#command, this.#seconds(), this.#flags), this.#flags);
    return this.#tally.exitCode;
  }

  /** Removes the progress line, and prints nothing from now on. */
  close(): void {
    clearInterval(this.#timer);
    this.#signal.removeEventListener('abort', this.#sayInterrupted);
    this.#bar.finish();
  }

  readonly #sayInterrupted = () => {
    this.close();
    if (this.#flags.json) return;
    const hint = this.#command.gives === 'file' ? '; --skip-existing goes on from here' : '';
    const { length } = this.#jobs;
    printNote(`interrupted after ${formatCount(this.#ended)} of ${formatCount(length)}${hint}`, this.#flags);
  };

  #draw(): void {
    const { length } = this.#jobs;
    let bytes = this.#endedBytes;
    for (const [job, done] of this.#underWay) bytes += done * weightOf(job);
    const share = this.#totalBytes === 0 ? 0 : bytes / this.#totalBytes;
    const seconds = this.#seconds();
    const parts = [`${formatCount(this.#ended)} of ${formatCount(length)}`, `${formatRate(this.#ended / seconds)}/s`];
    if (share >= LEAST_SHARE) parts.push(`${formatClock((seconds * (1 - share)) / share)} left`);
    if (this.#tally.failed > 0) parts.push(`${formatCount(this.#tally.failed)} failed`);
    this.#bar.update(share, parts.join(', '));
  }

  #seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }
}

/** The weight of a job in the whole work: the bytes of its input, at least one. */
function weightOf({ input }: Job): number {
  return 'bytes' in input ? Math.max(1, input.bytes) : 1;
}

function formatRate(perSecond: number): string {
  return perSecond >= 10 ? perSecond.toFixed(0) : perSecond.toFixed(perSecond >= 1 ? 1 : 2);
}

/** Seconds as 0:47, 12:05 or 3:07:09. */
export function formatClock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (value: number) => String(value).padStart(2, '0');
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
