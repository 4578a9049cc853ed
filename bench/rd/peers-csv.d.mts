/** Types of peers-csv.mjs, for the tests. */

export interface Point {
  readonly picture: string;
  readonly curve: string;
  readonly setting: string;
  readonly bytes: number;
  readonly psnr: number;
  readonly ssim?: number;
}

export function parsePeersCsv(text: string): Point[];
export function loadPeersCsv(paths: readonly string[]): Point[];
