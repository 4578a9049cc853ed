/** `<akm-image>`: the counterpart of `<img>` for AKM files. */

import { AkmError } from '../../error.js';
import { drawBlocks, drawCanvas, drawRows } from './draw.js';
import { describeLayout } from './layout.js';
import type { DecodeReply, Fault } from './protocol.js';
import { giveFile, makePng, nameAsPng, showBlob } from './real-picture.js';
import { joinDecode, type Viewer } from './shared-decode.js';

/** Limits of an element that has no attributes for them. */
export const ELEMENT_DEFAULTS = Object.freeze({
  /** Attribute `max-bytes`: bytes of the file. */
  maxBytes: 64 * 1024 * 1024,
  /** Attribute `max-pixels`. */
  maxPixels: 1 << 26,
  /** Attribute `timeout`: milliseconds without progress of the download or the decoder. */
  timeout: 30_000,
});

/** How far above or below the window a lazy picture begins to load. */
const LAZY_MARGIN = '1250px';

type State = 'empty' | 'waiting' | 'loading' | 'complete' | 'broken';

/** A server has no elements. The class can be imported there, but not used. */
const Base = (globalThis.HTMLElement ?? Object) as typeof HTMLElement;

/**
 * The element `<akm-image>`: a picture in a page. Importing `akm/element` defines it.
 *
 * Attributes: `src`, `alt`, `loading`, `width` and `height` as for `<img>`; `max-bytes`, `max-pixels` and `timeout`.
 * Events: `load` and `error`. Neither bubbles. The `error` of an `error` event is an {@link AkmError}.
 *
 * @example
 * ```ts
 * import 'akm/element';
 *
 * const picture = document.createElement('akm-image');
 * picture.src = 'photo.akm';
 * picture.alt = 'What it shows';
 * document.body.append(picture);
 * await picture.decode();
 * console.log(picture.naturalWidth, picture.naturalHeight);
 * ```
 */
export class AkmImage extends Base {
  static readonly observedAttributes = ['src', 'alt', 'loading', 'width', 'height'];

