/** What a batch must know of its command. */

import { resolveDecodeOptions } from '../../decode/options.js';
import { drawingFormat } from '../../io/drawing-format.js';
import { usualThreads } from '../../node/encode.js';
import { checkDecodeFlags, nameDecoded } from '../commands/decode.js';
import { checkEncodeFlags, nameEncoded } from '../commands/encode.js';
import type { InfoFlags } from '../commands/info.js';
import { type CommonFlags, limitsOf } from '../flags.js';
import type { CommandFlags, CommandName } from '../work.js';

/** A command as a batch sees it. */
export interface BatchCommand<Flags> {
  /** What becomes of an input, and what is done to it. */
  readonly participle: string;
  readonly verb: string;
  /** Extensions of the files in a folder that are its inputs. */
  readonly extensions: readonly string[];
  /** From the path of an input to its output's; absent where nothing is written. */
  readonly nameOutput?: (path: string, flags: Flags) => string;
  /** Files that are read beside each input. */
  readonly alsoReads?: (flags: Flags) => readonly (string | undefined)[];
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
const WRITES_NOTHING = { ...READS_AKM, check: checkLimits } as const;

/** The commands that take many inputs. */
export const BATCH_COMMANDS: { readonly [Name in CommandName]: BatchCommand<CommandFlags[Name]> } = {
  encode: {
    participle: 'encoded',
    verb: 'encode',
    extensions: ['png', 'jpg', 'jpeg', 'ppm', 'pgm'],
    nameOutput: nameEncoded,
    alsoReads: ({ blockMap }) => [blockMap],
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
    nameOutput: nameDecoded,
    check: checkDecodeFlags,
  },
  verify: { ...WRITES_NOTHING, participle: 'valid', verb: 'verify' },
  info: { ...WRITES_NOTHING, participle: 'shown', verb: 'show', check: checkInfoFlags },
};

function checkInfoFlags(flags: InfoFlags): void {
  checkLimits(flags);
  if (flags.palette !== undefined) drawingFormat('palette', flags.palette);
}

function checkLimits(flags: CommonFlags): void {
  resolveDecodeOptions(limitsOf(flags));
}
