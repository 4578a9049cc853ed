/** What was tried on the picture so far. */

import type { PaintedMap } from './block-painting.js';
import type { Settings } from './command-line.js';
import type { FileRef, TrialReport } from './protocol.js';

/** A trial to return to. */
export interface KeptTrial {
  /** What the dials showed; absent for a file that was opened. */
  readonly dials?: Settings;
  /** What was encoded with, which a painted map adds to. */
  readonly settings: Settings;
  readonly painted?: PaintedMap | undefined;
  readonly file: FileRef;
  readonly report: TrialReport;
}

/** More are too many for the chart, and their files take room. */
const MAX_TRIALS = 60;

/** Adds a trial, in place of one with the very same settings; the oldest gives way. */
export function keepTrial(trials: readonly KeptTrial[], trial: KeptTrial): KeptTrial[] {
  return [...trials.filter((other) => !isSame(other, trial)), trial].slice(-MAX_TRIALS);
}

function isSame(a: KeptTrial, b: KeptTrial): boolean {
  return keyOf(a) === keyOf(b);
}

function keyOf({ dials, settings, painted }: KeptTrial): string {
  return JSON.stringify([dials === undefined, settings, painted === undefined ? '' : painted.blocks.join('')]);
}

/** In a few words: `quality 60, dither`. */
export function nameTrial({ dials, settings, painted }: KeptTrial): string {
  if (dials === undefined) return 'the file as opened';
  const parts = Object.entries(settings).map(([name, value]) => (value === true ? name : `${name} ${value}`));
  if (painted !== undefined) parts.push('painted map');
  return parts.length === 0 ? 'defaults' : parts.join(', ');
}
