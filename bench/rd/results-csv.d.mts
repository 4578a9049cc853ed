/** Types of results-csv.mjs, for the tests. */

import type { Point } from './peers-csv.mjs';

export interface ResultsCsv {
  readonly corpora: readonly { readonly name: string; readonly pictures: readonly { readonly name: string }[] }[];
  readonly metrics: readonly string[];
  readonly points: readonly Point[];
}

export function readResultsCsv(text: string): ResultsCsv;
