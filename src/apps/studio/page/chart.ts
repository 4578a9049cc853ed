/** The chart of what was tried: quality over bytes, a point for each trial. */

import { scaleLinear } from 'd3-scale';
import { symbolCircle } from 'd3-shape';
import type { Chart, ChartPoint } from '../../shared/chart.js';
import { type Fidelity, formatCount, formatPsnr, formatRoundSize, formatSsim } from '../../shared/figures.js';

/** The values of a trial that the chart shows. */
export interface ChartTrial extends Fidelity {
  readonly label: string;
  readonly bytes: number;
  readonly ssim: number;
}

export type Measure = 'psnr' | 'ssim';

const FRAME = { width: 340, height: 190, margin: { left: 44, right: 22, top: 12, bottom: 26 } };
/** Pictures without a visible error have no PSNR. They are drawn this much above the best of the others. */
const EXACT_GAP = 3;
const EXACT_ALONE = 60;

/**
 * Makes the chart. Its points are in the order of the trials.
 *
 * @param current - index of the shown trial
 */
export function makeTrialChart(trials: readonly ChartTrial[], current: number, measure: Measure): Chart {
  const points: ChartPoint[] = trials.map((trial) => ({
    x: trial.bytes,
    y: qualityOf(trial, measure, trials),
    note: `${trial.label}: ${formatCount(trial.bytes)} bytes, ${formatPsnr(trial)}, SSIM ${formatSsim(trial.ssim)}`,
  }));
  const x = scaleLinear([0, Math.max(...points.map((point) => point.x))], [0, 1]).nice(4);
  const y = scaleLinear(
    rangeOf(
      points.map((point) => point.y),
      measure,
    ),
    [0, 1],
  );
  return {
    ...FRAME,
    label: `${measure.toUpperCase()} over bytes, ${trials.length} trials`,
    x: { scale: x, ticks: x.ticks(4), format: formatRoundSize },
    y: { scale: y, ticks: y.ticks(4), format: y.tickFormat(4) },
    lines: [{ name: 'trials', className: 'trials', mark: symbolCircle, points }],
    buttons: { chosen: points[current] },
  };
}

function qualityOf(trial: ChartTrial, measure: Measure, trials: readonly ChartTrial[]): number {
  if (measure === 'ssim') return trial.ssim;
  if (Number.isFinite(trial.psnr)) return trial.psnr;
  const finite = trials.map(({ psnr }) => psnr).filter(Number.isFinite);
  return finite.length === 0 ? EXACT_ALONE : Math.max(...finite) + EXACT_GAP;
}

/** The range of an axis with some room above and below, even if all values are equal. */
function rangeOf(values: readonly number[], measure: Measure): [number, number] {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const room = Math.max((most - least) * 0.15, measure === 'psnr' ? 0.5 : 0.002);
  return [least - room, measure === 'ssim' ? Math.min(1, most + room) : most + room];
}
