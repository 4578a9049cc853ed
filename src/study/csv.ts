/** `results.csv`: a line a cell. */

import type { StudyCell, StudyResult } from './results.js';
import { cellToJson } from './results.js';

type CsvValue = string | number | null;

/** Columns: heading, and the cell's field. */
const COLUMNS = [
  ['method', 'method'],
  ['k1', 'k1'],
  ['k2', 'k2'],
  ['quality', 'quality'],
  ['block', 'block'],
  ['stored_k1', 'storedK1'],
  ['stored_k2', 'storedK2'],
  ['bytes', 'bytes'],
  ['bits_per_pixel', 'bitsPerPixel'],
  ['psnr_db', 'psnr'],
  ['ssim', 'ssim'],
  ['ssim_study', 'ssimStudy'],
  ['mse', 'mse'],
  ['max_error', 'maxError'],
  ['compression_raw', 'compressionRaw'],
  ['compression_file', 'compressionFile'],
  ['seconds', 'seconds'],
  ['akm', 'akm'],
  ['png', 'png'],
] as const satisfies readonly (readonly [string, keyof StudyCell])[];

/** All cells of one or more pictures, with a heading; RFC 4180 but for the line feeds. A lossless PSNR is `inf`. */
export function writeCsv(results: readonly StudyResult[]): string {
  const heading = ['picture', ...COLUMNS.map(([name]) => name)];
  const rows = results.flatMap(({ picture, cells }) => cells.map((cell) => [picture.name, ...rowOf(cell)]));
  return `${[heading, ...rows].map((row) => row.map(escapeCsv).join(',')).join('\n')}\n`;
}

function rowOf(cell: StudyCell): CsvValue[] {
  const rounded = cellToJson(cell);
  return COLUMNS.map(([, field]) => (field === 'psnr' ? (rounded.psnr ?? 'inf') : rounded[field]) as CsvValue);
}

/** A field: quoted where it must be; a text that a spreadsheet would take for a formula begins with an apostrophe. */
export function escapeCsv(value: CsvValue): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const harmless = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
