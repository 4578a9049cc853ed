/** What a batch must know of its command. */

import { resolveDecodeOptions } from '../../decode/options.js';
import { usualThreads } from '../../node/encode.js';
import { checkDecodeFlags, decodedExtension } from '../commands/decode.js';
import { checkEncodeFlags } from '../commands/encode.js';
import { type CommonFlags, limitsOf } from '../flags.js';
import type { CommandFlags, CommandName } from '../work.js';

/** A command as a batch sees it. */
export interface BatchCommand<Flags> {
  /** What becomes of an input, and what is done to it. */
  readonly participle: string;
  readonly verb: string;
  /** Extensions of the files in a folder that are its inputs. */
  readonly extensions: readonly string[];
  /** Extension of an output; undefined where nothing is written. */
  readonly outputExtension: (flags: Flags) => string | undefined;
  /**
   * Checks the flags as far as that needs no input.
   *
   * @throws OptionError, UsageError
   */
  readonly check: (flags: Flags) => void;
  /** Threads that an input of so many pixels is worth, if it were alone. */
  readonly threadsFor: (pixels: number, flags: Flags) => number;
}

const READS_AKM = { extensions: ['akm'], threadsFor: () => 1 } as const;
const WRITES_NOTHING = { ...READS_AKM, outputExtension: () => undefined, check: checkLimits } as const;

/** The commands that take many inputs. */
export const BATCH_COMMANDS: { readonly [Name in CommandName]: BatchCommand<CommandFlags[Name]> } = {
  encode: {
    participle: 'encoded',
    verb: 'encode',
    extensions: ['png', 'jpg', 'jpeg', 'ppm', 'pgm'],
    outputExtension: () => '.akm',
    check: checkEncodeFlags,
    threadsFor: (pixels, { effort, targetSize, minPsnr, minSsim }) => {
      const isSearch = targetSize !== undefined || minPsnr !== undefined || minSsim !== undefined;
      return usualThreads(pixels, { effort, isSearch });
    },
  },
  decode: {
    ...READS_AKM,
    participle: 'decoded',
    verb: 'decode',
    outputExtension: decodedExtension,
    check: checkDecodeFlags,
  },
  verify: { ...WRITES_NOTHING, participle: 'valid', verb: 'verify' },
  info: { ...WRITES_NOTHING, participle: 'shown', verb: 'show' },
};

function checkLimits(flags: CommonFlags): void {
  resolveDecodeOptions(limitsOf(flags));
}
