/** The page above several studies: links to each, with its findings. */

import { formatCount } from '../shared/figures.js';
import { markup } from '../shared/markup.js';
import { listFindings } from './findings.js';
import { describePicture, renderDocument } from './page.js';
import type { PageFiles } from './page-files.js';
import type { StudyResult } from './results.js';

/** A study and its folder below the overview. */
export interface FolderResult {
  readonly folder: string;
  readonly result: StudyResult;
}

/** Makes the page. */
export function renderOverview(studies: readonly FolderResult[], files: PageFiles): string {
  const cells = studies.reduce((sum, { result }) => sum + result.cells.length, 0);
  return renderDocument(
    `${studies.length} pictures`,
    [studies.some(({ result }) => result.picture.alpha) && 'alpha'],
    files,
    markup`<main class="page">
<p class="kicker">Adaptive k-means study</p>
<h1>${studies.length} pictures</h1>
<p class="soft">${formatCount(cells)} encodings in all: <a href="results.csv">results.csv</a>, <a href="results.json">results.json</a>.</p>
<ul class="pictures">
${studies.map(card)}</ul>
</main>`,
  );
}

function card({ folder, result: { picture, source, cells } }: FolderResult) {
  const { name, width, height } = picture;
  return markup`<li><a href="${folder}/index.html" tabindex="-1" aria-hidden="true"><img src="${folder}/${source}" alt="" width="${width}" height="${height}" loading="lazy" decoding="async"></a>
<div><h2><a href="${folder}/index.html">${name}</a></h2>
<p class="soft">${describePicture(picture)}</p>
${listFindings(cells)
  .slice(1)
  .map((finding) => markup`<p>${finding}</p>`)}</div></li>
`;
}
