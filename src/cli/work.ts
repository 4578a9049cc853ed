/** The commands that take files, by name: what each makes of an input, here or in a thread of its own. */

import { ThreadPool } from '../node/thread-pool.js';
import type { DecodeFlags } from './commands/decode.js';
import type { EncodeFlags } from './commands/encode.js';
import type { InfoFlags } from './commands/info.js';
import type { CommonFlags } from './flags.js';
import type { Made, Maker, Place, WorkOptions } from './made.js';

/** The flags of each command. */
export interface CommandFlags {
  readonly encode: EncodeFlags;
  readonly decode: DecodeFlags;
  readonly verify: CommonFlags;
  readonly info: InfoFlags;
}

/** A command that takes files. */
export type CommandName = keyof CommandFlags;

/** What a thread is to do. */
export interface ThreadWork<Name extends CommandName = CommandName> {
  readonly command: Name;
  readonly place: Place;
  readonly flags: CommandFlags[Name];
  readonly threads?: number | undefined;
  /** Whether to look first if the output is whole, and then to leave it alone. */
  readonly keepsWhole?: boolean;
  /** Whether to make nothing. */
  readonly dryRun?: boolean;
}

/** What a thread found or made: nothing where nothing was to be made. */
export type ThreadOutcome = Made | 'up to date' | 'planned';

const MAKERS: { readonly [Name in CommandName]: () => Promise<Maker<CommandFlags[Name]>> } = {
  encode: async () => (await import('./commands/encode.js')).makeEncoded,
  decode: async () => (await import('./commands/decode.js')).makeDecoded,
  verify: async () => (await import('./commands/verify.js')).makeVerdict,
  info: async () => (await import('./commands/info.js')).makeInfo,
};

const SCRIPT = new URL('./work-thread.js', import.meta.url);
const STUDY_SCRIPT = new URL('./study-thread.js', import.meta.url);

/** Makes what the command makes of the bytes, here. */
export async function make<Name extends CommandName>(
  command: Name,
  bytes: Uint8Array,
  place: Place,
  flags: CommandFlags[Name],
  options: WorkOptions,
): Promise<Made> {
  const maker = await MAKERS[command]();
  return maker(bytes, place, flags, options);
}

/** Threads that do {@link ThreadWork}. */
export function openWorkPool(threads: number): ThreadPool {
  // A thread can't start in a folder that is gone: said here once, instead of by each of them.
  process.cwd();
  return new ThreadPool(SCRIPT, threads);
}

/** The buffer of the bytes, if it holds nothing else: it can be handed over instead of copied. */
export function ownBuffers(bytes: Uint8Array | undefined): ArrayBuffer[] {
  if (!(bytes?.buffer instanceof ArrayBuffer) || bytes.byteLength !== bytes.buffer.byteLength) return [];
  return [bytes.buffer];
}

/** A thread that does `StudyJob`s. */
export function openStudyPool(): ThreadPool {
  return new ThreadPool(STUDY_SCRIPT, 1);
}
