/** The tables of the page. */

import { describeExact, formatCount, formatPsnr, formatShare, formatSsim } from '../shared/figures.js';
import { type Fragment, type Markup, markup } from '../shared/markup.js';
import { METHODS, type Method, methodOf } from './cell.js';
import type { StudyCell, StudyResult } from './results.js';

/** The study's table with its pictures, and additions: more colours, and the encoder's defaults. */
export function pictureTables({ cells, settings, picture }: StudyResult): Markup {
  const { k1, k2, block } = settings;
  const studied = METHODS.filter(({ id }) => id !== 'akm').map((method) => ({
    method,
    cells: cells.filter((cell) => cell.method === method.id && k1.includes(cell.k1)),
  }));
  const more = cells.filter((cell) => cell.method === 'regular' && !k1.includes(cell.k1));
  const own = cells.filter(({ method }) => method === 'akm');
  const sizes = `k2 = ${k2}, block side ${block}`;
  return markup`
${pictureTable(
  `The study's experiment: ${sizes}. Regular k-means has one palette, K = k1.`,
  k1.map((size) => `k1 = ${size}`),
  studied,
  picture,
)}
${more.length > 0 && pictureTable('Beyond the study: one palette as large as the second of two, and larger.', labelsOf(more), [{ method: methodOf('regular'), cells: more }], picture)}
${pictureTable('The encoder at its defaults, at several qualities.', labelsOf(own), [{ method: methodOf('akm'), cells: own }], picture)}`;
}

interface PictureRow {
  readonly method: Method;
  readonly cells: readonly StudyCell[];
}

function pictureTable(
  caption: string,
  columns: readonly string[],
  rows: readonly PictureRow[],
  { width, height }: StudyResult['picture'],
): Markup {
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="${caption}">
<table class="shots" style="min-width:${columns.length * 112}px">
<caption><span class="stay">${caption}</span></caption>
<thead><tr>${columns.map((label) => markup`<th scope="col">${label}</th>`)}</tr></thead>
${rows.map(
  ({ method, cells }) => markup`<tbody>
<tr><th scope="rowgroup" colspan="${columns.length}"><span class="stay">${method.name}<small>${method.about}</small></span></th></tr>
<tr>${cells.map((cell) => pictureCell(method, cell, width, height))}</tr>
</tbody>
`,
)}</table>
</div>`;
}

function pictureCell(method: Method, cell: StudyCell, width: number, height: number): Markup {
  const title = `${method.name}, ${cell.label}`;
  const alt = `The picture by ${method.phrase}, ${cell.label}`;
  return markup`<td><a class="shot" href="${cell.png}" data-title="${title}" data-figures="${sumUp(cell)}"><img src="${cell.png}" alt="${alt}" width="${width}" height="${height}" loading="lazy" decoding="async"></a>
<ul class="marks"><li><strong>${formatPsnr(cell)}</strong></li><li>SSIM ${formatSsim(cell.ssim)}</li><li>${formatCount(cell.bytes)} bytes</li><li>${cell.bitsPerPixel.toFixed(2)} bits/pixel</li></ul></td>`;
}

/** All figures of a cell in one line. */
function sumUp(cell: StudyCell): string {
  return [
    Number.isFinite(cell.psnr) ? `PSNR ${formatPsnr(cell)}` : describeExact(cell),
    `SSIM ${formatSsim(cell.ssim)}`,
    `study's SSIM ${formatSsim(cell.ssimStudy)}`,
    `largest error ${cell.maxError}`,
    `${formatCount(cell.bytes)} bytes`,
    `${cell.bitsPerPixel.toFixed(2)} bits per pixel`,
    `${formatShare(cell.compressionRaw)} of raw RGB and ${formatShare(cell.compressionFile)} of the file saved`,
  ].join(' · ');
}

function labelsOf(cells: readonly StudyCell[]): string[] {
  return cells.map(({ label }) => label);
}

/** Headings of the table of figures, each with a second line. */
const HEADINGS = [
  ['Palettes', 'stored'],
  ['PSNR', 'dB'],
  ['SSIM', ''],
  ['SSIM', "study's"],
  ['Largest error', 'of 255'],
  ['Bytes', ''],
  ['Bits', 'per pixel'],
  ['Saved', 'of raw RGB'],
  ['Saved', 'of the file'],
  ['Seconds', 'to encode'],
  ['File', ''],
] as const;

/** Every figure of every cell. */
export function figureTable(cells: readonly StudyCell[]): Markup {
  const caption = 'All figures. A negative saving is a loss: the file is larger than what it is compared with.';
  return markup`<div class="scroll" role="region" tabindex="0" aria-label="All figures">
<table class="figures">
<caption><span class="stay">${caption}</span></caption>
<thead><tr><td></td>${HEADINGS.map(([name, detail]) => markup`<th scope="col">${name}<small>${detail}</small></th>`)}</tr></thead>
${METHODS.map((method) => figureGroup(method, cells))}</table>
</div>`;
}

function figureGroup({ id, name }: Method, cells: readonly StudyCell[]): Fragment {
  const own = cells.filter(({ method }) => method === id);
  return markup`<tbody>
<tr><th scope="rowgroup" colspan="${HEADINGS.length + 1}"><span class="stay">${name}</span></th></tr>
${own.map(figureRow)}</tbody>
`;
}

function figureRow(cell: StudyCell): Markup {
  const { storedK1, storedK2, meshBytes } = cell;
  const palettes = storedK1 === 0 ? String(storedK2) : `${storedK1} + ${storedK2}`;
  const values = [
    meshBytes === 0 ? palettes : `${palettes} and a mesh`,
    Number.isFinite(cell.psnr) ? cell.psnr.toFixed(2) : describeExact(cell),
    formatSsim(cell.ssim),
    formatSsim(cell.ssimStudy),
    String(cell.maxError),
    formatCount(cell.bytes),
    cell.bitsPerPixel.toFixed(2),
    formatShare(cell.compressionRaw),
    formatShare(cell.compressionFile),
    cell.seconds.toFixed(2),
  ];
  const data = values.map((value) => markup`<td>${value}</td>`);
  return markup`<tr><th scope="row">${cell.label}</th>${data}<td><a href="${cell.akm}" aria-label="${cell.akm}">.akm</a></td></tr>
`;
}
