/** The panel beside the picture: the figures of a trial, the other trials, and ways to save. */

import { drawChart } from '../../shared/chart.js';
import { formatCount } from '../../shared/figures.js';
import { type Measure, makeTrialChart } from './chart.js';
import { writeCommand } from './command-line.js';
import { byId, chosenRadio, make, onRadio } from './dom.js';
import { download, renameTo } from './download.js';
import type { StudioPicture } from './protocol.js';
import { showResult } from './result-table.js';
import { type Entry, showPalettes } from './swatches.js';
import { type KeptTrial, nameTrial } from './trials.js';
import type { WorkerClient } from './worker-client.js';

const MAP_NAME = 'map.png';
const MESH_LEGEND = 'blue: low by flat palette, pink: low by mesh, orange: high';
/** The gray levels of a saved map: low by flat palette, high, low by mesh. */
const MAP_LEVELS = [0, 255, 128];

/** Callbacks of the panel. */
export interface PanelEvents {
  onChoose(trial: KeptTrial): void;
  onEntry(entry: Entry | undefined): void;
}

/** The content of the picture's two sides. */
export interface Sides {
  readonly hasTrial: boolean;
  readonly errorMax: number | undefined;
  readonly hasMap: boolean;
  /** Whether the shown map has blocks of a mesh. */
  readonly hasMesh: boolean;
}

export class ResultPanel {
  readonly #client: WorkerClient;
  readonly #events: PanelEvents;
  readonly #saveAkm = byId<HTMLButtonElement>('save-akm');
  readonly #savePng = byId<HTMLButtonElement>('save-png');
  readonly #chart = byId('chart');
  #picture: StudioPicture | undefined;
  #trial: KeptTrial | undefined;
  #trials: readonly KeptTrial[] = [];

  constructor(client: WorkerClient, fail: (error: unknown) => void, events: PanelEvents) {
    this.#client = client;
    this.#events = events;
    this.#saveAkm.addEventListener('click', () => {
      if (this.#trial !== undefined) download(this.#nameAs('.akm'), this.#trial.file.blob);
    });
    this.#savePng.addEventListener('click', () => this.#savePicture().catch(fail));
    byId('save-map').addEventListener('click', () => this.#saveMap().catch(fail));
    byId('copy').addEventListener('click', () => this.#copyCommand().catch(fail));
    onRadio('measure', () => this.#drawChart());
    this.#listenToChart();
  }

  /** Shows a picture without a trial. */
  showPicture(picture: StudioPicture): void {
    const { name, opened, file } = picture;
    this.#picture = picture;
    this.#trial = undefined;
    this.#trials = [];
    const size = `${formatCount(opened.width)} × ${formatCount(opened.height)}`;
    byId('file').textContent =
      `${name} · ${size} · ${opened.format.toUpperCase()}, ${formatCount(file.blob.size)} bytes`;
    byId('file').title = opened.notes.join('; ');
    byId('canvas').setAttribute('aria-label', `${name}, ${size} pixels: original left of the divider, encoded right`);
    byId('result').replaceChildren(make('p', { class: 'soft' }, 'Nothing encoded yet.'));
    this.#chart.replaceChildren();
    byId('palettes').replaceChildren();
    byId('command').textContent = writeCommand(name, {});
    this.#setEnabled(false);
  }

  showTrial(trial: KeptTrial, trials: readonly KeptTrial[]): void {
    const { name, opened, file } = this.#picture!;
    this.#trial = trial;
    this.#trials = trials;
    showResult(byId('result'), trial.report, { kind: opened.format.toUpperCase(), bytes: file.blob.size });
    showPalettes(byId('palettes'), trial.report, this.#events.onEntry);
    const map = trial.painted === undefined ? undefined : MAP_NAME;
    byId('command').textContent = writeCommand(name, trial.settings, map);
    byId('command-map').hidden = map === undefined;
    this.#setEnabled(true);
    this.#drawChart();
  }

  /** Labels the left and right sides, and the colours. */
  showSides({ hasTrial, errorMax, hasMap, hasMesh }: Sides): void {
    byId('side-right').textContent = errorMax !== undefined ? 'Error' : 'Encoded';
    byId('side-right').hidden = !hasTrial;
    const parts = [];
    if (errorMax !== undefined) {
      const isSeen = this.#trial === undefined || this.#trial.report.unseenDifferences === 0;
      const equal = isSeen ? 'equal' : 'equal where visible';
      parts.push(errorMax === 0 ? `all black: ${equal}` : `black: ${equal}, yellow: off by ${errorMax.toFixed(1)}`);
    }
    if (hasMap) parts.push(hasMesh ? MESH_LEGEND : 'blue: low detail, orange: high');
    byId('legend').textContent = parts.join(' · ');
    byId('legend').hidden = parts.length === 0;
  }

  #setEnabled(isEnabled: boolean): void {
    this.#saveAkm.disabled = !isEnabled;
    this.#savePng.disabled = !isEnabled;
  }

  #nameAs(extension: string): string {
    return renameTo(this.#picture!.name, extension);
  }

  #drawChart(): void {
    if (this.#trials.length === 0) return;
    const trials = this.#trials.map((trial) => ({ label: nameTrial(trial), ...trial.report }));
    const current = this.#trials.indexOf(this.#trial!);
    const focused = this.#points.indexOf(document.activeElement as SVGElement);
    this.#chart.innerHTML = drawChart(makeTrialChart(trials, current, chosenRadio('measure') as Measure)).text;
    this.#points[focused]?.focus();
  }

  /** The points of the chart, in the order of the trials. */
  get #points(): SVGElement[] {
    return [...this.#chart.querySelectorAll<SVGElement>('.point')];
  }

  /** A point is chosen by pointer, or as buttons are by Enter or space. */
  #listenToChart(): void {
    const choose = (event: Event) => {
      const point = (event.target as Element).closest<SVGElement>('.point');
      if (point !== null) this.#events.onChoose(this.#trials[this.#points.indexOf(point)]);
    };
    this.#chart.addEventListener('click', choose);
    this.#chart.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' && event.key !== ' ') return;
      event.preventDefault();
      choose(event);
    });
  }

  async #savePicture(): Promise<void> {
    if (this.#trial === undefined) return;
    download(this.#nameAs('.png'), await this.#client.run('writePng', { file: this.#trial.file }));
  }

  /** Black = low, gray = low by mesh, white = high, a pixel for each block, as in `akm map`. */
  async #saveMap(): Promise<void> {
    if (this.#trial?.painted === undefined) return;
    const { blocks, blockColumns, blockRows } = this.#trial.painted;
    const canvas = new OffscreenCanvas(blockColumns, blockRows);
    const pixels = new ImageData(blockColumns, blockRows);
    blocks.forEach((kind, block) => {
      const level = MAP_LEVELS[kind];
      pixels.data.set([level, level, level, 255], block * 4);
    });
    canvas.getContext('2d')!.putImageData(pixels, 0, 0);
    download(MAP_NAME, await canvas.convertToBlob());
  }

  async #copyCommand(): Promise<void> {
    await navigator.clipboard.writeText(byId('command').textContent ?? '');
    byId('copy').textContent = 'Copied';
    setTimeout(() => {
      byId('copy').textContent = 'Copy';
    }, 1500);
  }
}
