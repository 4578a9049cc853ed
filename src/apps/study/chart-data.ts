/** The charts of a study, made of its cells. */

import { scaleLinear, scaleLog } from 'd3-scale';
import { type SymbolType, symbolCircle, symbolDiamond2, symbolSquare, symbolStar, symbolTriangle } from 'd3-shape';
import type { Chart, ChartAxis } from '../shared/chart.js';
import { formatCount, formatPsnr, formatRoundSize, formatSsim } from '../shared/figures.js';
import { METHODS, type Method, type MethodId } from './cell.js';
import type { StudyCell, StudyResult } from './results.js';

/** A chart of the page. */
export interface StudyChart {
  /** Also the stem of its file's name. */
  readonly id: string;
  readonly title: string;
  readonly chart: Chart;
  /** Cells that it does not show, since their PSNR is infinite. */
  readonly leftOut: number;
}

/** Marks tell lines apart where colours do not. */
const MARKS: Readonly<Record<MethodId, SymbolType>> = {
  regular: symbolSquare,
  eigen: symbolCircle,
  variance: symbolTriangle,
  gradient: symbolDiamond2,
  akm: symbolStar,
};

const FRAME = { width: 480, height: 380, margin: { left: 66, right: 30, top: 48, bottom: 52 } };

type Field = 'psnr' | 'ssim';

/** The study's two graphs, and two more. */
export function makeCharts({ cells, settings }: Pick<StudyResult, 'cells' | 'settings'>): StudyChart[] {
  const [low, high] = [settings.k1[0], settings.k1[settings.k1.length - 1]];
  const studied = cells.filter(({ k1 }) => k1 >= low && k1 <= high);
  return [
    makeChart('psnr-k1', 'PSNR over k1', studied, 'psnr', true),
    makeChart('ssim-k1', 'SSIM over k1', studied, 'ssim', true),
    makeChart('psnr-bytes', 'PSNR over bytes', cells, 'psnr', false),
    makeChart('ssim-bytes', 'SSIM over bytes', cells, 'ssim', false),
  ];
}

function makeChart(
  id: string,
  title: string,
  cells: readonly StudyCell[],
  field: Field,
  isOverK1: boolean,
): StudyChart {
  const drawable = cells.filter((cell) => Number.isFinite(cell[field]));
  const xOf = ({ k1, bytes }: StudyCell) => (isOverK1 ? k1 : bytes);
  const lines = METHODS.map((method) => ({
    name: method.shortName,
    className: method.id,
    mark: MARKS[method.id],
    points: drawable
      .filter((cell) => cell.method === method.id)
      .map((cell) => ({ x: xOf(cell), y: cell[field], note: noteOf(method, cell) })),
  }));
  const chart: Chart = {
    ...FRAME,
    label: title,
    x: isOverK1 ? paletteAxis(drawable.map(xOf)) : bytesAxis(drawable.map(xOf)),
    y: qualityAxis(
      field,
      drawable.map((cell) => cell[field]),
    ),
    lines: lines.filter(({ points }) => points.length > 0),
    hasLegend: true,
    emptyNote: 'Nothing to draw: no file has an error that can be seen',
  };
  return { id, title, chart, leftOut: cells.length - drawable.length };
}

/** Powers of two around the sizes. */
function paletteAxis(sizes: readonly number[]): ChartAxis {
  const [low, high] = rangeOf(sizes, [1, 2]);
  const [floor, ceiling] = [Math.floor(Math.log2(low)), Math.ceil(Math.log2(high))];
  const [first, last] = floor === ceiling ? [floor - 1, ceiling + 1] : [floor, ceiling];
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => 2 ** (first + i));
  return { scale: scaleLog([2 ** first, 2 ** last], [0, 1]), ticks, format: String, name: 'k1 (regular: K)' };
}

function bytesAxis(bytes: readonly number[]): ChartAxis {
  const scale = scaleLinear(rangeOf(bytes, [0, 1]), [0, 1]).nice(5);
  return { scale, ticks: scale.ticks(5), format: formatRoundSize, name: 'bytes of the file' };
}

function qualityAxis(field: Field, values: readonly number[]): ChartAxis {
  const [low, high] = rangeOf(values, [0, 1]);
  // Equal pictures only: an SSIM has no room above 1.
  const scale = scaleLinear(low === 1 ? [0.9, 1] : [low, high], [0, 1]).nice(6);
  return { scale, ticks: scale.ticks(6), format: scale.tickFormat(6), name: field === 'psnr' ? 'PSNR, dB' : 'SSIM' };
}

function rangeOf(values: readonly number[], empty: [number, number]): [number, number] {
  return values.length === 0 ? empty : [Math.min(...values), Math.max(...values)];
}

function noteOf({ name }: Method, cell: StudyCell): string {
  const { label, ssim, bytes } = cell;
  return `${name}, ${label}: ${formatPsnr(cell)}, SSIM ${formatSsim(ssim)}, ${formatCount(bytes)} bytes`;
}
