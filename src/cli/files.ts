/**
 * The files that a command reads and writes, stated before it starts.
 *
 * No output may be a file that the command reads. The names may differ by their spelling, by a link, or by the case of
 * letters where the file system ignores that. This is checked before anything is done, and again when the file is written.
 * An input that changes during the work gives no output, since the output would look newer than the input.
 */

import type { BigIntStats } from 'node:fs';
import { FileError } from '../node/file-error.js';
import { type FileVersion, findVersion, idOf, isSameVersion } from '../node/file-version.js';
import { saveBytesAsync } from '../node/files.js';
import { refuseBrokenNames } from './broken-names.js';
import { UsageError } from './failure.js';
import { nameOf, writeStdout } from './output.js';
import { type Clashes, findClashes, foldName, foldsNames, type Naming, type ReadFile, realName } from './same-file.js';

/** Paths of files; `-` is standard input or output. Undefined paths are ignored. */
export type Paths = readonly (string | undefined)[];

/** What a command reads and writes. */
export interface FilePlan {
  readonly reads: Paths;
  readonly writes: Paths;
}

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;

/** How the file system compares names. */
const NAMING: Naming = {
  realName: (path) => (path === '-' ? '-' : realName(path)),
  foldName,
  foldsNames,
  idOf: (path) => findVersion(path === '-' ? STANDARD_OUTPUT : path)?.id,
};

/** Compares the outputs with the files that are read, and with each other. */
export function findFileClashes(reads: readonly ReadFile[], writes: readonly string[]): Clashes {
  return findClashes(reads, writes, NAMING);
}

/** The files of one command, or of one job of a batch. Construct it before anything is read. */
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

  /** The file that was changed last among those that are read, and the time of the change. */
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
      throw new UsageError(`${names} are the same file; nothing was done`);
    }
  }

  /** @throws UsageError when a file that is to be deleted is one that is read */
  refuseReplacing(paths: readonly string[]): void {
    for (const [path, read] of this.#findClashes(paths).overwritten) {
      throw new UsageError(
        `the input ${nameOf(this.#reads[read].path)} is the file ${paths[path]}, which would be replaced`,
      );
    }
  }

  #findClashes(writes: readonly string[]): Clashes {
    const reads = this.#reads.map(({ path, version }) => ({ path: path === '-' ? undefined : path, id: version?.id }));
    return findFileClashes(reads, writes);
  }

  /** @throws FileError when a file that is read has changed since this was constructed */
  refuseChanges(): void {
    for (const { path, version } of this.#reads) {
      if (isSameVersion(version, versionOfInput(path))) continue;
      throw new FileError(nameOf(path), 'changed', 'changed during the work; nothing was written');
    }
  }

  /** Whether a file is one that is read, by its identity at the start or now. */
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
