/**
 * The script of the page: a viewer with a before/after slider over the links of the cells.
 *
 * Without the script, the links lead to the pictures. The page contains the function as source text, so it uses nothing from
 * outside itself.
 */

/** The properties of the page's elements that the script uses. */
export interface PageElement {
  textContent: string | null;
  value: string;
  src: string;
  alt: string;
  readonly href: string;
  scrollLeft: number;
  scrollTop: number;
  readonly scrollWidth: number;
  readonly scrollHeight: number;
  readonly clientWidth: number;
  readonly clientHeight: number;
  readonly dataset: Record<string, string | undefined>;
  readonly style: { setProperty(name: string, value: string): void };
  setAttribute(name: string, value: string): void;
  addEventListener(type: string, listen: (event: PageEvent) => void): void;
  getBoundingClientRect(): { readonly left: number; readonly width: number };
  setPointerCapture(pointerId: number): void;
  hasPointerCapture(pointerId: number): boolean;
  showModal?(): void;
  close(): void;
  focus(options?: { preventScroll?: boolean }): void;
}

/** The parts of the page's events that the script uses. */
export interface PageEvent {
  readonly target: unknown;
  readonly clientX: number;
  readonly pointerId: number;
  readonly button: number;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  preventDefault(): void;
}

/** The part of the page that the script uses. */
export interface PageDocument {
  querySelector(selector: string): PageElement | null;
  querySelectorAll(selector: string): Iterable<PageElement>;
}

/** Runs in the page. */
export function runViewer(page: PageDocument): void {
  const find = (selector: string) => page.querySelector(selector) as PageElement;
  const dialog = page.querySelector('dialog');
  if (!dialog?.showModal) return;
  const [stage, pair, divider, range] = ['.stage', '.pair', '.divider', '.slider input'].map(find);
  const cells = [...page.querySelectorAll('a[data-title]')];
  const zooms = [...page.querySelectorAll('button[data-zoom]')];
  let shown = 0;

  const cut = (percent: number) => {
    const value = Math.min(100, Math.max(0, percent));
    range.value = String(value);
    pair.style.setProperty('--cut', `${value}%`);
  };

  const zoom = (level: string | undefined) => {
    stage.dataset.zoom = level ?? 'fit';
    for (const button of zooms) button.setAttribute('aria-pressed', String(button.dataset.zoom === level));
    stage.scrollLeft = (stage.scrollWidth - stage.clientWidth) / 2;
    stage.scrollTop = (stage.scrollHeight - stage.clientHeight) / 2;
  };

  const show = (index: number) => {
    shown = (index + cells.length) % cells.length;
    const { href, dataset } = cells[shown];
    find('.after').src = href;
    find('.after').alt = dataset.title ?? '';
    find('.before').src = dialog.dataset.source ?? '';
    find('#viewer-title').textContent = dataset.title ?? '';
    find('#viewer-figures').textContent = dataset.figures ?? '';
  };

  const drag = (event: PageEvent) => {
    const { left, width } = pair.getBoundingClientRect();
    cut((100 * (event.clientX - left)) / width);
  };

  cells.forEach((cell, index) => {
    cell.addEventListener('click', (event) => {
      if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      show(index);
      zoom('fit');
      cut(50);
      dialog.showModal?.();
      range.focus({ preventScroll: true });
    });
  });
  dialog.addEventListener('close', () => cells[shown].focus());
  range.addEventListener('input', () => cut(Number(range.value)));
  for (const button of zooms) button.addEventListener('click', () => zoom(button.dataset.zoom));
  find('button[data-step="-1"]').addEventListener('click', () => show(shown - 1));
  find('button[data-step="1"]').addEventListener('click', () => show(shown + 1));
  find('button[data-close]').addEventListener('click', () => dialog.close());
  // When zoomed in, dragging the picture scrolls it, and only the divider moves the divider.
  pair.addEventListener('pointerdown', (event) => {
    if (event.button !== 0 || (stage.dataset.zoom !== 'fit' && event.target !== divider)) return;
    pair.setPointerCapture(event.pointerId);
    drag(event);
    event.preventDefault();
  });
  pair.addEventListener('pointermove', (event) => {
    if (pair.hasPointerCapture(event.pointerId)) drag(event);
  });
}

/** The content of the page's script element. */
export const PAGE_SCRIPT = `(${runViewer.toString()})(document);`;
