/** The page of a study: `index.html`, which needs only the files beside it. */

import { drawChart } from '../shared/chart.js';
import { formatCount, formatShare } from '../shared/figures.js';
import { type Fragment, Markup, markup } from '../shared/markup.js';
import { METHODS } from './cell.js';
import type { StudyChart } from './chart-data.js';
import { describeEqualBytes, describeEqualK1, listFindings, PSNR_METRIC, SSIM_METRIC } from './findings.js';
import type { PageFiles } from './page-files.js';
import { figureTable, pictureTables } from './page-tables.js';
import type { StudyMap, StudyPicture, StudyResult } from './results.js';

/** Below this width, pictures are enlarged with visible pixels. */
const SMALL = 320;

/**
 * Makes the page.
 *
 * @param hasOverview - whether there is an overview in the folder above
 */
export function renderPage(
  result: StudyResult,
  charts: readonly StudyChart[],
  files: PageFiles,
  hasOverview: boolean,
): string {
  const { picture, cells } = result;
  return renderDocument(
    picture.name,
    [picture.alpha && 'alpha', picture.width < SMALL && 'small'],
    files,
    markup`<main class="page">
<p class="kicker">${hasOverview && markup`<a href="../index.html">All pictures</a> · `}Adaptive k-means study</p>
<h1>${picture.name}</h1>
<p class="soft">${describePicture(picture)}</p>
<ul class="findings">
${listFindings(cells).map(
  (finding) => markup`<li>${finding}</li>
`,
)}</ul>
${sourceSection(result)}
<h2 id="pictures">Results</h2>
<p class="soft">Choose a picture to compare it with the original.</p>
${pictureTables(result)}
${chartSection(result, charts)}
<h2 id="figures">Figures</h2>
<p class="soft">The same as <a href="results.csv">results.csv</a> and <a href="results.json">results.json</a>.</p>
${figureTable(cells)}
${notesSection()}
</main>
${viewer(result)}
<script>${new Markup(files.script)}</script>`,
  );
}

/** A whole document around a body. */
export function renderDocument(
  title: string,
  classes: readonly (string | false)[],
  { style, chartStyle }: PageFiles,
  body: Markup,
): string {
  const page = markup`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} - akm study</title>
<link rel="icon" href="data:,">
<style>${new Markup(style + chartStyle)}</style>
</head>
<body class="${classes.filter((name) => name !== false).join(' ')}">
${body}
</body>
</html>
`;
  return page.text;
}

/** Size and kind of a picture, for people. */
export function describePicture({ width, height, fileBytes, format, alpha }: StudyPicture): string {
  const kind = format === 'akm' ? 'AKM' : format.toUpperCase();
  return `${width} × ${height} pixels${alpha ? ' with transparency' : ''}, ${formatCount(fileBytes)} bytes as ${kind}`;
}

/** The source, and the maps beside it. */
function sourceSection({ picture, settings, source, maps }: StudyResult): Markup {
  const { width, height, rawBytes } = picture;
  const { k1, k2, block, qualities, effort } = settings;
  const facts = [
    `${formatCount(rawBytes)} bytes as raw RGB`,
    `studied with k1 = ${k1.join(', ')}; k2 = ${k2}; block side ${block}; qualities ${qualities.join(', ')}; effort ${effort}`,
  ];
  return markup`<h2 id="source">The picture, and which blocks are of high detail</h2>
<p class="soft">Black blocks are of low detail and take the smaller palette, white ones are of high detail and take the larger.</p>
<div class="source">
<figure><a href="${source}"><img src="${source}" alt="The source picture" width="${width}" height="${height}"></a><figcaption>${facts.join('; ')}</figcaption></figure>
<div class="maps">
${maps.map((map) => mapFigure(map, picture))}</div>
</div>`;
}

function mapFigure({ title, png, lowBlocks, blocks }: StudyMap, { width, height }: StudyPicture): Markup {
  const share = `${formatShare(lowBlocks / blocks)} of ${formatCount(blocks)} blocks low`;
  return markup`<figure><a href="${png}"><img src="${png}" alt="Map of the blocks by ${title}: ${share}" width="${width}" height="${height}" loading="lazy" decoding="async"></a><figcaption>${title}<br>${share}</figcaption></figure>
`;
}

