/**
 * Charts of lines and points, as SVG: d3-scale places values, d3-shape draws lines and marks.
 *
 * A chart has classes and no colours. The style sheet of the page, or of the file, colours it.
 */

import type { ScaleContinuousNumeric } from 'd3-scale';
import { line, type SymbolType, symbol } from 'd3-shape';
import { type Fragment, Markup, markup } from './markup.js';

/** An axis. The scale has a domain; the chart sets its range. */
export interface ChartAxis {
  readonly scale: ScaleContinuousNumeric<number, number>;
  readonly ticks: readonly number[];
  readonly format: (value: number) => string;
  readonly name?: string;
}

/** A point with a text about it. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  readonly note: string;
}

/** Points, in the order of the document. The line joins them from left to right. */
export interface ChartLine {
  /** In the legend. */
  readonly name: string;
  readonly className: string;
  readonly mark: SymbolType;
  readonly points: readonly ChartPoint[];
}

/** All that a chart shows. */
export interface Chart {
  /** The accessible name. */
  readonly label: string;
  readonly width: number;
  readonly height: number;
  readonly margin: { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number };
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly ChartLine[];
  /** Stands in the middle of an empty chart. */
  readonly emptyNote?: string;
  readonly hasLegend?: boolean;
  /** Makes each point a button; `chosen` is the one that is pressed. */
  readonly buttons?: { readonly chosen: ChartPoint | undefined };
}

/** Areas of marks, in squared units. */
const MARK_AREA = 64;
const CHOSEN_AREA = 113;
/** A button is wider than its mark. */
const REACH = 14;
/** From a tick's label to its axis. */
const LABEL_GAP = 8;

/** Draws a chart for a page. */
export function drawChart(chart: Chart): Markup {
  return svgElement(chart, '', '');
}

/** Draws a chart as a file, with the style sheet in it. */
export function drawChartFile(chart: Chart, style: string): string {
  const namespace = new Markup(' xmlns="http://www.w3.org/2000/svg"');
  return `${svgElement(chart, namespace, markup`<style>${new Markup(style)}</style>`)}\n`;
}

function svgElement(chart: Chart, attributes: Fragment, head: Fragment): Markup {
  const { label, width, height, margin, lines, emptyNote, buttons } = chart;
  const x = chart.x.scale.copy().range([margin.left, width - margin.right]);
  const y = chart.y.scale.copy().range([height - margin.bottom, margin.top]);
  const isEmpty = lines.every(({ points }) => points.length === 0);
  // The points of an image are not for assistive technology; those of a group are.
  return markup`<svg${attributes} class="chart" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="${buttons ? 'group' : 'img'}" aria-label="${label}">${head}
${xAxis(chart, x)}
${yAxis(chart, y)}
<path class="base" d="M${margin.left} ${margin.top}V${height - margin.bottom}H${width - margin.right}"/>
${chart.hasLegend && legend(chart)}
${lines.map((series) => drawLine(series, x, y, buttons))}
${isEmpty && emptyNote && markup`<text x="${width / 2}" y="${height / 2}" text-anchor="middle">${emptyNote}</text>`}</svg>`;
}

type Scale = ChartAxis['scale'];

function xAxis({ x: { ticks, format, name }, width, height, margin }: Chart, scale: Scale): Markup {
  const [top, bottom] = [margin.top, height - margin.bottom];
  const marks = ticks.map((tick) => {
    const x = round(scale(tick));
    return markup`<path class="rule" d="M${x} ${top}V${bottom}"/><text x="${x}" y="${bottom + 2.25 * LABEL_GAP}" text-anchor="middle">${format(tick)}</text>`;
  });
  const middle = (margin.left + width - margin.right) / 2;
  return markup`${marks}${name && markup`<text x="${middle}" y="${height - LABEL_GAP}" text-anchor="middle">${name}</text>`}`;
}

function yAxis({ y: { ticks, format, name }, width, height, margin }: Chart, scale: Scale): Markup {
  const [left, right] = [margin.left, width - margin.right];
  const marks = ticks.map((tick) => {
    const y = round(scale(tick));
    return markup`<path class="rule" d="M${left} ${y}H${right}"/><text x="${left - LABEL_GAP}" y="${y}" dy="0.35em" text-anchor="end">${format(tick)}</text>`;
  });
  const middle = (margin.top + height - margin.bottom) / 2;
  return markup`${marks}${name && markup`<text transform="translate(16 ${middle})rotate(-90)" text-anchor="middle">${name}</text>`}`;
}

function drawLine({ className, mark, points }: ChartLine, x: Scale, y: Scale, buttons: Chart['buttons']): Markup {
  const path = line<ChartPoint>(
    (point) => x(point.x),
    (point) => y(point.y),
  ).digits(1);
  const marks = points.map((point) => {
    const isChosen = point === buttons?.chosen;
    const place = markup`transform="translate(${round(x(point.x))} ${round(y(point.y))})"`;
    const dot = markup`<path class="dot" d="${markPath(mark, isChosen ? CHOSEN_AREA : MARK_AREA)}"/>`;
    if (buttons === undefined) return markup`<g class="point" ${place}><title>${point.note}</title>${dot}</g>`;
    return markup`<g class="point" ${place} role="button" tabindex="0" aria-label="${point.note}" aria-pressed="${String(isChosen)}"><title>${point.note}</title><circle class="reach" r="${REACH}"/>${dot}</g>`;
  });
  return markup`<g class="series ${className}"><path class="line" d="${path(points.toSorted((a, b) => a.x - b.x)) ?? ''}"/>${marks}</g>
`;
}

/** Without a browser nothing measures text: a letter takes this share of the font's size. */
const LETTER_SHARE = 0.53;
const LEGEND_FONT = 13;
const SAMPLE_WIDTH = 22;
const LEGEND_GAP = 10;

/** A row above the plot, in the middle. */
function legend({ lines, width, margin }: Chart): Markup {
  const widths = lines.map(({ name }) => SAMPLE_WIDTH + 5 + name.length * LETTER_SHARE * LEGEND_FONT);
  const total = widths.reduce((sum, entry) => sum + entry + LEGEND_GAP, -LEGEND_GAP);
  let x = (width - total) / 2;
  const entries = lines.map(({ name, className, mark }, i) => {
    const entry = markup`<g class="series ${className}" transform="translate(${round(x)} ${margin.top / 2})"><path class="line" d="M0 0H${SAMPLE_WIDTH}"/><path class="dot" transform="translate(${SAMPLE_WIDTH / 2} 0)" d="${markPath(mark, MARK_AREA)}"/><text x="${SAMPLE_WIDTH + 5}" dy="0.35em">${name}</text></g>`;
    x += widths[i] + LEGEND_GAP;
    return entry;
  });
  return markup`<g>${entries}</g>`;
}

function markPath(mark: SymbolType, area: number): string {
  return symbol(mark, area).digits(1)() ?? '';
}

/** To a tenth, which is less than an eye sees. */
function round(value: number): number {
  return Math.round(value * 10) / 10;
}
