/** What is settled once there are palettes and a layout: all that choosing the indices needs. */

import type { Grid } from '../codec/grid.js';
import type { Header } from '../format/header.js';
import type { BandLabeller } from './assign.js';
import type { ResolvedEncodeOptions } from './options.js';
import type { Palettes } from './palettes.js';
import type { PreparedPicture } from './prepare.js';

/** What the stages before have settled. */
export interface IndexingJob {
  readonly picture: PreparedPicture;
  readonly grid: Grid;
  readonly bitmap: Uint8Array;
  readonly palettes: Palettes;
  /** The header, as far as it is known. */
  readonly layout: Header;
  readonly labeller: BandLabeller;
  readonly options: ResolvedEncodeOptions;
  /** Factor of the perceptual weights; see `rate-distortion/choose-colours.ts`. */
  readonly weightScale: number;
  /** Whether the low class keeps its nearest entries: flat blocks cost hardly anything as they are. */
  readonly keepsLow: boolean;
}
