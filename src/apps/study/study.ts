/** The study of one or more pictures, from pixels to a folder of results. */

import { checkImage, type Image } from '../../image.js';
import { writePicture } from '../../io/index.js';
import { drawChartFile } from '../shared/chart.js';
import { drawMaps } from './block-map.js';
import type { CellFigures } from './cell.js';
import { makeCharts } from './chart-data.js';
import { listFindings } from './findings.js';
import { type FolderResult, renderOverview } from './overview-page.js';
import { renderPage } from './page.js';
import { loadPageFiles, type PageFiles } from './page-files.js';
import { MANIFEST, type ResultFolder, type ResultWriter } from './result-folder.js';
import { cellToJson, makeCell, type StudyPicture, type StudyResult, writeCsv } from './results.js';
import { planCells, type ResolvedStudySettings } from './settings.js';
import { runCells } from './worker-pool.js';

/** A picture to study. */
export interface StudyInput {
  /** File name without folders, for display. */
  readonly name: string;
  readonly image: Image;
  /** Format of the file, such as `png`. */
  readonly format: string;
  readonly fileBytes: number;
  readonly icc?: Uint8Array | undefined;
}

/** How to run a study. */
export interface StudyRun {
  readonly settings: ResolvedStudySettings;
  readonly page: PageFiles;
  /** Encodings at a time. The results are the same for any number. */
  readonly jobs: number;
  /** Called from time to time with the share done, 0..1. */
  readonly onProgress?: ((done: number) => void) | undefined;
}

const SOURCE = 'pictures/source.png';

/**
 * Studies a picture and writes all its files.
 *
 * @param folder - receives the files, below `prefix`
 * @param prefix - `''`, or a folder's name and a slash if there is an overview above
 */
export async function studyPicture(
  input: StudyInput,
  run: StudyRun,
  folder: ResultWriter,
  prefix = '',
): Promise<StudyResult> {
  const { image, icc } = input;
  const { settings } = run;
  const save = (name: string, content: Uint8Array | string) => folder.save(prefix + name, content);
  const picture = describeInput(input);
  save(SOURCE, writePicture(image, 'png', { icc }));
  const drawn = drawMaps(image, settings);
  for (const { map, image: pixels } of drawn) save(map.png, writePicture(pixels, 'png'));
  const cells = await measureCells(input, picture, run, save);
  const result = { picture, settings, source: SOURCE, maps: drawn.map(({ map }) => map), cells };
  const charts = makeCharts(result);
  for (const { id, chart } of charts) save(`charts/${id}.svg`, drawChartFile(chart, run.page.chartStyle));
  save('results.csv', writeCsv([result]));
  save('index.html', renderPage(result, charts, run.page, prefix !== ''));
  const files = folder.files.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  save(MANIFEST, toJson({ ...resultToJson(result), files: [...files, MANIFEST].sort() }));
  return result;
}

/** Writes the overview of several studies, the last files of a folder. */
export function writeOverview(studies: readonly FolderResult[], folder: ResultFolder): void {
  folder.save('results.csv', writeCsv(studies.map(({ result }) => result)));
  folder.save('index.html', renderOverview(studies, loadPageFiles()));
  const pictures = studies.map(({ folder: name, result }) => ({ folder: name, ...resultToJson(result) }));
  folder.save(MANIFEST, toJson({ pictures, files: [...folder.files, MANIFEST].sort() }));
}

/** A result for `results.json`. */
export function resultToJson({ cells, ...rest }: StudyResult): Record<string, unknown> {
  return { ...rest, cells: cells.map(cellToJson), findings: listFindings(cells) };
}

function describeInput({ name, image, format, fileBytes }: StudyInput): StudyPicture {
  const { width, height } = image;
  const alpha = checkImage(image).some((byte, i) => i % 4 === 3 && byte !== 255);
  return { name, width, height, format, fileBytes, rawBytes: width * height * 3, alpha };
}

async function measureCells(
  { image, icc }: StudyInput,
  picture: StudyPicture,
  { settings, jobs, onProgress }: StudyRun,
  save: (name: string, content: Uint8Array) => void,
) {
  const plans = planCells(settings);
  const figures: CellFigures[] = [];
  await runCells(
    image,
    plans.map(({ options }) => ({ options: { ...options, icc } })),
    {
      jobs,
      onProgress,
      onOutcome: (index, outcome) => {
        const { akm, png } = makeCell(plans[index], outcome.figures, picture);
        save(akm, outcome.akm);
        save(png, outcome.png);
        figures[index] = outcome.figures;
      },
    },
  );
  return plans.map((plan, index) => makeCell(plan, figures[index], picture));
}

function toJson(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
