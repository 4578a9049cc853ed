import { describe, expect, it } from 'vitest';
import { METHODS } from '../../../src/apps/study/cell.js';
import { makeCharts } from '../../../src/apps/study/chart-data.js';
import { CHART_COLOURS, METHOD_STYLES } from '../../../src/apps/study/chart-theme.js';
import { chartFile, drawChart, loadECharts } from '../../../src/apps/study/charts.js';
import { cellOf, resultOf } from './cells.js';
import { findXmlFault } from './well-formed.js';

/** Lines are the strokes without filling inside of the clipped plot; the legend's are outside. */
function countLines(svg: string, colour: string): number {
  const plots = [...svg.matchAll(/<g clip-path[^>]*>([\s\S]*?)<\/g>/g)].map(([, inside]) => inside).join('\n');
  return [...plots.matchAll(/<path [^>]*>/g)].filter(
    ([path]) => path.includes('fill="none"') && path.includes(`stroke="${colour}"`),
  ).length;
}

describe('the charts', () => {
  it('are well-formed, with a line for each method and a note for each point', async () => {
    const echarts = await loadECharts();
    const charts = makeCharts(resultOf());
    expect(charts.map(({ id }) => id)).toEqual(['psnr-k1', 'ssim-k1', 'psnr-bytes', 'ssim-bytes']);
    for (const chart of charts) {
      const svg = drawChart(echarts, chart);
      expect(findXmlFault(svg)).toBeUndefined();
      expect(findXmlFault(chartFile(svg))).toBeUndefined();
      for (const { id } of METHODS) expect(countLines(svg, METHOD_STYLES[id].colour.light)).toBe(1);
      const points = chart.series.reduce((sum, { points }) => sum + points.length, 0);
      expect(svg.match(/<title>/g)).toHaveLength(points);
      expect(svg).toContain(`viewBox="0 0 480 380"`);
      expect(svg).not.toMatch(/http|<style|<script|class=|ecmeta/);
    }
  });

  it('are the same each time they are drawn', async () => {
    const echarts = await loadECharts();
    const [chart] = makeCharts(resultOf());
    expect(drawChart(echarts, chart)).toBe(drawChart(echarts, chart));
  });

  it('have a dark form of each colour', async () => {
    const pairs = [...Object.values(CHART_COLOURS), ...Object.values(METHOD_STYLES).map(({ colour }) => colour)];
    expect(new Set(pairs.map(({ light }) => light)).size).toBe(pairs.length);
    const [chart] = makeCharts(resultOf());
    const svg = drawChart(await loadECharts(), chart);
    const used = [...svg.matchAll(/(?:fill|stroke)="(?!none)([^"]+)"/g)].map(([, colour]) => colour);
    // The fill of the clip path is not visible.
    const known = new Set([...pairs.map(({ light }) => light), '#000']);
    expect(used.filter((colour) => !known.has(colour))).toEqual([]);
  });

  it('leave out cells without a visible error, and show a message if no cell is left', async () => {
    const { settings } = resultOf();
    const cells = [cellOf('regular', 32, 500, Infinity), cellOf('eigen', 32, 600, Infinity)];
    const [psnr, ssim] = makeCharts({ cells, settings });
    expect([psnr.series.length, psnr.leftOut, ssim.leftOut]).toEqual([0, 2, 0]);
    const svg = drawChart(await loadECharts(), psnr);
    expect(findXmlFault(svg)).toBeUndefined();
    expect(svg).toContain('no file has an error that can be seen');
    expect(drawChart(await loadECharts(), ssim)).not.toMatch(/NaN|Infinity/);
  });

  it('need ECharts, and say how to install it', async () => {
    const missing = Object.assign(new Error("Cannot find package 'echarts'"), { code: 'ERR_MODULE_NOT_FOUND' });
    await expect(loadECharts(() => Promise.reject(missing))).rejects.toMatchObject({
      code: 'missing-dependency',
      message: expect.stringContaining('npm install echarts'),
    });
    const broken = new Error('broken');
    await expect(loadECharts(() => Promise.reject(broken))).rejects.toBe(broken);
  });
});
