/** From inputs to jobs, and what speaks against them. Nothing here touches a file. */

import { dirname, join } from 'node:path';
import { replaceExtension } from '../output.js';
import type { Input } from './inputs.js';

/** An input with its output, undefined where none is written. */
export interface Job {
  readonly input: Input;
  readonly output: string | undefined;
}

/** Where outputs go. */
export interface OutputPlan {
  /** With the dot; undefined where nothing is written. */
  readonly extension: string | undefined;
  /** The folder in which the inputs' tree is mirrored; without one an output lies beside its input. */
  readonly outDir?: string | undefined;
  /** The output's name, where there is one input only. */
  readonly output?: string | undefined;
}

/** One job an input, in the same order. */
export function planJobs(inputs: readonly Input[], plan: OutputPlan): Job[] {
  return inputs.map((input) => ({ input, output: chooseOutput(input, plan) }));
}

function chooseOutput(input: Input, { extension, outDir, output }: OutputPlan): string | undefined {
  if (extension === undefined || !('name' in input)) return undefined;
  if (output !== undefined) return output;
  const path = outDir === undefined ? input.path : join(outDir, ...input.name.split('/'));
  return replaceExtension(path, extension);
}

/** How names are told apart. */
export interface Naming {
  /** The same for two paths of one file. */
  readonly realName: (path: string) => string;
  /** The same for names that some file systems take for one. */
  readonly foldName: (name: string) => string;
  /** Whether the file system of a folder does. */
  readonly foldsNames: (folder: string) => boolean;
  /** Identity of the file that a path means, undefined when there is none. */
  readonly idOf: (path: string) => string | undefined;
}

/** Somebody who reads or writes a file of that name. */
interface Claim {
  readonly input: string;
  readonly output?: string;
  readonly name: string;
}

/**
 * Finds the outputs that would overwrite an input, or one another.
 *
 * @returns a sentence each
 */
export function findConflicts(jobs: readonly Job[], naming: Naming): string[] {
  const claims = new Map<string, Claim[]>();
  const ids = new Map<string, string>();
  const conflicts: string[] = [];
  const claim = (path: string, input: string, output?: string) => {
    const name = naming.realName(path);
    const key = naming.foldName(name);
    const others = claims.get(key) ?? [];
    const rival = others.find((other) => other.name === name || naming.foldsNames(dirname(name)));
    if (rival === undefined) claims.set(key, [...others, { input, name, ...(output === undefined ? {} : { output }) }]);
    return rival;
  };
  for (const { input } of jobs) {
    claim(input.path, input.path);
    if ('id' in input) ids.set(input.id, input.path);
  }
  for (const { input, output } of jobs) {
    if (output === undefined) continue;
    const rival = claim(output, input.path, output);
    const id = rival === undefined ? naming.idOf(output) : undefined;
    const overwritten = rival === undefined ? id && ids.get(id) : rival.output === undefined ? rival.input : undefined;
    if (overwritten) conflicts.push(`${output}, the output of ${input.path}, would overwrite the input ${overwritten}`);
    else if (rival) conflicts.push(`${rival.input} and ${input.path} would both write ${output}`);
  }
  return conflicts;
}
