/** The studio: a picture, the trials on it, and the trial that is shown. */

import type { EncodeOptions } from '../../../encode/index.js';
import { CompareView } from '../../compare/compare-view.js';
import type { Lattice } from '../../compare/lattice-drawing.js';
import type { Size } from '../../compare/view-transform.js';
import { formatPsnr, formatSize } from '../../shared/figures.js';
import { type Settings, simplifySettings } from './command-line.js';
import { DialForm } from './dial-form.js';
import { byId } from './dom.js';
import { Overlays } from './overlays.js';
import { Painter } from './painter.js';
import type { FileRef, Levels, StudioPicture, Trial } from './protocol.js';
import { ResultPanel } from './result-panel.js';
import { type KeptTrial, keepTrial } from './trials.js';
import { WorkBar } from './work-bar.js';
import type { WorkerClient } from './worker-client.js';

/** Larger pictures are only encoded on request, not at every change of a dial. */
const AUTO_PIXELS = 1.5e6;
/** Milliseconds without a change after which encoding starts. */
const REST = 300;

/** Holds the state, and updates the parts of the page. */
export class Studio {
  readonly #client: WorkerClient;
  readonly #view: CompareView;
  readonly #painter: Painter;
  readonly #overlays: Overlays;
  readonly #dials: DialForm;
  readonly #work: WorkBar;
  readonly #panel: ResultPanel;
  readonly #fail: (error: unknown) => void;
  readonly #auto = byId<HTMLInputElement>('auto');
  #picture: StudioPicture | undefined;
  #trials: KeptTrial[] = [];
  #current: KeptTrial | undefined;
  #levels: Levels | undefined;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #lastFileId = 0;

