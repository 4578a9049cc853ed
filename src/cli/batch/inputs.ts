/** From the arguments of a command to its inputs: files, folders, patterns. */

import { basename } from 'node:path';
import { Minimatch } from 'minimatch';
import { AkmError } from '../../error.js';
import { FileError } from '../../node/file-error.js';
import { idOf } from '../../node/file-version.js';
import { brokenNameError, isBrokenName, spellBrokenArguments } from '../broken-names.js';
import { UsageError } from '../failure.js';
import { realName } from '../same-file.js';
import { type Entry, isFolder, isThere, look, walk } from './walk.js';

/** An input that exists. */
export interface FoundInput {
  readonly path: string;
  /** Its path below the folder of the argument, with slashes. Outputs in another folder get the same path. */
  readonly name: string;
  readonly bytes: number;
  /** The same for every name of the same file. */
  readonly id: string;
}

/** An argument, or a path below it, that can't be an input. */
export interface LostInput {
  readonly path: string;
  readonly error: AkmError;
}

/** An input, or the reason why there is none. */
export type Input = FoundInput | LostInput;

/** How to look for inputs. */
export interface InputOptions {
  /** Whether folders are looked into. */
  readonly recursive: boolean;
  /** Extensions of the files to take from folders: lower case, without the dot. */
  readonly extensions: readonly string[];
  /** The folder of the outputs, which is left out. */
  readonly outDir?: string | undefined;
}

/** Characters that may begin a wildcard. */
const WILDCARDS = /[*?[\]{}()!+@\\]/;

/**
 * Finds the inputs, in the order of the arguments and within folders by name. An input that is named twice is found once.
 *
 * @throws UsageError when standard input is among them
 */
export async function findInputs(args: readonly string[], options: InputOptions): Promise<Input[]> {
  const inputs = new Map<string, Input>();
  const broken = spellBrokenArguments(args);
  for (const [index, arg] of args.entries()) {
    if (arg === '-') throw new UsageError('standard input must be the only input, without a folder for the output');
    const brokenName = broken[index];
    for (const input of brokenName === undefined ? await findIn(arg, options) : [loseBroken(brokenName)]) {
      // A name that is spelt out may look like the name of another file.
      const isBroken = 'error' in input && isBrokenName(input.error);
      const key = isBroken ? `\0${input.path}` : realName(input.path);
      if (!inputs.has(key)) inputs.set(key, input);
    }
  }
  return [...inputs.values()];
}

/** Whether an argument may stand for several files: a folder, or a pattern that is no file's name. */
export function isMany(arg: string): boolean {
  if (arg === '-') return false;
  const found = look(arg);
  return found instanceof AkmError ? !isThere(arg) && makeMatcher(arg) !== undefined : isFolder(found);
}

async function findIn(arg: string, options: InputOptions): Promise<Input[]> {
  const found = look(arg);
  if (isFolder(found)) return findInFolder(arg, options);
  if (found instanceof AkmError && !isThere(arg)) {
    const matcher = makeMatcher(arg);
    if (matcher !== undefined) return findByPattern(arg, matcher, options);
  }
  return [toInput({ path: arg, name: basename(arg), found })];
}

async function findInFolder(folder: string, { recursive, extensions, outDir }: InputOptions): Promise<Input[]> {
  if (!recursive) return [lose(folder, 'eisdir', 'is a folder (give -r to take the pictures in it)')];
  const outputs = outDir === undefined ? undefined : realName(outDir);
  const entries = await walk(folder, {
    wants: (_, ownName) => !isHidden(ownName) && extensions.includes(extensionOf(ownName)),
    enters: (_, ownName, path) => !isHidden(ownName) && !isAt(path, outputs),
  });
  if (entries.length > 0) return entries.map(toInput);
  const kinds = extensions.map((extension) => `.${extension}`).join(', ');
  return [lose(folder, 'enoent', `contains no file that ends in ${kinds}`)];
}

async function findByPattern(pattern: string, matcher: Minimatch, { outDir }: InputOptions): Promise<Input[]> {
  const outputs = outDir === undefined ? undefined : realName(outDir);
  const { base } = splitPattern(pattern);
  const entries = await walk(base, {
    wants: (name) => matcher.match(name),
    enters: (name, _, path) => matcher.match(name, true) && !isAt(path, outputs),
  });
  const isNowhere = entries.some(
    ({ name, found }) => name === '' && found instanceof AkmError && found.code === 'enoent',
  );
  if (entries.length > 0 && !isNowhere) return entries.map(toInput);
  return [lose(pattern, 'enoent', 'no file matches the pattern')];
}

/** Matches paths below the base of a pattern; undefined when the text is no pattern. */
function makeMatcher(pattern: string): Minimatch | undefined {
  const { rest } = splitPattern(pattern);
  const options = { nonegate: true, nocomment: true, magicalBraces: true, windowsPathsNoEscape: isWindows };
  const matcher = new Minimatch(rest, options);
  return matcher.hasMagic() ? matcher : undefined;
}

const isWindows = process.platform === 'win32';

/** Splits a pattern into the folder before its first wildcard and the rest. */
function splitPattern(pattern: string): { base: string; rest: string } {
  const slashed = isWindows ? pattern.replaceAll('\\', '/') : pattern;
  const end = slashed.slice(0, slashed.search(WILDCARDS)).lastIndexOf('/') + 1;
  return { base: slashed.slice(0, end), rest: slashed.slice(end).replace(/^\/+/, '') };
}

function toInput({ path, name, found }: Entry): Input {
  if (found instanceof AkmError) return { path, error: found };
  if (!found.isFile())
    return lose(path, 'not-a-file', 'is not a regular file; a pipe or device must be the only input');
  return { path, name, bytes: Number(found.size), id: idOf(found) };
}

function lose(path: string, code: string, detail: string): LostInput {
  return { path, error: new FileError(path, code, detail) };
}

function isHidden(ownName: string): boolean {
  return ownName.startsWith('.');
}

/** Whether a path has this real name. */
function isAt(path: string, place: string | undefined): boolean {
  return place !== undefined && realName(path) === place;
}

function loseBroken(path: string): LostInput {
  return { path, error: brokenNameError(path) };
}

function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1].toLowerCase() ?? '';
}
