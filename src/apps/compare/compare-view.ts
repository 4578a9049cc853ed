/**
 * The comparison view: a canvas with a picture before and after, on either side of a divider, to be moved and enlarged.
 *
 * The page has the elements: `.stage` with a canvas and `.divider`, and `.zoom` with buttons and an output.
 */

import { type Divider, makeDivider } from './divider.js';
import { type GestureHandlers, listenForGestures, type Point } from './gestures.js';
import { drawScene, type Scene } from './scene-drawing.js';
import { fitView, panView, type Size, toPicture, type View, zoomView } from './view-transform.js';

const KEY_ZOOM = 1.25;
const KEY_PAN = 48;
/** A picture smaller than the stage is enlarged at most this much to fit. */
const MAX_FIT_SCALE = 4;

/** Callbacks of a page on whose pictures people can paint. */
export interface PaintEvents {
  isPainting(): boolean;
  /** Paint at a pixel of the picture. */
  onPaint(at: Point): void;
  onPainted(): void;
  /** Called for a key that is pressed on the picture; returns true if it was used. */
  onKey(key: string): boolean;
}

/** Draws a scene whenever the scene, the view or the size of the stage changes. */
export class CompareView {
  readonly canvas: HTMLCanvasElement;
  readonly #stage: HTMLElement;
  readonly #context: CanvasRenderingContext2D;
  readonly #divider: Divider;
  readonly #zoomValue: HTMLElement;
  readonly #events: PaintEvents | undefined;
  #scene: Scene | undefined;
  #view: View = { scale: 1, x: 0, y: 0 };
  /** Whether the view follows the size of the stage. */
  #isFitted = true;
  #cut = 0.5;
  #isDue = false;

  /** @param root - holds the elements */
  constructor(root: HTMLElement, events?: PaintEvents) {
    const find = <T extends HTMLElement>(selector: string) => root.querySelector<T>(selector)!;
    this.#stage = find('.stage');
    this.canvas = find<HTMLCanvasElement>('.stage canvas');
    this.#context = this.canvas.getContext('2d')!;
    this.#zoomValue = find('.zoom output');
    this.#events = events;
    this.#divider = makeDivider(find('.divider'), this.#stage, (cut) => {
      this.#cut = cut;
      this.#redraw();
    });
    listenForGestures(this.canvas, this.#gestures());
    this.canvas.addEventListener('keydown', (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (events?.onKey(event.key) || this.#pressKey(event.key)) event.preventDefault();
    });
    const buttons = {
      in: () => this.#zoomIn(),
      out: () => this.#zoomOut(),
      fit: () => this.fit(),
      actual: () => this.#showActualSize(),
    };
    for (const [name, zoom] of Object.entries(buttons)) find(`[data-zoom=${name}]`).addEventListener('click', zoom);
    new ResizeObserver(() => this.#resize()).observe(this.#stage);
  }

  /** Shows a scene. If its size differs, the whole scene is fitted. */
  show(scene: Scene): void {
    const isNew =
      this.#scene?.picture.width !== scene.picture.width || this.#scene.picture.height !== scene.picture.height;
    this.#scene = scene;
    if (isNew) this.fit();
    this.#redraw();
  }

  /** Fits the whole picture, and puts the divider in the middle and in focus. */
  restart(): void {
    this.fit();
    this.#divider.move(0.5);
    this.#divider.element.focus({ preventScroll: true });
  }

  /** Fits the whole picture. */
  fit(): void {
    if (this.#scene === undefined) return;
    this.#isFitted = true;
    this.#setView(fitView(this.#scene.picture, this.#size, MAX_FIT_SCALE * this.#ratio));
  }

  /** Shows a pixel of the picture as one pixel of the page. */
  #showActualSize(at: Point = this.#middle): void {
    this.#zoom(this.#ratio / this.#view.scale, at);
  }

  #zoomIn(): void {
    this.#zoom(KEY_ZOOM, this.#middle);
  }

  #zoomOut(): void {
    this.#zoom(1 / KEY_ZOOM, this.#middle);
  }

  /** Canvas pixels for each CSS pixel. */
  get #ratio(): number {
    return window.devicePixelRatio;
  }

  get #size(): Size {
    return this.canvas;
  }

  /** The middle of the stage, in CSS pixels. */
  get #middle(): Point {
    return { x: this.#stage.clientWidth / 2, y: this.#stage.clientHeight / 2 };
  }

  #gestures(): GestureHandlers {
    return {
      pan: (dx, dy) => this.#pan(dx, dy),
      zoom: (factor, at) => this.#zoom(factor, at),
      toggleZoom: (at) => (this.#isFitted ? this.#showActualSize(at) : this.fit()),
      isPainting: () => this.#events?.isPainting() ?? false,
      paint: (at) => this.#events?.onPaint(toPicture(this.#view, this.#scaled(at))),
      finishPainting: () => this.#events?.onPainted(),
    };
  }

  #pressKey(key: string): boolean {
    const keys: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => this.#pan(KEY_PAN, 0),
      ArrowRight: () => this.#pan(-KEY_PAN, 0),
      ArrowUp: () => this.#pan(0, KEY_PAN),
      ArrowDown: () => this.#pan(0, -KEY_PAN),
      '+': () => this.#zoomIn(),
      '=': () => this.#zoomIn(),
      '-': () => this.#zoomOut(),
      '0': () => this.fit(),
      '1': () => this.#showActualSize(),
    };
    if (!Object.hasOwn(keys, key)) return false;
    keys[key]();
    return true;
  }

  #scaled({ x, y }: Point): Point {
    return { x: x * this.#ratio, y: y * this.#ratio };
  }

  #pan(dx: number, dy: number): void {
    if (this.#scene === undefined) return;
    const by = this.#scaled({ x: dx, y: dy });
    this.#isFitted = false;
    this.#setView(panView(this.#view, by.x, by.y, this.#scene.picture, this.#size));
  }

  #zoom(factor: number, at: Point): void {
    if (this.#scene === undefined) return;
    this.#isFitted = false;
    this.#setView(zoomView(this.#view, factor, this.#scaled(at), this.#scene.picture, this.#size));
  }

  #setView(view: View): void {
    this.#view = view;
    this.#zoomValue.textContent = `${Math.round((100 * view.scale) / this.#ratio)} %`;
    this.#redraw();
  }

  #resize(): void {
    this.canvas.width = Math.max(1, Math.round(this.#stage.clientWidth * this.#ratio));
    this.canvas.height = Math.max(1, Math.round(this.#stage.clientHeight * this.#ratio));
    if (this.#isFitted) this.fit();
    else this.#pan(0, 0);
    this.#draw();
  }

  #redraw(): void {
    if (this.#isDue) return;
    this.#isDue = true;
    requestAnimationFrame(() => {
      this.#isDue = false;
      this.#draw();
    });
  }

  #draw(): void {
    if (this.#scene !== undefined) drawScene(this.#context, this.#scene, this.#view, this.#cut);
  }
}
