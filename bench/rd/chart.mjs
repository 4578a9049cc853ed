/** A sheet of small charts, three pictures abreast, each with a panel a metric, one above the other. */

import * as echarts from 'echarts';
import { lossyFront } from './bd-rate.mjs';
import { ratePoints } from './compare.mjs';
import { metricNamed } from './metrics.mjs';

const COLUMNS = 3;
const PANEL = { width: 400, gap: 26, left: 52, heights: [190, 150], title: 34, between: 30, bottom: 56 };
const HEAD = 138;
const CARD_WIDTH = PANEL.width + PANEL.gap;

/** Curves shown (`isTransform`: no palette codec), of those that there are; the others are in the tables. */
const STYLES = {
  'akm default': { name: 'akm, default', color: '#c2185b', width: 3 },
  'akm eigen4': { name: 'akm as in the study (eigen, blocks of 4)', color: '#f06292', width: 1.5 },
  'akm none': { name: 'akm, one palette', color: '#8e24aa', width: 1.5, type: 'dashed' },
  'pngquant+zopflipng': { name: 'pngquant + zopflipng', color: '#1565c0', width: 2 },
  'pngquant-fs+zopflipng': { name: 'pngquant, dithered, + zopflipng', color: '#1565c0', width: 1.5, type: 'dotted' },
  'pngquant+jxl': { name: 'pngquant + lossless JPEG XL', color: '#00838f', width: 1.5 },
  sharp: { name: 'sharp, palette PNG', color: '#5d4037', width: 1.5, type: 'dashed' },
  jpeg444: { name: 'JPEG 4:4:4', color: '#616161', width: 1.5, isTransform: true },
  jpeg420: { name: 'JPEG 4:2:0', color: '#9e9e9e', width: 1.5, type: 'dashed', isTransform: true },
  'webp-lossy': { name: 'lossy WebP', color: '#2e7d32', width: 1.5, isTransform: true },
};
const SPARE_COLOURS = ['#ef6c00', '#6d4c41', '#283593', '#558b2f', '#ad1457'];

/**
 * Draws a corpus.
 *
 * @param {Pick<import('./report.mjs').Results, 'version' | 'metrics' | 'points'>} results
 * @param {import('./corpus.mjs').Corpus} corpus
 * @returns {string} SVG
 */
export function drawSheet(results, corpus) {
  const metrics = results.metrics.slice(0, PANEL.heights.length);
  const cardHeight =
    PANEL.title + PANEL.bottom + metrics.reduce((sum, _, i) => sum + PANEL.heights[i] + (i > 0 ? PANEL.between : 0), 0);
  const styles = stylesFor(results, corpus);
  const width = 30 + COLUMNS * CARD_WIDTH;
  const height = HEAD + Math.ceil(corpus.pictures.length / COLUMNS) * cardHeight;
  const parts = corpus.pictures.flatMap((picture, card) => {
    const left = 20 + (card % COLUMNS) * CARD_WIDTH;
    const top = HEAD + Math.floor(card / COLUMNS) * cardHeight;
    return drawCard(results.points, styles, { name: picture.name, metrics, left, top, first: card * metrics.length });
  });
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption({
    animation: false,
    backgroundColor: '#ffffff',
    textStyle: { fontFamily: 'sans-serif' },
    title: [sheetTitle(results, corpus), ...parts.flatMap(({ titles }) => titles)],
    legend: {
      top: 78,
      left: 20,
      width: width - 40,
      data: [...styles.values()].map(({ name }) => name),
      itemWidth: 34,
      itemGap: 16,
    },
    grid: parts.map(({ grid }) => grid),
    xAxis: parts.map(({ xAxis }) => xAxis),
    yAxis: parts.map(({ yAxis }) => yAxis),
    series: parts.flatMap(({ series }) => series),
  });
  const svg = chart.renderToSVGString();
  chart.dispose();
  return svg;
}

/** Known curves that have points, and ours that the table does not know. */
function stylesFor(results, corpus) {
  const names = new Set(corpus.pictures.map(({ name }) => name));
  const present = new Set(results.points.filter(({ picture }) => names.has(picture)).map(({ curve }) => curve));
  const known = Object.entries(STYLES).filter(([curve]) => present.has(curve));
  const unknown = [...present]
    .filter((curve) => curve.startsWith('akm ') && !(curve in STYLES))
    .map((curve, i) => [curve, { name: curve, color: SPARE_COLOURS[i % SPARE_COLOURS.length], width: 2 }]);
  return new Map([...known, ...unknown]);
}

function sheetTitle({ version }, corpus) {
  return {
    text: `akm ${version} and others: quality over file size, ${corpus.name}`,
    subtext: [
      'Higher is better at the same size, further left is smaller at the same quality. Each dot is a file that was written, read back and measured.',
      'Sizes on a logarithmic axis (1 kB = 1000 bytes); SSIM in decibels is -10 log10(1 - SSIM); lossless files are not shown.',
    ].join('\n'),
    left: 20,
    top: 8,
    textStyle: { fontSize: 18 },
    subtextStyle: { fontSize: 12, lineHeight: 17, color: '#444' },
  };
}

