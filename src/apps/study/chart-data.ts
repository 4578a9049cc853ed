/** The data of a study's charts: series of points from its cells. */

import { formatCount, formatPsnr, formatSsim } from '../../number-text.js';
import { METHODS, type Method } from './cell.js';
import type { StudyCell, StudyResult } from './results.js';

/** A point with its tooltip. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly note: string;
}

/** A chart before it is drawn. */
export interface ChartData {
  /** Also the stem of its file's name. */
  readonly id: string;
  readonly title: string;
  readonly xName: string;
  readonly yName: string;
  /** Whether x is the base 2 logarithm of the shown value, with whole steps; else bytes. */
  readonly isLogarithmic: boolean;
  readonly series: readonly { readonly method: Method; readonly points: readonly ChartPoint[] }[];
  /** Cells that can't be shown, since their PSNR is infinite. */
  readonly leftOut: number;
}

type Field = 'psnr' | 'ssim';

/** The study's two graphs, and two more. */
export function makeCharts({ cells, settings }: Pick<StudyResult, 'cells' | 'settings'>): ChartData[] {
  const [low, high] = [settings.k1[0], settings.k1[settings.k1.length - 1]];
  const studied = cells.filter(({ k1 }) => k1 >= low && k1 <= high);
  return [
    makeChart('psnr-k1', 'PSNR over k1', studied, 'psnr', true),
    makeChart('ssim-k1', 'SSIM over k1', studied, 'ssim', true),
    makeChart('psnr-bytes', 'PSNR over bytes', cells, 'psnr', false),
    makeChart('ssim-bytes', 'SSIM over bytes', cells, 'ssim', false),
  ];
}

function makeChart(id: string, title: string, cells: readonly StudyCell[], field: Field, isOverK1: boolean): ChartData {
  const drawable = cells.filter((cell) => Number.isFinite(cell[field]));
  const xOf = ({ k1, bytes }: StudyCell) => (isOverK1 ? Math.log2(k1) : bytes);
  const series = METHODS.map((method) => ({
    method,
    points: drawable
      .filter((cell) => cell.method === method.id)
      .map((cell) => ({ x: xOf(cell), y: cell[field], note: noteOf(method, cell) }))
      .sort((a, b) => a.x - b.x),
  }));
  return {
    id,
    title,
    xName: isOverK1 ? 'k1 (regular: K)' : 'bytes of the file',
    yName: field === 'psnr' ? 'PSNR, dB' : 'SSIM',
    isLogarithmic: isOverK1,
    series: series.filter(({ points }) => points.length > 0),
    leftOut: cells.length - drawable.length,
  };
}

function noteOf({ name }: Method, cell: StudyCell): string {
  const { label, ssim, bytes } = cell;
  return `${name}, ${label}: ${formatPsnr(cell)}, SSIM ${formatSsim(ssim)}, ${formatCount(bytes)} bytes`;
}
