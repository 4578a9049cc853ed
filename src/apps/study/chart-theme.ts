/**
 * Colours of the charts. They are drawn in colours for a light background, which every SVG viewer supports. A style sheet finds
 * these exact colours and replaces them on a dark background.
 */

import type { MethodId } from './cell.js';

/** A colour on a light and on a dark background. */
export interface ColourPair {
  readonly light: string;
  readonly dark: string;
}

/** Everything but the lines. No two light colours are equal, since the dark ones are found by them. */
export const CHART_COLOURS = {
  ground: { light: '#fffffe', dark: '#1b1e23' },
  text: { light: '#40454d', dark: '#c6cbd3' },
  axis: { light: '#8b919b', dark: '#6f7682' },
  grid: { light: '#e4e7eb', dark: '#31363e' },
} as const satisfies Readonly<Record<string, ColourPair>>;

/** Lines differ in colour (also for the colour-blind), mark and dash. */
export const METHOD_STYLES: Readonly<
  Record<MethodId, { colour: ColourPair; symbol: string; dash: string | number[] }>
> = {
  regular: { colour: { light: '#6b7280', dark: '#a3abb8' }, symbol: 'rect', dash: 'solid' },
  eigen: { colour: { light: '#0b6bb5', dark: '#5eb1f3' }, symbol: 'circle', dash: 'solid' },
  variance: { colour: { light: '#12805c', dark: '#4fc79d' }, symbol: 'triangle', dash: [6, 4] },
  gradient: { colour: { light: '#c2590a', dark: '#f0a05a' }, symbol: 'diamond', dash: [2, 4] },
  akm: { colour: { light: '#a8327f', dark: '#ea86c5' }, symbol: 'roundRect', dash: 'solid' },
};

/** Rules that turn a chart dark; `scope` is put before each selector. */
export function darkRules(scope = ''): string {
  const lines = Object.values(METHOD_STYLES).map(({ colour }) => colour);
  return [...Object.values(CHART_COLOURS), ...lines]
    .map(({ light, dark }) => `${scope}[fill="${light}"]{fill:${dark}}${scope}[stroke="${light}"]{stroke:${dark}}`)
    .join('\n');
}
