/** From inputs to jobs. Nothing here touches a file. */

import { join } from 'node:path';
import type { AkmError } from '../../error.js';
import type { Input } from './inputs.js';

/** An input with its output, undefined where none is written. */
export interface Job {
  readonly input: Input;
  readonly output: string | undefined;
  /** Why the job can't be done, though its input is there. */
  readonly refusal?: AkmError;
}

/** Where outputs go. */
export interface OutputPlan {
  /** From an input's path to its output's; undefined where nothing is written. */
  readonly nameOutput: ((path: string) => string) | undefined;
  /** The folder in which the inputs' tree is mirrored; without one an output lies beside its input. */
  readonly outDir?: string | undefined;
  /** The output's name, where there is one input only. */
  readonly output?: string | undefined;
}

/** One job an input, in the same order. */
export function planJobs(inputs: readonly Input[], plan: OutputPlan): Job[] {
  return inputs.map((input) => ({ input, output: chooseOutput(input, plan) }));
}

function chooseOutput(input: Input, { nameOutput, outDir, output }: OutputPlan): string | undefined {
  if (nameOutput === undefined || !('name' in input)) return undefined;
  if (output !== undefined) return output;
  return nameOutput(outDir === undefined ? input.path : join(outDir, ...input.name.split('/')));
}
