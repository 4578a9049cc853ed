/** Both palettes of a picture, ready to be searched. */

import { embedColours, packColours } from './kmeans/colour-space.js';
import { NearestSearch } from './kmeans/nearest.js';
import type { Palettes } from './palettes.js';

/** A class's palette, ready to be searched. */
export interface PaletteSearch {
  readonly search: NearestSearch;
  /** The entries in the space of `kmeans/colour-space.ts`, four coordinates each. */
  readonly points: Float64Array;
}

/** A search a class; with one palette both are the same. */
export interface ClassSearches {
  readonly low: PaletteSearch;
  readonly high: PaletteSearch;
}

/** Makes both searches. */
export function makeSearches(palettes: Palettes, opaque: boolean): ClassSearches {
  const high = makeSearch(palettes.high, opaque);
  return { low: palettes.low.length > 0 ? makeSearch(palettes.low, opaque) : high, high };
}

function makeSearch(palette: Uint8Array, opaque: boolean): PaletteSearch {
  return { search: new NearestSearch(palette, opaque), points: embedColours(packColours(palette), opaque) };
}
