/** From inputs to jobs, whose outputs are checked before anything is done. An output that can't be written is refused. */

import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { AkmError } from '../../error.js';
import { FileError } from '../../node/file-error.js';
import { findVersion } from '../../node/file-version.js';
import { toFileError } from '../../node/files.js';
import { UsageError } from '../failure.js';
import { findFileClashes } from '../files.js';
import type { OutputFlags } from '../grammar.js';
import type { Input } from './inputs.js';
import { isFolder, isThere, look } from './walk.js';

/** An input with its output, undefined where none is written. */
export interface Job {
  readonly input: Input;
  readonly output: string | undefined;
  /** Why the job can't be done, though its input is there. */
  readonly refusal?: AkmError;
}

/** Where outputs go. */
export interface OutputPlan {
  /** From the path of an input to that of its output; undefined where nothing is written. */
  readonly nameOutput: (path: string) => string | undefined;
  /** The folder that gets the subfolders of the inputs. Without it, an output lies beside its input. */
  readonly outDir?: string | undefined;
}

/** Makes one job for each input, in the same order. */
export function planJobs(inputs: readonly Input[], { nameOutput, outDir }: OutputPlan): Job[] {
  return inputs.map((input) => {
    if (!('name' in input)) return { input, output: undefined };
    return { input, output: nameOutput(outDir === undefined ? input.path : join(outDir, ...input.name.split('/'))) };
  });
}

/**
 * Checks that the folder of the outputs is a folder or can be made, and that files can be written there.
 *
 * @throws UsageError when a file has its name; FileError when it can't be written to
 */
export function checkOutDir(outDir: string): void {
  const nearest = findNearest(resolve(outDir));
  const found = look(nearest);
  if (!(found instanceof AkmError) && !found.isDirectory()) {
    throw new UsageError(`--out-dir ${outDir}: ${nearest} is not a folder`);
  }
  checkAccess(nearest, outDir);
}

/** @throws FileError when no file can be made in a folder */
function checkAccess(folder: string, name: string): void {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw toFileError(name, cause);
  }
}

/** The path, or its nearest parent that exists. */
function findNearest(path: string): string {
  const above = dirname(path);
  return above === path || isThere(path) ? path : findNearest(above);
}

/** What exists already under the name of an output. */
export interface Destination {
  readonly isFile: boolean;
  /** Time of the last change, in nanoseconds. */
  readonly modified: bigint;
}

/**
 * Checks that an output can be written, as far as that can be told beforehand.
 *
 * @returns what exists already, if anything
 * @throws FileError when it is a folder, or can't be made
 */
export function checkDestination(output: string): Destination | undefined {
  try {
    const found = statSync(output, { bigint: true, throwIfNoEntry: false });
    if (found?.isDirectory()) throw new FileError(output, 'eisdir', 'is a folder');
    if (found !== undefined) return { isFile: found.isFile(), modified: found.mtimeNs };
  } catch (cause) {
    throw toFileError(output, cause);
  }
  const nearest = findNearest(dirname(resolve(output)));
  const above = look(nearest);
  if (!isFolder(above)) throw new FileError(output, 'enotdir', 'a part of the path is not a folder');
  checkAccess(nearest, output);
  return undefined;
}

/**
 * Compares the outputs with all files that are read, and with each other.
 *
 * @param alsoRead - paths of files that are read in addition to the inputs
 * @returns the jobs, with a refusal for each that shares its output with another
 * @throws UsageError when an output would overwrite a file that is read
 */
export function checkClashes(jobs: readonly Job[], alsoRead: readonly string[], { keepExtension }: OutputFlags): Job[] {
  const reads = [
    ...jobs.map(({ input }) => ({ path: input.path, id: 'id' in input ? input.id : undefined })),
    ...alsoRead.map((path) => ({ path, id: findVersion(path)?.id })),
  ];
  const writing = jobs.filter(({ output }) => output !== undefined);
  const { overwritten, shared } = findFileClashes(
    reads,
    writing.map(({ output }) => output!),
  );
  refuseOverwriting([...overwritten].map(([write, read]) => ({ ...writing[write], victim: reads[read].path })));
  const refusals = new Map<Job, FileError>();
  for (const group of shared) {
    const members = group.map((index) => writing[index]);
    // Outputs with the whole names of their inputs differ, unless the inputs have equal names in different folders.
    const isCurable =
      !keepExtension && new Set(members.map(({ input }) => basename(input.path))).size === members.length;
    for (const member of members) refusals.set(member, clashError(member, members, isCurable));
  }
  return jobs.map((job) => {
    const refusal = refusals.get(job);
    return refusal === undefined ? job : { ...job, refusal };
  });
}

function refuseOverwriting(overwriting: readonly (Job & { readonly victim: string })[]): void {
  if (overwriting.length === 0) return;
  const [{ input, output, victim }] = overwriting;
  const others = overwriting.length === 1 ? '' : ` (and ${overwriting.length - 1} more)`;
  throw new UsageError(
    `${output}, the output of ${input.path}, would overwrite the input ${victim}${others}; nothing was done`,
  );
}

function clashError({ input, output }: Job, members: readonly Job[], isCurable: boolean): FileError {
  const others = members.filter((other) => other.input !== input);
  const rest = others.length === 1 ? '' : ` (and ${others.length - 1} more)`;
  const cure = isCurable ? ' (--keep-extension tells them apart)' : '';
  return new FileError(output!, 'same-output', `is also the output of ${others[0].input.path}${rest}${cure}`);
}
