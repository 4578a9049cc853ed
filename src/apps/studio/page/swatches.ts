/** Both palettes as swatches. A swatch with pointer or focus shows where its colour is used. */

import { HIGH } from '../../../codec/layout.js';
import { formatCount } from '../../shared/figures.js';
import { make } from './dom.js';
import type { TrialReport } from './protocol.js';

/** An entry of a palette. */
export interface Entry {
  readonly palette: 'low' | 'high';
  readonly entry: number;
}

/**
 * Fills an element with the palettes.
 *
 * @param show - called with the entry to show, `undefined` for none
 */
export function showPalettes(element: Element, report: TrialReport, show: (entry: Entry | undefined) => void): void {
  const { k1, lowPalette, highPalette, lowCounts, highCounts, blockMap } = report;
  const isForAll = k1 === 0 && blockMap.every((kind) => kind === HIGH);
  const lists = [];
  if (k1 > 0) lists.push(...makeList('Low-detail blocks', 'low', lowPalette, lowCounts, show));
  lists.push(...makeList(isForAll ? 'All blocks' : 'High-detail blocks', 'high', highPalette, highCounts, show));
  element.replaceChildren(...lists);
}

function makeList(
  title: string,
  palette: Entry['palette'],
  colours: Uint8Array,
  counts: Uint32Array,
  show: (entry: Entry | undefined) => void,
): HTMLElement[] {
  const id = `palette-${palette}`;
  const heading = make('h3', { id }, `${title} `, make('span', { class: 'soft' }, `${counts.length} colours`));
  const list = make('div', {
    class: 'swatches',
    role: 'listbox',
    'aria-labelledby': id,
    'aria-orientation': 'horizontal',
  });
  list.append(...Array.from(counts, (count, entry) => makeSwatch(colours, entry, count)));
  const swatches = [...list.children] as HTMLElement[];
  const entryOf = (event: Event): Entry | undefined => {
    const entry = swatches.indexOf(event.target as HTMLElement);
    return entry < 0 ? undefined : { palette, entry };
  };
  list.addEventListener('pointerover', (event) => show(entryOf(event)));
  list.addEventListener('pointerleave', () => show(undefined));
  list.addEventListener('focusin', (event) => {
    select(swatches, event.target as HTMLElement);
    show(entryOf(event));
  });
  list.addEventListener('focusout', () => show(undefined));
  list.addEventListener('keydown', (event) => {
    const to = placeForKey(event.key, swatches.indexOf(event.target as HTMLElement), swatches);
    if (to === undefined) return;
    event.preventDefault();
    to.focus();
  });
  if (swatches.length > 0) swatches[0].tabIndex = 0;
  return [heading, list];
}

function makeSwatch(colours: Uint8Array, entry: number, count: number): HTMLElement {
  const [red, green, blue, alpha] = colours.subarray(entry * 4, entry * 4 + 4);
  const hex = [red, green, blue].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  const text = `#${hex}${alpha === 255 ? '' : `, ${Math.round(alpha / 2.55)} % opaque`}, ${formatCount(count)} pixels`;
  const swatch = make('span', {
    role: 'option',
    tabindex: -1,
    'aria-label': text,
    'aria-selected': 'false',
    title: text,
  });
  swatch.style.backgroundColor = `rgb(${red} ${green} ${blue} / ${alpha / 255})`;
  return swatch;
}

/** Makes one swatch of a list reachable with Tab. */
function select(swatches: readonly HTMLElement[], selected: HTMLElement): void {
  for (const swatch of swatches) {
    swatch.tabIndex = swatch === selected ? 0 : -1;
    swatch.setAttribute('aria-selected', String(swatch === selected));
  }
}

function placeForKey(key: string, at: number, swatches: readonly HTMLElement[]): HTMLElement | undefined {
  const columns = swatches.findIndex((swatch) => swatch.offsetTop > swatches[0].offsetTop);
  const row = columns < 1 ? swatches.length : columns;
  const steps: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -row, ArrowDown: row };
  if (key === 'Home') return swatches[0];
  if (key === 'End') return swatches.at(-1);
  return Object.hasOwn(steps, key) ? swatches[at + steps[key]] : undefined;
}
