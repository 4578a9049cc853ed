/** Jobs done several at a time, within a budget, and reported in their order. */

/** What a job takes while it is under way. */
export interface Cost {
  /** Of memory, counted in pixels. */
  readonly pixels: number;
  readonly threads: number;
}

/** What all jobs under way may take together; one alone may take more. */
export interface Limits extends Cost {
  /** Jobs at a time. */
  readonly jobs: number;
  /** Jobs that may be begun beyond the first one that is not reported: what is held back is bounded. */
  readonly ahead: number;
}

/** How a job is done; none of these may fail, but for what ends all. */
export interface Work<Job, Result> {
  readonly costOf: (job: Job) => Cost;
  readonly perform: (job: Job, cost: Cost) => Promise<Result>;
  /** Called once a job, in the order of the jobs, never twice at a time. */
  readonly report: (job: Job, result: Result) => Promise<void>;
}

/**
 * Does all jobs. They are begun in their order: one that does not fit waits, and those behind it too.
 *
 * @throws what a part of the work threw: nothing more is begun then, nor reported
 */
export async function runInOrder<Job, Result>(
  jobs: readonly Job[],
  limits: Limits,
  { costOf, perform, report }: Work<Job, Result>,
): Promise<void> {
  const used = { pixels: 0, threads: 0, jobs: 0 };
  const results = new Map<number, Result>();
  let begun = 0;
  let reported = 0;
  let isReporting = false;
  let nextCost: Cost | undefined;

  const fits = ({ pixels, threads }: Cost) =>
    used.jobs === 0 ||
    (used.jobs < limits.jobs && used.pixels + pixels <= limits.pixels && used.threads + threads <= limits.threads);

  return new Promise((resolve, reject) => {
    let isOver = false;
    const fail = (error: unknown) => {
      isOver = true;
      reject(error);
    };
    const begin = async (index: number, cost: Cost) => {
      take(used, cost, 1);
      results.set(index, await perform(jobs[index], cost));
      take(used, cost, -1);
      advance();
    };
    const tellInOrder = async () => {
      isReporting = true;
      for (; results.has(reported) && !isOver; reported++) {
        await report(jobs[reported], results.get(reported)!);
        results.delete(reported);
      }
      isReporting = false;
      advance();
    };
    const advance = () => {
      if (isOver) return;
      if (reported === jobs.length) return resolve();
      while (begun < jobs.length && begun - reported < limits.ahead) {
        nextCost ??= costOf(jobs[begun]);
        if (!fits(nextCost)) break;
        begin(begun++, nextCost).catch(fail);
        nextCost = undefined;
      }
      if (!isReporting && results.has(reported)) tellInOrder().catch(fail);
    };
    advance();
  });
}

function take(used: { pixels: number; threads: number; jobs: number }, cost: Cost, sign: 1 | -1): void {
  used.pixels += sign * cost.pixels;
  used.threads += sign * cost.threads;
  used.jobs += sign;
}
