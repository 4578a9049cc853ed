/** The trials on the picture. */

import type { PaintedMap } from './block-painting.js';
import type { Settings } from './command-line.js';
import type { FileRef, TrialReport } from './protocol.js';

/** A stored trial, which can be shown again. */
export interface KeptTrial {
  /** Settings of the dials; absent for a file that was opened. */
  readonly dials?: Settings;
  /** Settings of the encoder, to which a painted map is added. */
  readonly settings: Settings;
  readonly painted?: PaintedMap | undefined;
  readonly file: FileRef;
  readonly report: TrialReport;
}

/** Maximum trials. More are too many for the chart, and their files take memory. */
const MAX_TRIALS = 60;

/** Adds a trial. It replaces one with the same settings, and if there are too many, the oldest. */
export function keepTrial(trials: readonly KeptTrial[], trial: KeptTrial): KeptTrial[] {
  return [...trials.filter((other) => !isSame(other, trial)), trial].slice(-MAX_TRIALS);
}

function isSame(a: KeptTrial, b: KeptTrial): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ dials, settings, painted }: KeptTrial): string {
  return JSON.stringify([dials === undefined, settings, painted === undefined ? '' : painted.blocks.join('')]);
}

/** Names a trial in a few words: `quality 60, dither`. */
export function nameTrial({ dials, settings, painted }: KeptTrial): string {
  if (dials === undefined) return 'the file as opened';
  const parts = Object.entries(settings).map(([name, value]) => (value === true ? name : `${name} ${value}`));
  if (painted !== undefined) parts.push('painted map');
  return parts.length === 0 ? 'defaults' : parts.join(', ');
}
