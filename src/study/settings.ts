/** What a study runs through: settings, their defaults and checks. */

import { checkInteger } from '../check.js';
import { ENCODE_DEFAULTS } from '../encode/defaults.js';
import { resolveEncodeOptions } from '../encode/options.js';
import { OptionError } from '../error.js';
import { MAX_K1, MAX_K2 } from '../format/constants.js';
import { STUDY_DEFAULTS } from './defaults.js';

/** Settings of a study. All optional; an `undefined` counts as absent. */
export interface StudySettings {
  /** Colours of low-detail blocks, one column each; also the colours of regular k-means. Default 32, 64, 128. */
  readonly k1?: readonly number[] | undefined;
  /** Colours of high-detail blocks. Default 256. */
  readonly k2?: number | undefined;
  /** Block side in pixels. Default 4. */
  readonly block?: number | undefined;
  /** Qualities at which the encoder's own defaults are tried. Default 40, 55, 75, 85, 100. */
  readonly qualities?: readonly number[] | undefined;
  /** Effort of every encoding, 1..9. Default the encoder's. */
  readonly effort?: number | undefined;
}

/** Checked settings; lists rise and hold no value twice. */
export interface ResolvedStudySettings {
  readonly k1: readonly number[];
  readonly k2: number;
  readonly block: number;
  readonly qualities: readonly number[];
  readonly effort: number;
}

const MAX_COLUMNS = 16;

/**
 * Fills in the defaults and checks everything.
 *
 * @throws OptionError naming the option
 */
export function resolveStudySettings(settings: StudySettings = {}): ResolvedStudySettings {
  const block = settings.block ?? STUDY_DEFAULTS.block;
  const effort = settings.effort ?? ENCODE_DEFAULTS.effort;
  resolveEncodeOptions({ block, effort });
  return {
    k1: checkColumns('k1', settings.k1 ?? STUDY_DEFAULTS.k1, MAX_K1),
    k2: checkInteger('k2', settings.k2 ?? STUDY_DEFAULTS.k2, 1, MAX_K2),
    block,
    qualities: checkColumns('qualities', settings.qualities ?? STUDY_DEFAULTS.qualities, 100),
    effort,
  };
}

function checkColumns(option: string, values: readonly number[], max: number): number[] {
  const distinct = [...new Set(values.map((value) => checkInteger(option, value, 1, max)))].sort((a, b) => a - b);
  if (distinct.length < 1 || distinct.length > MAX_COLUMNS) {
    throw new OptionError(option, `expected 1 to ${MAX_COLUMNS} numbers, found ${distinct.length}`);
  }
  return distinct;
}