function chartSection({ cells }: StudyResult, charts: readonly StudyChart[]): Markup {
  const captions: Readonly<Record<string, string>> = {
    'psnr-k1': describeEqualK1(cells, PSNR_METRIC),
    'ssim-k1': describeEqualK1(cells, SSIM_METRIC),
    'psnr-bytes': describeEqualBytes(cells, PSNR_METRIC),
    'ssim-bytes': describeEqualBytes(cells, SSIM_METRIC),
  };
  const figure = ({ id, title, chart, leftOut }: StudyChart): Fragment => markup`<figure>
<h3>${title}</h3>
${drawChart(chart)}
<figcaption>${captions[id]}${leftOut > 0 && ` Not shown: ${formatCount(leftOut)} without a visible error, whose PSNR is infinite.`} <a href="charts/${id}.svg">SVG</a></figcaption>
</figure>
`;
  return markup`<h2 id="charts">Charts</h2>
<p class="soft">The first two are the study's: quality at equal k1, whatever the files take. The other two are the fair ones: quality at equal bytes. A line further up and to the left is better.</p>
<div class="charts">
${charts.map(figure)}</div>`;
}

function notesSection(): Markup {
  const notes: [string, string][] = [
    ...METHODS.map(({ name, about }): [string, string] => [name, about]),
    [
      'PSNR',
      'Peak signal-to-noise ratio over R, G and B together, in decibels; infinite where no error can be seen. A file is lossless where every byte is the same, and exact where visible where only colours differ that cannot be seen, as those of transparent pixels.',
    ],
    ['SSIM', 'Structural similarity of the luma with a Gaussian window of 11 by 11 pixels; 1 for equal pictures.'],
    ['The study’s SSIM', 'A uniform cube of 3 by 3 pixels by the three channels, as the study computed it.'],
    ['Saved', '1 − bytes / raw bytes, and 1 − bytes / bytes of the picture’s own file.'],
    ['Seconds', 'Wall clock of one encoding on the machine that made this page, with other cells at work beside it.'],
  ];
  return markup`<h2 id="notes">What is what</h2>
<dl class="notes">${notes.map(([name, text]) => markup`<dt>${name}</dt><dd>${text}</dd>`)}</dl>`;
}

/** The comparison view of a result, with the elements that `CompareView` uses. */
function viewer({ source }: StudyResult): Markup {
  return markup`<dialog aria-labelledby="viewer-title" data-source="${source}">
<div class="viewer">
<header><div><h2 id="viewer-title"></h2><p id="viewer-figures"></p></div><button type="button" data-close aria-label="Close">${icon('m5 5 10 10M15 5 5 15')}</button></header>
<div class="stage">
<canvas tabindex="0" role="img" aria-label="The picture" aria-describedby="viewer-keys"></canvas>
<p id="viewer-keys" class="hidden">Arrow keys move the picture, plus and minus zoom, 0 fits it, 1 shows its actual size.</p>
<span class="side left">Original</span><span class="side right">Encoded</span>
<div class="divider" role="slider" tabindex="0" aria-label="Divider between original and encoded" aria-orientation="horizontal" aria-valuemin="0" aria-valuemax="100" aria-valuenow="50"><span class="grip">${icon('m7 5-5 5 5 5M13 5l5 5-5 5')}</span></div>
</div>
<div class="controls">
<div class="buttons"><button type="button" data-step="-1" aria-label="Previous result">${icon('M16 10H4m5-5-5 5 5 5')}</button><button type="button" data-step="1" aria-label="Next result">${icon('M4 10h12m-5-5 5 5-5 5')}</button></div>
<fieldset class="zoom buttons"><legend class="hidden">Zoom</legend>
<button type="button" data-zoom="out" aria-label="Zoom out">${icon('M4 10h12')}</button>
<button type="button" data-zoom="actual"><span class="hidden">Actual size, now </span><output aria-live="off">100 %</output></button>
<button type="button" data-zoom="in" aria-label="Zoom in">${icon('M4 10h12M10 4v12')}</button>
<button type="button" data-zoom="fit">Fit</button></fieldset>
</div>
</div>
</dialog>`;
}

function icon(path: string): Markup {
  return markup`<svg viewBox="0 0 20 20" aria-hidden="true"><path d="${path}"/></svg>`;
}
