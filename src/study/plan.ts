/** Which encodings a study is made of. */

import type { EncodeOptions } from '../encode/index.js';
import { settingsForRung } from '../encode/quality.js';
import { MAX_K2 } from '../format/constants.js';
import { ENHANCED_METHODS, type MethodId } from './methods.js';
import type { ResolvedStudySettings } from './settings.js';

/** One encoding: a cell of the tables, a point of the charts. */
export interface CellPlan {
  /** Also the stem of its files' names. */
  readonly id: string;
  readonly method: MethodId;
  /** Heading of its column. */
  readonly label: string;
  /** Colours asked for in low-detail blocks; with regular k-means, in all. */
  readonly k1: number;
  /** Colours asked for in high-detail blocks; `null` with regular k-means. */
  readonly k2: number | null;
  readonly quality: number | null;
  readonly options: EncodeOptions;
}

/** All cells, method by method, each method's by rising size. */
export function planCells(settings: ResolvedStudySettings): CellPlan[] {
  return [
    ...regularSizes(settings).map((size) => planRegular(size, settings)),
    ...ENHANCED_METHODS.flatMap(({ id }) => settings.k1.map((k1) => planEnhanced(id, k1, settings))),
    ...settings.qualities.map((quality) => planDefault(quality, settings)),
  ];
}

/** Every k1, and beyond the study k2 and twice k2 colours: files as large as those of two palettes, to compare with. */
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
