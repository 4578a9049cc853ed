/** The encoder's dials. Their ranges and defaults are the library's, their flags the command line's; a test compares them. */

import { CLASSIFIER_NAMES } from '../../../encode/classify/index.js';
import { ENCODE_DEFAULTS } from '../../../encode/defaults.js';
import { TUNES } from '../../../encode/rate-distortion/weights.js';
import { MAX_BLOCK_LOG2, MAX_K1, MAX_K2, MIN_BLOCK_LOG2 } from '../../../format/constants.js';

/** The properties of all dials. */
interface DialBase {
  /** Name of the option of `encode`. */
  readonly option: 'quality' | 'effort' | 'classify' | 'block' | 'k1' | 'k2' | 'tune' | 'lambda' | 'dither';
  /** Flag of `akm encode`. */
  readonly flag: string;
  readonly label: string;
  /** One line about its effect. */
  readonly hint: string;
}

/** A number that always has a value. */
export interface RangeDial extends DialBase {
  readonly kind: 'range';
  readonly min: number;
  readonly max: number;
  readonly initial: number;
  /** Labels of the ends. */
  readonly ends: readonly [string, string];
}

/** A number that may be left to the encoder. */
export interface NumberDial extends DialBase {
  readonly kind: 'number';
  readonly min: number;
  readonly max: number;
  readonly step: number | 'any';
}

/** One of several values. */
export interface ChoiceDial extends DialBase {
  readonly kind: 'choice';
  /** Values with their labels; `undefined` is left to the encoder. */
  readonly choices: readonly { readonly value: string | number | undefined; readonly label: string }[];
  readonly initial: string | undefined;
}

/** On or off. */
export interface SwitchDial extends DialBase {
  readonly kind: 'switch';
}

export type Dial = RangeDial | NumberDial | ChoiceDial | SwitchDial;

const CLASSIFIER_LABELS: Readonly<Record<string, string>> = {
  codebook: 'what fits',
  none: 'nothing',
  eigen: 'eigenvalue',
};
const TUNE_LABELS: Readonly<Record<string, string>> = { psnr: 'squared error', ssim: 'the eye' };

const blockSides = Array.from({ length: MAX_BLOCK_LOG2 - MIN_BLOCK_LOG2 + 1 }, (_, i) => 2 ** (MIN_BLOCK_LOG2 + i));

export const DIALS: readonly Dial[] = [
  {
    ...{ kind: 'range', option: 'quality', flag: '--quality', label: 'Quality', min: 1, max: 100 },
    initial: ENCODE_DEFAULTS.quality,
    hint: 'Sets colours and lambda.',
    ends: ['smaller', 'better'],
  },
  {
    ...{ kind: 'range', option: 'effort', flag: '--effort', label: 'Effort', min: 1, max: 9 },
    initial: ENCODE_DEFAULTS.effort,
    hint: 'Time spent on the same quality.',
    ends: ['fast', 'small'],
  },
  {
    ...{ kind: 'choice', option: 'tune', flag: '--tune', label: 'Tune for', initial: ENCODE_DEFAULTS.tune },
    hint: 'What counts as error.',
    choices: TUNES.map((value) => ({ value, label: TUNE_LABELS[value] ?? value })),
  },
  {
    ...{ kind: 'choice', option: 'classify', flag: '--classify', label: 'Classify by' },
    initial: ENCODE_DEFAULTS.classify,
    hint: 'How blocks are classified.',
    choices: CLASSIFIER_NAMES.map((value) => ({ value, label: CLASSIFIER_LABELS[value] ?? value })),
  },
  {
    ...{ kind: 'choice', option: 'block', flag: '--block', label: 'Block side', initial: undefined },
    hint: 'The unit of the classification.',
    choices: [{ value: undefined, label: 'auto' }, ...blockSides.map((side) => ({ value: side, label: `${side} px` }))],
  },
  {
    ...{ kind: 'number', option: 'k1', flag: '--k1', label: 'k1', min: 0, max: MAX_K1, step: 1 },
    hint: 'Colours of low-detail blocks.',
  },
  {
    ...{ kind: 'number', option: 'k2', flag: '--k2', label: 'k2', min: 1, max: MAX_K2, step: 1 },
    hint: 'Colours of high-detail blocks.',
  },
  {
    ...{ kind: 'number', option: 'lambda', flag: '--lambda', label: 'Lambda', min: 0, max: 10000, step: 'any' },
    hint: 'Error a bit is worth.',
  },
  {
    ...{ kind: 'switch', option: 'dither', flag: '--dither', label: 'Dither' },
    hint: 'Diffuse errors; off for flat art.',
  },
];
