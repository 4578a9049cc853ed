/** Makes ECharts's options from a chart's data. */

import type { ChartData } from './chart-data.js';
import { CHART_COLOURS, METHOD_STYLES } from './chart-theme.js';

type Series = ChartData['series'];

const { ground, text, axis, grid } = CHART_COLOURS;

const FONT = {
  fontFamily: 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif',
  fontSize: 13,
  color: text.light,
} as const;

const AXIS = {
  type: 'value',
  nameLocation: 'middle',
  nameTextStyle: FONT,
  axisLabel: { ...FONT, hideOverlap: true },
  axisLine: { show: true, lineStyle: { color: axis.light } },
  axisTick: { show: true, lineStyle: { color: axis.light } },
  splitLine: { show: true, lineStyle: { color: grid.light } },
} as const;

/** The options. They contain only plain data and formatters of axis labels. */
export function chartOption({ xName, yName, isLogarithmic, series }: ChartData): object {
  return {
    animation: false,
    backgroundColor: ground.light,
    textStyle: FONT,
    title: {
      show: series.length === 0,
      text: 'Nothing to draw: no file has an error that can be seen',
      left: 'center',
      top: 'middle',
      textStyle: { ...FONT, fontWeight: 'normal' },
    },
    legend: { top: 8, left: 'center', itemWidth: 24, itemGap: 10, textStyle: FONT },
    grid: { left: 66, right: 30, top: 48, bottom: 52 },
    xAxis: { ...AXIS, name: xName, nameGap: 32, ...(isLogarithmic ? logarithmicScale(series) : BYTE_SCALE) },
    yAxis: { ...AXIS, name: yName, nameGap: 46, ...qualityScale(series) },
    series: series.map(lineOption),
  };
}

function lineOption({ method: { id, shortName }, points }: Series[number]): object {
  const { colour, symbol, dash } = METHOD_STYLES[id];
  return {
    type: 'line',
    name: shortName,
    data: points.map(({ x, y }) => [x, y]),
    symbol,
    symbolSize: symbol === 'triangle' || symbol === 'diamond' ? 10 : 8,
    showAllSymbol: true,
    color: colour.light,
    lineStyle: { color: colour.light, width: id === 'akm' ? 3 : 2, type: dash },
    itemStyle: { color: colour.light, borderWidth: 0 },
  };
}

/** Whole steps of the logarithm, labelled with the powers. */
function logarithmicScale(series: Series): object {
  const all = series.flatMap(({ points }) => points.map(({ x }) => x));
  const min = all.length === 0 ? 0 : Math.floor(Math.min(...all));
  const max = all.length === 0 ? 1 : Math.ceil(Math.max(...all));
  const margin = min === max ? 1 : 0;
  const axisLabel = { ...AXIS.axisLabel, formatter: (x: number) => String(2 ** x) };
  return { min: min - margin, max: max + margin, interval: 1, axisLabel };
}

/** A range around the values, with no room above an SSIM of 1. */
function qualityScale(series: Series): object {
  const all = series.flatMap(({ points }) => points.map(({ y }) => y));
  const [low, high] = [Math.min(...all), Math.max(...all)];
  if (high !== 1) return { scale: true };
  return low === 1 ? { min: 0.9, max: 1 } : { scale: true, max: 1 };
}

const BYTE_SCALE = { scale: true, splitNumber: 4, axisLabel: { ...AXIS.axisLabel, formatter: formatBytes } };

/** 150000 -> 150 kB */
function formatBytes(bytes: number): string {
  if (bytes >= 1e6) return `${Number((bytes / 1e6).toFixed(2))} MB`;
  return bytes >= 1000 ? `${Number((bytes / 1000).toFixed(2))} kB` : `${bytes} B`;
}