  readonly #internals = this.attachInternals();
  readonly #canvas = document.createElement('canvas');
  readonly #image = document.createElement('img');
  readonly #text = document.createElement('span');
  readonly #sheet = new CSSStyleSheet();
  readonly #viewer: Viewer = {
    canvas: this.#canvas,
    onReply: (reply) => this.#onReply(reply),
    onCopy: (canvas, isWhole) => {
      this.#setSize(canvas.width, canvas.height);
      drawCanvas(this.#canvas, canvas);
      if (isWhole) this.#onReply({ kind: 'done' });
    },
  };
  #state: State = 'empty';
  #url = '';
  #error: AkmError | undefined;
  /** Callbacks that wait for the picture, or for the reason why there is none. */
  readonly #waiters: ((error?: AkmError) => void)[] = [];
  #leave: (() => void) | undefined;
  readonly #lazy = new IntersectionObserver(
    (entries) => {
      if (entries.some((entry) => entry.isIntersecting)) this.#start();
    },
    { rootMargin: LAZY_MARGIN },
  );
  /** The file that a pointer may save or drag, and its URL. */
  #png: { readonly file: File; readonly url: string } | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [this.#sheet];
    this.#image.hidden = true;
    this.#image.alt = '';
    this.#text.ariaHidden = 'true';
    root.append(this.#canvas, this.#image, this.#text);
    this.addEventListener('pointerenter', () => void this.#makeReal());
    this.#canvas.addEventListener('dragstart', (event) => this.#onDrag(event));
    this.#setSize(0, 0);
  }

  /** URL of an AKM file, as written; relative to the page. Files from other hosts need CORS. */
  get src(): string {
    return this.hasAttribute('src') ? new URL(this.getAttribute('src')!, document.baseURI).href : '';
  }
  set src(url: string) {
    this.setAttribute('src', url);
  }

  /** Text that replaces the picture where it can't be seen; empty for decoration. */
  get alt(): string {
    return this.getAttribute('alt') ?? '';
  }
  set alt(text: string) {
    this.setAttribute('alt', text);
  }

  /** `lazy`: loads when it comes near the window; otherwise at once. */
  get loading(): 'lazy' | 'eager' {
    return this.getAttribute('loading') === 'lazy' ? 'lazy' : 'eager';
  }
  set loading(value: 'lazy' | 'eager') {
    this.setAttribute('loading', value);
  }

  /** Width and height in CSS pixels as drawn. Setting them sets the attributes. */
  get width(): number {
    return this.#shown.clientWidth;
  }
  set width(pixels: number) {
    this.setAttribute('width', String(pixels));
  }
  get height(): number {
    return this.#shown.clientHeight;
  }
  set height(pixels: number) {
    this.setAttribute('height', String(pixels));
  }

  /** Size of the picture in pixels; 0 until the first bytes are decoded. */
  get naturalWidth(): number {
    return this.#canvas.width;
  }
  get naturalHeight(): number {
    return this.#canvas.height;
  }

  /** Whether there is nothing to wait for: loaded, failed, or no `src`. */
  get complete(): boolean {
    return this.#state !== 'waiting' && this.#state !== 'loading';
  }

  /** The absolute URL of the picture that is shown or being loaded. */
  get currentSrc(): string {
    return this.#url;
  }

  /**
   * Resolves when the whole picture is drawn. A lazy picture, or one that is in no page, is loaded at once.
   *
   * @throws AkmError with the reason of the failure, or `cancelled`
   */
  async decode(): Promise<void> {
    // A new src takes effect a moment after it is set, together with other attributes.
    await null;
    this.#start();
    if (this.#state === 'complete') return;
    if (this.#error !== undefined) throw this.#error;
    if (this.#state === 'empty') throw new AkmError('no-source', 'the element has no src');
    await new Promise<void>((resolve, reject) => {
      this.#waiters.push((error) => (error === undefined ? resolve() : reject(error)));
    });
  }

  connectedCallback(): void {
    if (this.#state === 'empty') this.#request();
  }

  disconnectedCallback(): void {
    // A move within the page removes the element and inserts it again before this runs.
    queueMicrotask(() => {
      if (this.isConnected) return;
      const isOver = this.complete;
      this.#stop();
      if (!isOver) this.#reset();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (name === 'src') {
      this.#stop();
      this.#reset();
      this.#request();
    } else if (name === 'loading' && before !== after && this.#state === 'waiting') this.#request();
    this.#layOut();
  }

  /** Begins to load, now or later. */
  #request(): void {
    if (!this.hasAttribute('src')) return;
    this.#state = 'waiting';
    this.#lazy.disconnect();
    if (this.loading === 'lazy') this.#lazy.observe(this);
    else {
      // After other attributes that are set at the same time.
      queueMicrotask(() => {
        if (this.isConnected && this.loading !== 'lazy') this.#start();
      });
    }
  }

  #start(): void {
    if (this.#state !== 'waiting') return;
    this.#lazy.disconnect();
    this.#state = 'loading';
    try {
      this.#url = this.src;
    } catch {
      this.#fail({ code: 'network', message: `no URL: ${this.getAttribute('src')}` });
      return;
    }
    const { maxBytes, maxPixels, timeout } = ELEMENT_DEFAULTS;
    const request = {
      url: this.#url,
      maxBytes: this.#numberOf('max-bytes', maxBytes),
      maxPixels: this.#numberOf('max-pixels', maxPixels),
    };
    this.#leave = joinDecode(request, this.#numberOf('timeout', timeout), this.#viewer);
  }

  #numberOf(attribute: string, otherwise: number): number {
    return Number(this.getAttribute(attribute)) || otherwise;
  }

  /** Leaves the decode, and rejects all that wait for it. */
  #stop(): void {
    this.#lazy.disconnect();
    this.#leave?.();
    this.#leave = undefined;
    this.#settle(new AkmError('cancelled', 'the picture is not wanted'));
  }

  #settle(error?: AkmError): void {
    for (const settle of this.#waiters.splice(0)) settle(error);
  }

  /** Returns to the empty state. */
  #reset(): void {
    this.#state = 'empty';
    this.#url = '';
    this.#error = undefined;
    if (this.#png !== undefined) URL.revokeObjectURL(this.#png.url);
    this.#png = undefined;
    this.#image.removeAttribute('src');
    this.#show(this.#canvas);
    this.#setSize(0, 0);
  }

  #setSize(width: number, height: number): void {
    this.#canvas.width = width;
    this.#canvas.height = height;
    this.#layOut();
  }

  #onReply(reply: DecodeReply): void {
    if (reply.kind === 'size') this.#setSize(reply.width, reply.height);
    else if (reply.kind === 'blocks') drawBlocks(this.#canvas, reply);
    else if (reply.kind === 'rows') drawRows(this.#canvas, reply);
    else if (reply.kind === 'failed') this.#fail(reply.fault);
    else if (reply.kind === 'done') this.#finish();
  }

  #finish(): void {
    if (this.#canvas.getContext('2d')?.isContextLost?.()) {
      const { width, height } = this.#canvas;
      this.#fail({ code: 'canvas', message: `${width}x${height} pixels are more than a canvas takes` });
      return;
    }
    this.#state = 'complete';
    this.#settle();
    // The picture is in no page, so no removal would stop the decode.
    if (!this.isConnected) this.#stop();
    this.dispatchEvent(new Event('load'));
  }

  #fail(fault: Fault): void {
    const error = Object.assign(new AkmError(fault.code, fault.message), fault);
    this.#settle(error);
    this.#stop();
    this.#state = 'broken';
    this.#error = error;
    this.#setSize(0, 0);
    this.dispatchEvent(new ErrorEvent('error', { error, message: error.message }));
  }

  get #shown(): Element {
    return this.#canvas.hidden ? this.#image : this.#canvas;
  }

  #show(shown: Element): void {
    this.#canvas.hidden = shown !== this.#canvas;
    this.#image.hidden = shown !== this.#image;
  }

  /** Role, label, text and box, from the attributes and the state. */
  #layOut(): void {
    const alt = this.getAttribute('alt');
    const isBroken = this.#state === 'broken';
    this.#internals.role = alt === '' ? 'presentation' : 'img';
    this.#internals.ariaLabel = alt;
    this.#text.textContent = isBroken ? alt : '';
    this.#canvas.hidden ||= isBroken;
    this.#sheet.replaceSync(
      describeLayout({
        widthAttribute: this.getAttribute('width'),
        heightAttribute: this.getAttribute('height'),
        naturalWidth: this.naturalWidth,
        naturalHeight: this.naturalHeight,
        isBroken,
      }),
    );
  }

  /** Makes a PNG as soon as a pointer comes near, so that it can be saved or dragged. */
  async #makeReal(): Promise<void> {
    if (this.#state !== 'complete' || this.#png !== undefined) return;
    const source = this.#url;
    const file = await makePng(this.#canvas, nameAsPng(source));
    if (file === undefined || this.#url !== source || this.#png !== undefined) return;
    const png = { file, url: URL.createObjectURL(file) };
    this.#png = png;
    const isShown = await showBlob(this.#image, png.url);
    if (this.#png !== png) return;
    if (isShown) this.#show(this.#image);
    else this.#canvas.draggable = true;
  }

  /** If the page's policy forbids blobs in `<img>`, gives a dragged canvas the file directly. */
  #onDrag({ dataTransfer }: DragEvent): void {
    if (this.#png !== undefined && dataTransfer !== null) giveFile(dataTransfer, this.#png.file, this.#png.url);
  }
}
