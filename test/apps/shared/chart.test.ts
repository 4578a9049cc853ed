import { scaleLinear } from 'd3-scale';
import { symbolCircle } from 'd3-shape';
import { describe, expect, it } from 'vitest';
import { type Chart, drawChart } from '../../../src/apps/shared/chart.js';

const axis = { scale: scaleLinear([0, 10], [0, 1]), ticks: [0, 5, 10], format: String };
const points = [
  { x: 10, y: 10, note: 'right' },
  { x: 0, y: 0, note: '<left>' },
];
const chart: Chart = {
  ...{ label: 'A & B', width: 120, height: 70, margin: { left: 10, right: 10, top: 10, bottom: 10 }, x: axis, y: axis },
  lines: [{ name: 'line', className: 'one', mark: symbolCircle, points }],
};

describe('a chart', () => {
  it('places points between its margins, and joins them from left to right', () => {
    const svg = drawChart(chart).text;
    expect([...svg.matchAll(/class="point" transform="translate\(([^)]*)\)"/g)].map(([, at]) => at)).toEqual([
      '110 10',
      '10 60',
    ]);
    expect(svg).toContain('<path class="line" d="M10,60L110,10"/>');
  });

  it('is an image with a name, whose points have tooltips', () => {
    const svg = drawChart(chart).text;
    expect(svg).toMatch(/^<svg class="chart" [^>]* role="img" aria-label="A &amp; B">/);
    expect(svg).toContain('<title>&lt;left&gt;</title>');
    expect(svg).not.toContain('tabindex');
  });

  it('is a group of buttons where its points can be chosen', () => {
    const svg = drawChart({ ...chart, buttons: { chosen: points[1] } }).text;
    expect(svg).toMatch(/^<svg [^>]* role="group"/);
    const buttons = [...svg.matchAll(/role="button" tabindex="0" aria-label="([^"]*)" aria-pressed="([^"]*)"/g)];
    expect(buttons.map(([, name, isPressed]) => [name, isPressed])).toEqual([
      ['right', 'false'],
      ['&lt;left&gt;', 'true'],
    ]);
  });
});
