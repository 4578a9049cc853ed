/** Charts as SVG, drawn by ECharts without a browser. ECharts is an optional dependency, loaded when it is needed. */

import { AkmError } from '../../error.js';
import type { ChartData } from './chart-data.js';
import { chartOption } from './chart-option.js';
import { darkRules } from './chart-theme.js';
import { escapeMarkup } from './html.js';

/** The used part of ECharts. */
export interface ECharts {
  init(
    element: null,
    theme: null,
    options: { renderer: 'svg'; ssr: true; width: number; height: number },
  ): { setOption(option: object): void; renderToSVGString(): string; dispose(): void };
}

/** Units of the view box. On a page, a chart takes the available room. */
const CHART_WIDTH = 480;
const CHART_HEIGHT = 380;

/**
 * Loads ECharts.
 *
 * @throws AkmError `missing-dependency` when it is not installed
 */
export async function loadECharts(load: () => Promise<unknown> = () => import('echarts')): Promise<ECharts> {
  try {
    return (await load()) as ECharts;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw cause;
    throw new AkmError(
      'missing-dependency',
      'the charts need ECharts, which is not installed: npm install echarts',
      cause,
    );
  }
}

/**
 * Draws a chart.
 *
 * @returns an `svg` element for a page, without namespaces and style sheet; its points have tooltips
 */
export function drawChart(echarts: ECharts, data: ChartData): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: CHART_WIDTH, height: CHART_HEIGHT });
  try {
    chart.setOption(chartOption(data));
    return tidySvg(chart.renderToSVGString(), data);
  } finally {
    // Otherwise its timers keep the process alive.
    chart.dispose();
  }
}

/** A chart of {@link drawChart} as a file, in light colours, or in dark ones where the viewer asks for them. */
export function chartFile(svg: string): string {
  const style = `<style>@media (prefers-color-scheme:dark){\n${darkRules()}\n}</style>`;
  return `${svg.replace(/^<svg ([^>]*)>/, `<svg xmlns="http://www.w3.org/2000/svg" $1>\n${style}`)}\n`;
}

/** Removes from ECharts's SVG what only its scripts need, makes it the same in every run, and adds tooltips. */
function tidySvg(svg: string, { id, title, series }: ChartData): string {
  return svg
    .replace(/<style\s*>[\s\S]*?<\/style>/g, '')
    .replace(/^<svg [^>]*>/, svgTag(title))
    .replace(/<path [^>]*fill-opacity="0"[^>]*><\/path>/g, '')
    .replace(/\bzr\d+-c/g, `${id}-clip-`)
    .replace(/<path ([^>]*)><\/path>/g, (path, attributes: string) => {
      const found = /ecmeta_series_index="(\d+)" ecmeta_data_index="(\d+)" ecmeta_ssr_type="chart"/.exec(attributes);
      const note = found && series[Number(found[1])]?.points[Number(found[2])]?.note;
      return note ? `<path ${attributes}><title>${escapeMarkup(note)}</title></path>` : path;
    })
    .replace(/ (?:ecmeta_\w+|class|pointer-events)="[^"]*"/g, '')
    .replace(/\n\s*\n/g, '\n')
    .trim();
}

function svgTag(title: string): string {
  return `<svg viewBox="0 0 ${CHART_WIDTH} ${CHART_HEIGHT}" width="${CHART_WIDTH}" height="${CHART_HEIGHT}" role="img" aria-label="${escapeMarkup(title)}">`;
}
