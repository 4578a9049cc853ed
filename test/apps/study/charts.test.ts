import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawChart, drawChartFile } from '../../../src/apps/shared/chart.js';
import { METHODS } from '../../../src/apps/study/cell.js';
import { makeCharts } from '../../../src/apps/study/chart-data.js';
import { cellOf, resultOf } from './cells.js';
import { findXmlFault } from './well-formed.js';

const STYLE = readFileSync(new URL('../../../src/apps/study/page/chart.css', import.meta.url), 'utf8');
const { settings } = resultOf();

describe('the charts of a study', () => {
  const charts = makeCharts(resultOf());

  it('are well-formed, with a line for each method and a note for each point', () => {
    expect(charts.map(({ id }) => id)).toEqual(['psnr-k1', 'ssim-k1', 'psnr-bytes', 'ssim-bytes']);
    for (const { chart } of charts) {
      const svg = drawChart(chart).text;
      expect(findXmlFault(svg)).toBeUndefined();
      // In the legend and in the plot.
      for (const { id } of METHODS) expect(svg.split(`class="series ${id}"`)).toHaveLength(3);
      const points = chart.lines.flatMap((line) => line.points);
      expect(svg.match(/<title>/g)).toHaveLength(points.length);
      for (const { note } of points) expect(svg).toContain(`<title>${note}</title>`);
      expect(svg).toContain('viewBox="0 0 480 380"');
      expect(svg).not.toMatch(/http|<style|<script/);
    }
  });

  it('are files with their colours in them, light and dark', () => {
    const file = drawChartFile(charts[0].chart, STYLE);
    expect(findXmlFault(file)).toBeUndefined();
    expect(file).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    const [light, dark] = STYLE.split('@media (prefers-color-scheme: dark)');
    const colouredIn = (style: string) => [...style.matchAll(/(\S+) \{\s*fill: #/g)].map(([, selector]) => selector);
    expect(colouredIn(light)).toEqual(expect.arrayContaining(METHODS.map(({ id }) => `.${id}`)));
    expect(colouredIn(dark)).toEqual(colouredIn(light));
  });

  it('have powers of two at the sizes of palettes', () => {
    expect(charts[0].chart.x.ticks).toEqual([32, 64]);
    const [single] = makeCharts({ cells: [cellOf('regular', 32, 500, 30)], settings });
    expect(single.chart.x.ticks).toEqual([16, 32, 64]);
  });

  it('leave out cells without a visible error, and report when nothing is left', () => {
    const cells = [cellOf('regular', 32, 500, Infinity), cellOf('eigen', 32, 600, Infinity)];
    const [psnr, ssim] = makeCharts({ cells, settings });
    expect([psnr.chart.lines.length, psnr.leftOut, ssim.leftOut]).toEqual([0, 2, 0]);
    const svg = drawChart(psnr.chart).text;
    expect(findXmlFault(svg)).toBeUndefined();
    expect(svg).toContain('no file has an error that can be seen');
    for (const { chart } of [psnr, ssim]) expect(drawChart(chart).text).not.toMatch(/NaN|Infinity/);
  });
});
