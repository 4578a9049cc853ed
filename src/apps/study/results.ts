/** The results of a study as data, as JSON and as `results.csv`, and how they follow from the measured figures. */

import type { CellFigures } from './cell.js';
import type { CellPlan, ResolvedStudySettings } from './settings.js';

/** The picture studied. */
export interface StudyPicture {
  /** File name without folders. It is not trusted. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  /** Format of the file, such as `png`. */
  readonly format: string;
  readonly fileBytes: number;
  /** Three bytes a pixel. */
  readonly rawBytes: number;
  /** Whether some pixel is not opaque. */
  readonly alpha: boolean;
}

/** A drawn block map. */
export interface StudyMap {
  /** Heading. */
  readonly title: string;
  /** File, relative to the page. */
  readonly png: string;
  /** Number of low blocks, and of all blocks. */
  readonly lowBlocks: number;
  readonly blocks: number;
}

/** A cell with all its figures. */
export interface StudyCell extends Omit<CellPlan, 'options'>, CellFigures {
  readonly bitsPerPixel: number;
  /** 1 - bytes / raw RGB bytes. */
  readonly compressionRaw: number;
  /** 1 - bytes / bytes of the picture's file; below 0 when the .akm is larger. */
  readonly compressionFile: number;
  /** Files, relative to the page. */
  readonly akm: string;
  readonly png: string;
}

/** A whole study of one picture. */
export interface StudyResult {
  readonly picture: StudyPicture;
  readonly settings: ResolvedStudySettings;
  /** The picture as PNG, relative to the page. */
  readonly source: string;
  readonly maps: readonly StudyMap[];
  readonly cells: readonly StudyCell[];
}

/** Combines the plan and the figures of a cell. */
export function makeCell({ options: _, ...plan }: CellPlan, figures: CellFigures, picture: StudyPicture): StudyCell {
  return {
    ...plan,
    ...figures,
    ...rateBytes(figures.bytes, picture),
    akm: `akm/${plan.id}.akm`,
    png: `pictures/${plan.id}.png`,
  };
}

/** A size relative to the picture. */
export function rateBytes(
  bytes: number,
  { width, height, rawBytes, fileBytes }: Pick<StudyPicture, 'width' | 'height' | 'rawBytes' | 'fileBytes'>,
): Pick<StudyCell, 'bitsPerPixel' | 'compressionRaw' | 'compressionFile'> {
  return {
    bitsPerPixel: (bytes * 8) / (width * height),
    compressionRaw: 1 - bytes / rawBytes,
    compressionFile: 1 - bytes / fileBytes,
  };
}

/** A cell for `results.json`, rounded to meaningful digits; an infinite PSNR is `null`. */
export function cellToJson(cell: StudyCell): Record<string, unknown> {
  const { mse, psnr, ssim, ssimStudy, seconds, bitsPerPixel, compressionRaw, compressionFile } = cell;
  return {
    ...cell,
    mse: round(mse, 6),
    psnr: Number.isFinite(psnr) ? round(psnr, 6) : null,
    ssim: round(ssim, 8),
    ssimStudy: round(ssimStudy, 8),
    seconds: round(seconds, 3),
    bitsPerPixel: round(bitsPerPixel, 4),
    compressionRaw: round(compressionRaw, 6),
    compressionFile: round(compressionFile, 6),
  };
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}

type CsvValue = string | number | null;

/** Columns: the heading, and the cell's field. */
const COLUMNS = [
  ['method', 'method'],
  ['k1', 'k1'],
  ['k2', 'k2'],
  ['quality', 'quality'],
  ['block', 'block'],
  ['stored_k1', 'storedK1'],
  ['stored_k2', 'storedK2'],
  ['mesh_bytes', 'meshBytes'],
  ['bytes', 'bytes'],
  ['bits_per_pixel', 'bitsPerPixel'],
  ['psnr_db', 'psnr'],
  ['ssim', 'ssim'],
  ['ssim_study', 'ssimStudy'],
  ['mse', 'mse'],
  ['max_error', 'maxError'],
  ['unseen_differences', 'unseenDifferences'],
  ['compression_raw', 'compressionRaw'],
  ['compression_file', 'compressionFile'],
  ['seconds', 'seconds'],
  ['akm', 'akm'],
  ['png', 'png'],
] as const satisfies readonly (readonly [string, keyof StudyCell])[];

/** All cells of one or more pictures, with a heading; RFC 4180 except for the line feeds. An infinite PSNR is `inf`. */
export function writeCsv(results: readonly StudyResult[]): string {
  const heading = ['picture', ...COLUMNS.map(([name]) => name)];
  const rows = results.flatMap(({ picture, cells }) => cells.map((cell) => [picture.name, ...rowOf(cell)]));
  return `${[heading, ...rows].map((row) => row.map(escapeCsv).join(',')).join('\n')}\n`;
}

function rowOf(cell: StudyCell): CsvValue[] {
  const rounded = cellToJson(cell);
  return COLUMNS.map(([, field]) => (field === 'psnr' ? (rounded.psnr ?? 'inf') : rounded[field]) as CsvValue);
}

/** A field, quoted if necessary. A text that a spreadsheet would take for a formula gets an apostrophe in front. */
export function escapeCsv(value: CsvValue): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