  constructor(client: WorkerClient, fail: (error: unknown) => void) {
    this.#client = client;
    this.#fail = fail;
    this.#painter = new Painter({ onChange: () => this.#redraw(), onStroke: () => this.#encodeSoon() });
    this.#overlays = new Overlays(client, () => this.#redraw(), fail);
    this.#view = this.#makeView();
    this.#work = new WorkBar();
    this.#dials = new DialForm(byId<HTMLFormElement>('dials'), () => this.#turnDial());
    this.#panel = new ResultPanel(client, fail, {
      onChoose: (trial) => void this.#work.run('Drawing', (signal) => this.#show(trial, signal)).catch(fail),
      onEntry: (entry) => this.#overlays.showUses(entry),
    });
    byId('dials').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.encode();
    });
    byId('reset').addEventListener('click', () => {
      this.#dials.write({});
      this.#painter.clear();
      this.#turnDial();
    });
  }

  /** Opens a file and encodes it. An AKM file is only described. */
  async open(name: string, blob: Blob): Promise<void> {
    clearTimeout(this.#rest);
    try {
      await this.#work.run(`Reading ${name}`, async (signal) => {
        const file = this.#refer(blob);
        const opened = await this.#client.run('open', { picture: file }, { signal });
        this.#setPicture({ name, file, opened });
        if (opened.format === 'akm') await this.#inspect(signal);
      });
    } catch (error) {
      this.#fail(error);
      return;
    }
    if (this.#picture?.opened.format !== 'akm') await this.encode();
  }

  /** Encodes with the settings of the dials and the painted map, and shows the result. */
  async encode(): Promise<void> {
    clearTimeout(this.#rest);
    const picture = this.#picture;
    const dials = this.#dials.read();
    if (picture === undefined || dials === undefined) return;
    const painted = this.#painter.painted;
    const settings = simplifySettings(this.#settingsBeside(dials));
    const options: EncodeOptions = painted === undefined ? settings : { ...settings, blockMap: painted.blocks.slice() };
    try {
      await this.#work.run('Encoding', async (signal, onProgress) => {
        const trial = await this.#client.run('encode', { picture: picture.file, options }, { signal, onProgress });
        const map = painted === undefined ? undefined : { ...painted, blocks: options.blockMap! };
        this.#keep({ dials, settings, painted: map }, trial);
        this.#work.announce(`Encoded: ${formatSize(trial.report.bytes)}, ${formatPsnr(trial.report)}`);
      });
    } catch (error) {
      this.#fail(error);
    }
  }

  /** Adds the choices of the trial whose map is painted to the settings: palette sizes, block side. */
  #settingsBeside(dials: Settings): Settings {
    const painted = this.#painter.painted;
    if (painted === undefined || this.#current === undefined) return dials;
    const { k1, k2 } = this.#current.report;
    const sizes = { k1: dials.k1 ?? (k1 || k2), k2: dials.k2 ?? k2 };
    return { ...dials, ...sizes, block: painted.blockSide, classify: undefined };
  }

  #makeView(): CompareView {
    const view = new CompareView(byId('viewer'), {
      isPainting: () => this.#painter.isPainting,
      onPaint: (at) => this.#painter.paint(at),
      onPainted: () => this.#painter.finish(),
      onKey: (key) => this.#painter.pressKey(key),
    });
    for (const event of ['focus', 'blur']) view.canvas.addEventListener(event, () => this.#redraw());
    byId('show-lattice').addEventListener('change', () => this.#redraw());
    for (const radio of document.querySelectorAll<HTMLInputElement>('input[name=right]')) {
      radio.addEventListener('change', () => this.#overlays.setWantsError(radio.value === 'error'));
    }
    return view;
  }

  #turnDial(): void {
    const dials = this.#dials.read();
    const painted = this.#painter.painted;
    const isOtherMap =
      dials?.classify !== this.#current?.dials?.classify || (dials?.block ?? painted?.blockSide) !== painted?.blockSide;
    if (painted !== undefined && isOtherMap) this.#painter.clear();
    this.#encodeSoon();
  }

  /** Encodes when nothing has changed for a moment. */
  #encodeSoon(): void {
    clearTimeout(this.#rest);
    if (this.#auto.checked) this.#rest = setTimeout(() => void this.encode(), REST);
  }

  #refer(blob: Blob): FileRef {
    return { id: ++this.#lastFileId, blob };
  }

  #setPicture(picture: StudioPicture): void {
    const { opened } = picture;
    this.#close(this.#levels, this.#picture?.opened.levels);
    this.#picture = picture;
    this.#trials = [];
    this.#current = undefined;
    this.#levels = undefined;
    this.#auto.checked = opened.width * opened.height <= AUTO_PIXELS;
    this.#overlays.setFiles(undefined);
    this.#painter.reset();
    this.#panel.showPicture(picture);
    document.body.dataset.state = 'open';
    byId('welcome').hidden = true;
    byId('workbench').hidden = false;
    this.#redraw();
  }

  /** Shows an AKM file as a trial on its own pixels. */
  async #inspect(signal: AbortSignal): Promise<void> {
    const { file } = this.#picture!;
    const trial = await this.#client.run('inspect', { picture: file, file }, { signal });
    this.#keep({ settings: {} }, trial);
  }

  #keep(how: Pick<KeptTrial, 'dials' | 'settings' | 'painted'>, { file, report, levels }: Trial): void {
    const kept: KeptTrial = { ...how, file: this.#refer(file), report };
    this.#trials = keepTrial(this.#trials, kept);
    this.#setCurrent(kept, levels);
  }

  /** Shows a trial again. */
  async #show(trial: KeptTrial, signal: AbortSignal): Promise<void> {
    clearTimeout(this.#rest);
    if (trial.dials !== undefined) this.#dials.write(trial.dials);
    this.#setCurrent(trial, await this.#client.run('draw', { file: trial.file }, { signal }));
  }

  #setCurrent(trial: KeptTrial, levels: Levels): void {
    this.#close(this.#levels);
    this.#current = trial;
    this.#levels = levels;
    this.#overlays.setFiles({ picture: this.#picture!.file, file: trial.file });
    this.#painter.setBase(trial.report, trial.report.blockMap, trial.painted);
    this.#panel.showTrial(trial, this.#trials);
    this.#redraw();
  }

  #close(...pictures: (Levels | undefined)[]): void {
    for (const level of pictures.flatMap((levels) => levels ?? [])) level.close();
  }

  #redraw(): void {
    const picture = this.#picture;
    if (picture === undefined) return;
    const { opened } = picture;
    const { error, cover } = this.#overlays;
    const size: Size = { width: opened.width, height: opened.height };
    const after = error?.levels ?? this.#levels ?? opened.levels;
    const overlay = this.#painter.overlay;
    const lattice = this.#lattice;
    byId('lattice-field').hidden = this.#current?.report.lattice === undefined;
    this.#view.show({
      picture: size,
      hasAlpha: opened.hasAlpha,
      before: opened.levels,
      after,
      cover,
      lattice,
      ...overlay,
    });
    this.#panel.showSides({
      hasTrial: this.#levels !== undefined,
      errorMax: error?.max,
      hasMap: overlay.map !== undefined,
      hasMesh: this.#painter.hasMesh,
    });
  }

  /** The lattice of the trial, if it is wanted. */
  get #lattice(): Lattice | undefined {
    const report = this.#current?.report;
    if (report?.lattice === undefined || !byId<HTMLInputElement>('show-lattice').checked) return undefined;
    return { ...report, ...report.lattice };
  }
}
