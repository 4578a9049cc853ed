/**
 * Peers' points measured earlier: `img,tool,K,dither,png,zopfli,webp,jxl,psnr,ssim`, one row a picture, palette size and dithering.
 * PSNR 99 stands for a lossless file.
 */

import { readFileSync } from 'node:fs';

const COLUMNS = { png: '', zopfli: '+zopflipng', webp: '+webp', jxl: '+jxl' };
const LOSSLESS_PSNR = 99;
/** Above this, the file's five decimals don't say how far from 1 the SSIM is: 0.9999 is 40 dB, give or take 0.2. */
const LARGEST_SSIM = 0.9999;

/**
 * @param {string} text
 * @returns {import('./compare.mjs').Point[]}
 */
export function parsePeersCsv(text) {
  const [header, ...rows] = text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const missing = ['img', 'tool', 'K', 'dither', 'psnr', 'ssim'].filter((column) => !header.includes(column));
  if (missing.length > 0) throw new Error(`no column ${missing.join(', ')} in the header "${header.join(',')}"`);
  return rows.flatMap((cells) => parseRow(Object.fromEntries(header.map((column, i) => [column, cells[i]]))));
}

function parseRow(row) {
  const tool = row.dither === 'fs' ? `${row.tool}-fs` : row.tool;
  const isLossless = Number(row.psnr) >= LOSSLESS_PSNR;
  const ssim = isLossless ? 1 : Number(row.ssim);
  const quality = {
    psnr: isLossless ? Infinity : Number(row.psnr),
    ...(isLossless || ssim <= LARGEST_SSIM ? { ssim } : {}),
  };
  return Object.entries(COLUMNS)
    .filter(([column]) => Number(row[column]) > 0)
    .map(([column, suffix]) => ({
      picture: row.img,
      curve: tool + suffix,
      setting: `K${row.K}`,
      bytes: Number(row[column]),
      ...quality,
    }));
}

/** @param {readonly string[]} paths */
export function loadPeersCsv(paths) {
  return paths.flatMap((path) => parsePeersCsv(readFileSync(path, 'utf8')));
}
