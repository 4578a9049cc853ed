/**
 * The files of a command: what it reads and what it writes, stated before it starts.
 *
 * No output may be a file that the command reads, under whatever name: by another spelling, a link of either kind, or in
 * another case where the file system takes that for the same. That is checked before anything is done, and again at the
 * moment of writing. An input that changed while it was worked on gives no output: what was made of it would look newer
 * than it is.
 */

import type { BigIntStats } from 'node:fs';
import { FileError } from '../node/file-error.js';
import { type FileVersion, findVersion, idOf, isSameVersion } from '../node/file-version.js';
import { saveBytesAsync } from '../node/files.js';
import { refuseBrokenNames } from './broken-names.js';
import { UsageError } from './failure.js';
import { nameOf, writeStdout } from './output.js';
import { type Clashes, findClashes, foldName, foldsNames, type Naming, type ReadFile, realName } from './same-file.js';

/** Paths of files; `-` is standard input or output. What is undefined is left out. */
export type Paths = readonly (string | undefined)[];

/** What a command reads and writes. */
export interface FilePlan {
  readonly reads: Paths;
  readonly writes: Paths;
}

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/** Names as the file system tells them apart. */
const NAMING: Naming = {
  realName: (path) => (path === '-' ? '-' : realName(path)),
  foldName,
  foldsNames,
  idOf: (path) => findVersion(path === '-' ? STANDARD_OUTPUT : path)?.id,
};

/** Holds outputs against the files that are read, and against each other. */
export function findFileClashes(reads: readonly ReadFile[], writes: readonly string[]): Clashes {
  return findClashes(reads, writes, NAMING);
}

/** The files of one command, or of one job of a batch. To be made before anything is read. */
export class CommandFiles {
  readonly #reads: readonly { readonly path: string; readonly version: FileVersion | undefined }[];
  readonly #writes: readonly string[];

  /**
   * @param options.areNamesChecked - whether it is known that the names are UTF-8
   * @throws FileError, UsageError when one is not
   */
  constructor({ reads, writes }: FilePlan, { areNamesChecked = false } = {}) {
    const isGiven = (path: string | undefined) => path !== undefined;
    this.#writes = writes.filter(isGiven);
    const paths = reads.filter(isGiven);
    if (!areNamesChecked) refuseBrokenNames(paths, this.#writes);
    this.#reads = paths.map((path) => ({ path, version: versionOfInput(path) }));
  }

  /** When the latest of the files that are read was written to, and which one it is. */
  get latest(): { readonly path: string; readonly modified: bigint } | undefined {
    let latest: { path: string; modified: bigint } | undefined;
    for (const { path, version } of this.#reads) {
      if (version === undefined || (latest !== undefined && version.modified <= latest.modified)) continue;
      latest = { path, modified: version.modified };
    }
    return latest;
  }

  /** @throws UsageError when an output is a file that is read, or another output */
  refuseClashes(): void {
    const { overwritten, shared } = this.#findClashes(this.#writes);
    for (const [write, read] of overwritten) {
      const victim = nameOf(this.#reads[read].path);
      throw new UsageError(`${outputName(this.#writes[write])} would overwrite the input ${victim}; nothing was done`);
    }
    for (const [first, second] of shared) {
      const names = `${outputName(this.#writes[first])} and ${outputName(this.#writes[second])}`;
      throw new UsageError(`${names} are one file; nothing was done`);
    }
  }

  /** @throws UsageError when a file that is to be deleted is one that is read */
  refuseReplacing(paths: readonly string[]): void {
    for (const [path, read] of this.#findClashes(paths).overwritten) {
      throw new UsageError(`the input ${nameOf(this.#reads[read].path)} is ${paths[path]}, which would be replaced`);
    }
  }

  #findClashes(writes: readonly string[]): Clashes {
    const reads = this.#reads.map(({ path, version }) => ({ path: path === '-' ? undefined : path, id: version?.id }));
    return findFileClashes(reads, writes);
  }

  /** @throws FileError when a file that is read is not what it was when this was made */
  refuseChanges(): void {
    for (const { path, version } of this.#reads) {
      if (isSameVersion(version, versionOfInput(path))) continue;
      throw new FileError(nameOf(path), 'changed', 'changed while it was worked on; nothing was written');
    }
  }

  /** Whether a file is one that is read: was so at the start, or is by now. */
  isRead(found: BigIntStats): boolean {
    const id = idOf(found);
    return this.#reads.some(({ path, version }) => version?.id === id || versionOfInput(path)?.id === id);
  }

  /**
   * Writes an output of the command, to standard output for `-`.
   *
   * @throws FileError also when an input has changed, or the output has become an input meanwhile
   */
  async save(path: string, bytes: Uint8Array, { force }: { readonly force?: boolean | undefined }): Promise<void> {
    this.refuseChanges();
    if (path === '-') return writeStdout(bytes);
    await saveBytesAsync(path, bytes, { force: force ?? false, isProtected: (found) => this.isRead(found) });
  }
}

function versionOfInput(path: string): FileVersion | undefined {
  return findVersion(path === '-' ? STANDARD_INPUT : path);
}

function outputName(path: string): string {
  return path === '-' ? 'standard output' : `the output ${path}`;
}
