/** Sentences about what the charts show, computed from the cells of the picture. */

import { formatCount } from '../shared/figures.js';
import { type MethodId, methodOf } from './cell.js';
import type { StudyCell } from './results.js';

/** A measure of quality, the format of its differences, and the smallest difference that counts. */
export interface QualityMetric {
  readonly field: 'psnr' | 'ssim';
  readonly name: string;
  readonly article: string;
  readonly unit: string;
  readonly digits: number;
  readonly negligible: number;
}

export const PSNR_METRIC: QualityMetric = {
  field: 'psnr',
  name: 'PSNR',
  article: 'a',
  unit: ' dB',
  digits: 2,
  negligible: 0.05,
};
export const SSIM_METRIC: QualityMetric = {
  field: 'ssim',
  name: 'SSIM',
  article: 'an',
  unit: '',
  digits: 4,
  negligible: 0.0005,
};

/** How eigenvalue-enhanced compression and regular k-means compare at equal k1, and the cost in bytes. */
export function describeEqualK1(cells: readonly StudyCell[], metric: QualityMetric): string {
  const gains: number[] = [];
  const costs: number[] = [];
  for (const eigen of cells.filter(({ method }) => method === 'eigen')) {
    const regular = cells.find(({ method, k1 }) => method === 'regular' && k1 === eigen.k1);
    if (regular === undefined || !isFinitePair(eigen, regular, metric)) continue;
    gains.push(eigen[metric.field] - regular[metric.field]);
    costs.push(eigen.bytes / regular.bytes);
  }
  if (gains.length === 0) return 'At equal k1 there is nothing to compare: a file without a visible error has no PSNR.';
  const size = `in files ${phraseRange(costs, 2)} times the size`;
  const moral = Math.min(...costs) > 1 ? ': the second palette is not free' : '';
  return `Against regular k-means at equal k1, eigenvalue-enhanced compression has ${phraseGaps(gains, metric)}, ${size}${moral}.`;
}

/** How the others compare with eigenvalue-enhanced compression at equal bytes. */
export function describeEqualBytes(cells: readonly StudyCell[], metric: QualityMetric): string {
  const clauses = [
    describeReference(cells, 'regular', 'regular k-means with more colours', metric),
    describeReference(cells, 'akm', methodOf('akm').phrase, metric),
  ].filter((clause) => clause !== undefined);
  if (clauses.length === 0) {
    return 'At equal bytes there is nothing to compare: the files are of different sizes, or without a visible error.';
  }
  return `Against eigenvalue-enhanced compression at equal bytes, ${clauses.join('; ')}.`;
}

/** The smallest lossless file, if there is one; else the smallest without a visible error. */
export function describeSmallestExact(cells: readonly StudyCell[]): string | undefined {
  const exact = cells.filter(({ psnr }) => !Number.isFinite(psnr)).sort((a, b) => a.bytes - b.bytes);
  const lossless = exact.find(({ unseenDifferences }) => unseenDifferences === 0);
  const best = lossless ?? exact[0];
  if (best === undefined) return undefined;
  const which = lossless === undefined ? 'file that is exact where visible' : 'lossless file';
  const { phrase } = methodOf(best.method);
  return `The smallest ${which} has ${formatCount(best.bytes)} bytes: ${phrase}, ${best.label}.`;
}

/** All findings, the most important first. */
export function listFindings(cells: readonly StudyCell[]): string[] {
  const exact = describeSmallestExact(cells);
  const findings = [describeEqualK1(cells, PSNR_METRIC), describeEqualBytes(cells, PSNR_METRIC)];
  return exact === undefined ? findings : [...findings, exact];
}

function describeReference(
  cells: readonly StudyCell[],
  reference: MethodId,
  phrase: string,
  metric: QualityMetric,
): string | undefined {
  const { gaps, missing } = gapsAtEqualBytes(cells, 'eigen', reference, metric);
  if (gaps.length === 0) return undefined;
  const scope =
    missing === 0 ? '' : ` (at ${gaps.length} of ${gaps.length + missing} sizes; it has no files of the others)`;
  return `${phrase} has ${phraseGaps(gaps, metric)}${scope}`;
}

/** Differences at the bytes of each of the subject's cells. */
export interface ByteGaps {
  /** Reference minus subject, where the reference's files reach that size from both sides. */
  readonly gaps: readonly number[];
  /** Cells of the subject where they don't. */
  readonly missing: number;
}

/** How far the reference's line is above the subject's points, at the same bytes. */
export function gapsAtEqualBytes(
  cells: readonly StudyCell[],
  subject: MethodId,
  reference: MethodId,
  { field }: QualityMetric,
): ByteGaps {
  const line = cells.filter((cell) => cell.method === reference && Number.isFinite(cell[field]));
  const points = cells.filter((cell) => cell.method === subject && Number.isFinite(cell[field]));
  const levels = points.map(({ bytes }) => interpolate(line, bytes, field));
  const gaps = levels.flatMap((level, i) => (level === undefined ? [] : [level - points[i][field]]));
  return { gaps, missing: points.length - gaps.length };
}

/** Quality of a line of cells at a size, interpolated linearly over the logarithm of the bytes. */
export function interpolate(line: readonly StudyCell[], bytes: number, field: 'psnr' | 'ssim'): number | undefined {
  const sorted = [...line].sort((a, b) => a.bytes - b.bytes || a[field] - b[field]);
  const upper = sorted.findIndex((cell) => cell.bytes >= bytes);
  if (upper < 0) return undefined;
  const right = sorted[upper];
  if (right.bytes === bytes) return right[field];
  if (upper === 0) return undefined;
  const left = sorted[upper - 1];
  const share = Math.log(bytes / left.bytes) / Math.log(right.bytes / left.bytes);
  return left[field] + share * (right[field] - left[field]);
}

/** Such as `a PSNR 0.72 to 1.08 dB higher`. */
export function phraseGaps(
  gaps: readonly number[],
  { name, article, unit, digits, negligible }: QualityMetric,
): string {
  const low = Math.min(...gaps);
  const high = Math.max(...gaps);
  if (Math.max(-low, high) < negligible) return `the same ${name} within ${negligible}${unit}`;
  if (low < 0 && high > 0) {
    return `${article} ${name} from ${(-low).toFixed(digits)}${unit} lower to ${high.toFixed(digits)}${unit} higher`;
  }
  const sizes = gaps.map((gap) => Math.abs(gap));
  return `${article} ${name} ${phraseRange(sizes, digits)}${unit} ${high > 0 ? 'higher' : 'lower'}`;
}

function phraseRange(values: readonly number[], digits: number): string {
  const [low, high] = [Math.min(...values), Math.max(...values)].map((value) => value.toFixed(digits));
  return low === high ? low : `${low} to ${high}`;
}

function isFinitePair(a: StudyCell, b: StudyCell, { field }: QualityMetric): boolean {
  return Number.isFinite(a[field]) && Number.isFinite(b[field]);
}