/** The panels of one picture; they share their axis of sizes. */
function drawCard(points, styles, { name, metrics, left, top, first }) {
  const panels = metrics.map((metric) => {
    const curves = [...styles].map(([curve, style]) => {
      const own = points.filter((point) => point.picture === name && point.curve === curve);
      return { style, front: lossyFront(ratePoints(own, metric)) };
    });
    return { metric, curves, range: qualityRange(curves) };
  });
  const sizes = sizeRange(panels);
  let y = top + PANEL.title;
  return panels.map(({ metric, curves, range }, row) => {
    const height = PANEL.heights[row];
    const grid = { left: left + PANEL.left, top: y, width: PANEL.width - PANEL.left, height };
    y += height + PANEL.between;
    return {
      titles: row === 0 ? [{ text: name, left: left + PANEL.left, top: top + 2, textStyle: { fontSize: 14 } }] : [],
      grid,
      xAxis: sizeAxis(first + row, sizes, row === panels.length - 1),
      yAxis: qualityAxis(first + row, range, metric),
      series: curves.filter(({ front }) => front.length > 0).map((curve) => drawCurve(curve, first + row)),
    };
  });
}

/** All qualities of the palette codecs, to the next round number. */
function qualityRange(curves) {
  const qualities = paletteFronts(curves).map(({ quality }) => quality);
  const [low, high] = [Math.min(...qualities), Math.max(...qualities)];
  const step = [2, 5, 10].find((candidate) => (high - low) / candidate < 6) ?? 20;
  return { low: step * Math.floor(low / step), high: step * Math.ceil(high / step), step };
}

/**
 * The sizes at which anyone reaches one of the panels' qualities, but at most double the largest of the palette codecs': JPEG
 * of a drawing goes on far to the right. In powers of two, to the next half.
 */
function sizeRange(panels) {
  const sizes = panels.flatMap(({ curves, range }) => {
    const largest = Math.max(...paletteFronts(curves).map(({ bytes }) => bytes));
    return curves
      .flatMap(({ front }) => front)
      .filter(({ bytes, quality }) => quality >= range.low && quality <= range.high && bytes <= 2 * largest)
      .map(({ bytes }) => logKilobytes(bytes));
  });
  return { low: Math.floor(2 * Math.min(...sizes)) / 2, high: Math.ceil(2 * Math.max(...sizes)) / 2 };
}

function paletteFronts(curves) {
  return curves.filter(({ style }) => !style.isTransform).flatMap(({ front }) => front);
}

function drawCurve({ style, front }, index) {
  return {
    type: 'line',
    name: style.name,
    xAxisIndex: index,
    yAxisIndex: index,
    clip: true,
    symbol: 'circle',
    symbolSize: style.width > 2 ? 5 : 3,
    itemStyle: { color: style.color },
    lineStyle: { color: style.color, width: style.width, type: style.type ?? 'solid' },
    data: front.map(({ bytes, quality }) => [round(logKilobytes(bytes)), round(quality)]),
  };
}

/** Half powers of two in kilobytes: ECharts' own logarithmic axis labels only whole decades. */
function sizeAxis(gridIndex, { low, high }, isLast) {
  return {
    gridIndex,
    type: 'value',
    min: low,
    max: high,
    interval: high - low > 3 ? 1 : 0.5,
    name: isLast ? 'file size, kB' : '',
    nameLocation: 'middle',
    nameGap: 24,
    axisLabel: { formatter: (log) => String(Number((2 ** log).toPrecision(2))), fontSize: 11 },
    splitLine: { lineStyle: { color: '#eee' } },
  };
}

function qualityAxis(gridIndex, { low, high, step }, metric) {
  return {
    gridIndex,
    type: 'value',
    min: low,
    max: high,
    interval: step,
    name: metricNamed(metric).axis,
    nameLocation: 'middle',
    nameGap: 30,
    axisLabel: { fontSize: 11 },
    splitLine: { lineStyle: { color: '#eee' } },
  };
}

function logKilobytes(bytes) {
  return Math.log2(bytes / 1000);
}

function round(value) {
  return Math.round(value * 1000) / 1000;
}

/**
 * Without a browser, ECharts guesses the width of a text too small, and legends overlap. It takes the height of a line from the
 * width of a Chinese character.
 */
echarts.setPlatformAPI({
  measureText: (text, font) => {
    const em = Number(/(\d+)px/.exec(font)?.[1] ?? 12);
    return { width: [...text].reduce((sum, character) => sum + (character < '\u0100' ? 0.58 : 1) * em, 0) };
  },
});
