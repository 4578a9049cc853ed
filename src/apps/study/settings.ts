/** The settings of a study, their checks, and the list of encodings that follows from them. */

import { checkInteger } from '../../check.js';
import { ENCODE_DEFAULTS } from '../../encode/defaults.js';
import type { EncodeOptions } from '../../encode/index.js';
import { resolveEncodeOptions } from '../../encode/options.js';
import { settingsForRung } from '../../encode/quality.js';
import { OptionError } from '../../error.js';
import { MAX_K1, MAX_K2 } from '../../format/constants.js';
import { ENHANCED_METHODS, type MethodId } from './cell.js';
import { STUDY_DEFAULTS } from './defaults.js';

/** Settings of a study. All are optional; `undefined` counts as absent. */
export interface StudySettings {
  /** Colours of low-detail blocks, one column each; also the colours of regular k-means. Default 32, 64, 128. */
  readonly k1?: readonly number[] | undefined;
  /** Colours of high-detail blocks. Default 256. */
  readonly k2?: number | undefined;
  /** Block side in pixels. Default 4. */
  readonly block?: number | undefined;
  /** Qualities at which the encoder's own defaults are tried. Default 40, 55, 75, 85, 100. */
  readonly qualities?: readonly number[] | undefined;
  /** Effort of every encoding, 1..9. Default: the encoder's. */
  readonly effort?: number | undefined;
}

/** Checked settings. Lists are ascending without duplicates. */
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

/** One encoding: a cell of the tables, a point of the charts. */
export interface CellPlan {
  /** Also the stem of its files' names. */
  readonly id: string;
  readonly method: MethodId;
  /** Heading of its column. */
  readonly label: string;
  /** Requested colours of low-detail blocks; with regular k-means, of all blocks. */
  readonly k1: number;
  /** Requested colours of high-detail blocks; `null` with regular k-means. */
  readonly k2: number | null;
  readonly quality: number | null;
  readonly options: EncodeOptions;
}

/** All cells, method by method, each in the order of size. */
export function planCells(settings: ResolvedStudySettings): CellPlan[] {
  return [
    ...regularSizes(settings).map((size) => planRegular(size, settings)),
    ...ENHANCED_METHODS.flatMap(({ id }) => settings.k1.map((k1) => planEnhanced(id, k1, settings))),
    ...settings.qualities.map((quality) => planDefault(quality, settings)),
  ];
}

/** Every k1, then k2 and twice k2 colours: with these, files are as large as those of two palettes. */
function regularSizes({ k1, k2 }: ResolvedStudySettings): number[] {
  return [...new Set([...k1, k2, Math.min(2 * k2, MAX_K2)])].sort((a, b) => a - b);
}

function planRegular(size: number, { block, effort }: ResolvedStudySettings): CellPlan {
  return {
    id: `regular-${size}`,
    method: 'regular',
    label: `K = ${size}`,
    k1: size,
    k2: null,
    quality: null,
    options: { classify: 'none', k2: size, block, effort },
  };
}

function planEnhanced(method: MethodId, k1: number, { k2, block, effort }: ResolvedStudySettings): CellPlan {
  const classify = ENHANCED_METHODS.find(({ id }) => id === method)!.classify;
  return {
    id: `${method}-${k1}`,
    method,
    label: `k1 = ${k1}`,
    k1,
    k2,
    quality: null,
    options: { classify, k1, k2, block, effort },
  };
}

function planDefault(quality: number, { effort }: ResolvedStudySettings): CellPlan {
  const { k1, k2 } = settingsForRung(quality);
  return {
    id: `akm-q${quality}`,
    method: 'akm',
    label: `quality ${quality}`,
    k1,
    k2,
    quality,
    options: { quality, effort },
  };
}
