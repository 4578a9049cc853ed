/** Rates of several ways to code something, before one of them is taken. */

import { runTasks, type Steps } from '../steps.js';
import { makeTask } from './tasks.js';

/** About the bytes that each list of parts deflates to, a part a task; empty parts take none. */
export function* measureRates(
  lists: readonly (readonly Uint8Array[])[],
  task: 'measure-rate' | 'measure-rate-quickly' = 'measure-rate',
): Steps<number[]> {
  const full = lists.map((parts) => parts.filter((part) => part.length > 0));
  const sizes = yield* runTasks(full.flat().map((part) => makeTask(task, part)));
  return full.map((parts) => sizes.splice(0, parts.length).reduce((sum, size) => sum + size, 0));
}
