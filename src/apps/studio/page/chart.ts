/** The chart of all trials: quality over bytes, a point for each trial. */

import { type Fidelity, formatCount, formatPsnr, formatSize, formatSsim } from '../../../number-text.js';
import { makeSvg } from './dom.js';

/** The values of a trial that the chart shows. */
export interface ChartPoint extends Fidelity {
  readonly label: string;
  readonly bytes: number;
  readonly ssim: number;
}

export type Measure = 'psnr' | 'ssim';

const WIDTH = 340;
const HEIGHT = 190;
const LEFT = 44;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 26;
/** Pictures without a visible error have no PSNR. They are drawn this much above the best of the others. */
const EXACT_GAP = 3;
const EXACT_ALONE = 60;

/**
 * Draws the chart.
 *
 * @param current - index of the shown trial
 * @param choose - called with the index of a chosen point
 */
export function drawChart(
  points: readonly ChartPoint[],
  current: number,
  measure: Measure,
  choose: (index: number) => void,
): SVGSVGElement {
  const values = points.map((point) => valueFor(point, measure, points));
  const x = makeScale([0, Math.max(...points.map(({ bytes }) => bytes))], LEFT, WIDTH - RIGHT, 4);
  const y = makeScale(spread(Math.min(...values), Math.max(...values), measure), HEIGHT - BOTTOM, TOP, 4);
  const svg = makeSvg('svg', {
    ...{ viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'group' },
    'aria-label': `${measure.toUpperCase()} over bytes, ${points.length} trials`,
  });
  svg.append(...drawAxes(x, y, measure), drawLine(points, values, x, y));
  points.forEach((point, index) => {
    svg.append(drawPoint(point, x.place(point.bytes), y.place(values[index]), index === current, () => choose(index)));
  });
  return svg;
}

function valueFor(point: ChartPoint, measure: Measure, points: readonly ChartPoint[]): number {
  if (measure === 'ssim') return point.ssim;
  if (Number.isFinite(point.psnr)) return point.psnr;
  const finite = points.map(({ psnr }) => psnr).filter(Number.isFinite);
  return finite.length === 0 ? EXACT_ALONE : Math.max(...finite) + EXACT_GAP;
}

/** The range of an axis with some room above and below, even if all values are equal. */
function spread(least: number, most: number, measure: Measure): [number, number] {
  const room = Math.max((most - least) * 0.15, measure === 'psnr' ? 0.5 : 0.002);
  return [least - room, measure === 'ssim' ? Math.min(1, most + room) : most + room];
}

interface Scale {
  readonly ticks: readonly number[];
  place(value: number): number;
}

/** A linear scale with ticks at round numbers. */
function makeScale([least, most]: readonly [number, number], from: number, to: number, count: number): Scale {
  const rough = (most - least || 1) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const last = most + (least === 0 ? step * 0.35 : 0);
  const ticks: number[] = [];
  for (let tick = Math.ceil(least / step); tick * step <= last; tick++) ticks.push(tick * step);
  return { ticks, place: (value) => from + ((value - least) / (last - least || 1)) * (to - from) };
}

function drawAxes(x: Scale, y: Scale, measure: Measure): SVGElement[] {
  const labelOf = (tick: number) => (measure === 'psnr' ? `${Number(tick.toFixed(1))}` : tick.toFixed(3));
  const rows = y.ticks.flatMap((tick) => [
    makeSvg('line', { x1: LEFT, x2: WIDTH - RIGHT, y1: y.place(tick), y2: y.place(tick), class: 'rule' }),
    makeSvg('text', { x: LEFT - 7, y: y.place(tick) + 4, 'text-anchor': 'end' }, labelOf(tick)),
  ]);
  const columns = x.ticks.map((tick) =>
    makeSvg(
      'text',
      { x: x.place(tick), y: HEIGHT - 8, 'text-anchor': tick === 0 ? 'start' : 'middle' },
      tick === 0 ? '0' : formatSize(tick),
    ),
  );
  const base = makeSvg('line', {
    x1: LEFT,
    x2: WIDTH - RIGHT,
    y1: HEIGHT - BOTTOM,
    y2: HEIGHT - BOTTOM,
    class: 'base',
  });
  return [...rows, base, ...columns];
}

/** A line through the points, by size. */
function drawLine(points: readonly ChartPoint[], values: readonly number[], x: Scale, y: Scale): SVGElement {
  const order = points.map((_, index) => index).sort((a, b) => points[a].bytes - points[b].bytes);
  const places = order.map((index) => `${x.place(points[index].bytes)},${y.place(values[index])}`);
  return makeSvg('polyline', { points: places.join(' '), class: 'line' });
}

function drawPoint(point: ChartPoint, x: number, y: number, isCurrent: boolean, choose: () => void): SVGElement {
  const { label, bytes, ssim } = point;
  const text = `${label}: ${formatCount(bytes)} bytes, ${formatPsnr(point)}, SSIM ${formatSsim(ssim)}`;
  const group = makeSvg(
    'g',
    { class: 'point', role: 'button', tabindex: 0, 'aria-label': text, 'aria-pressed': String(isCurrent) },
    makeSvg('title', {}, text),
    makeSvg('circle', { cx: x, cy: y, r: 14, class: 'reach' }),
    makeSvg('circle', { cx: x, cy: y, r: isCurrent ? 6 : 4.5, class: 'dot' }),
  );
  group.addEventListener('click', choose);
  group.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose();
  });
  return group;
}
