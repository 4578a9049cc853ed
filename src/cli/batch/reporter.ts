/** Says what becomes of a batch: objects or lines, a progress line on a terminal, and the sum of all. */

import type { CommonFlags } from '../flags.js';
import { formatCount, printFailure, printJson, printLines, printNote, printTrace } from '../output.js';
import { ProgressLine } from '../progress.js';
import type { CommandName } from '../work.js';
import type { BatchFlags } from './flags.js';
import { type Outcome, Tally } from './outcome.js';
import type { Job } from './plan.js';

/** What is done to what. */
interface Subject {
  readonly name: CommandName;
  readonly participle: string;
  readonly jobs: readonly Job[];
}

const REDRAW_EVERY = 200;
/** Share of the work by which the time left can be told. */
const LEAST_SHARE = 0.01;

/** Speaks for a batch: results on standard output, everything else on standard error. */
export class BatchReporter {
  readonly #subject: Subject;
  readonly #flags: BatchFlags & CommonFlags;
  readonly #signal: AbortSignal;
  readonly #startedAt = performance.now();
  readonly #tally = new Tally();
  readonly #bar: ProgressLine;
  readonly #timer: NodeJS.Timeout;
  readonly #totalBytes: number;
  /** Shares done of the jobs under way. */
  readonly #underWay = new Map<Job, number>();
  #endedBytes = 0;
  #ended = 0;

  constructor(subject: Subject, flags: BatchFlags, signal: AbortSignal) {
    this.#subject = subject;
    this.#flags = flags;
    this.#signal = signal;
    this.#bar = new ProgressLine(subject.name, flags);
    this.#totalBytes = subject.jobs.reduce((sum, job) => sum + weightOf(job), 0);
    this.#timer = setInterval(() => this.#draw(), REDRAW_EVERY).unref();
    signal.addEventListener('abort', this.#sayInterrupted);
  }

  /** Whether a line for people is wanted of each input: a terminal has the progress line instead, but for a dry run. */
  get wantsLines(): boolean {
    return !this.#flags.quiet && !this.#flags.json && (!this.#bar.isShown || this.#flags.dryRun === true);
  }

  /** A job is so far, 0..1. */
  progress(job: Job, done: number): void {
    this.#underWay.set(job, done);
  }

  /** A job has ended, one way or another. */
  end(job: Job): void {
    this.#underWay.delete(job);
    this.#endedBytes += weightOf(job);
    this.#ended++;
  }

  /** Says what came of an input; to be called in the order of the inputs. */
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
   * Says what came of all.
   *
   * @returns the exit code
   */
  async sumUp(): Promise<number> {
    this.close();
    const { name, participle } = this.#subject;
    const kind = { writes: name === 'encode' || name === 'decode', dryRun: this.#flags.dryRun ?? false };
    if (this.#flags.json) await printJson(this.#tally.toJson(name, this.#seconds(), kind));
    else printNote(this.#tally.describe(participle, this.#seconds(), kind), this.#flags);
    return this.#tally.exitCode;
  }

  /** Takes the progress line away, and is silent from now on. */
  close(): void {
    clearInterval(this.#timer);
    this.#signal.removeEventListener('abort', this.#sayInterrupted);
    this.#bar.finish();
  }

  readonly #sayInterrupted = () => {
    this.close();
    const { jobs, name } = this.#subject;
    const hint = name === 'encode' || name === 'decode' ? '; --skip-existing goes on from here' : '';
    if (!this.#flags.json)
      printNote(`interrupted after ${formatCount(this.#ended)} of ${formatCount(jobs.length)}${hint}`, this.#flags);
  };

  #draw(): void {
    const { length } = this.#subject.jobs;
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

/** Bytes of a job's input, one at least: its part of the whole work. */
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
