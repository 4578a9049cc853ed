/**
 * The script of the page: links to results open the comparison view.
 *
 * Without it the links lead to the pictures.
 */

import { CompareView } from '../../compare/compare-view.js';

/** The dialog with the comparison view, for one result at a time. */
class Viewer {
  readonly #dialog: HTMLDialogElement;
  readonly #links: readonly HTMLAnchorElement[];
  readonly #view: CompareView;
  readonly #source: Promise<HTMLImageElement>;
  #shown = 0;

  constructor(dialog: HTMLDialogElement, links: readonly HTMLAnchorElement[]) {
    this.#dialog = dialog;
    this.#links = links;
    this.#view = new CompareView(dialog);
    this.#source = loadPicture(dialog.dataset.source!);
    this.#find('[data-close]').addEventListener('click', () => dialog.close());
    for (const button of dialog.querySelectorAll<HTMLElement>('[data-step]')) {
      button.addEventListener('click', () => this.show(this.#shown + Number(button.dataset.step)));
    }
    dialog.addEventListener('close', () => links[this.#shown].focus());
  }

  open(index: number): void {
    this.#dialog.showModal();
    this.show(index);
    this.#view.restart();
  }

  /** Shows a result. After the last comes the first. */
  show(index: number): void {
    this.#shown = (index + this.#links.length) % this.#links.length;
    const { title, figures } = this.#links[this.#shown].dataset;
    this.#find('#viewer-title').textContent = title!;
    this.#find('#viewer-figures').textContent = figures!;
    this.#view.canvas.setAttribute('aria-label', `${title}: original left of the divider, encoded right`);
    this.#draw(this.#shown).catch(() => {
      this.#find('#viewer-figures').textContent = 'A picture of this result is missing or damaged.';
    });
  }

  async #draw(index: number): Promise<void> {
    const [before, after] = await Promise.all([this.#source, loadPicture(this.#links[index].href)]);
    // Another result may have been asked for meanwhile.
    if (index !== this.#shown) return;
    const hasAlpha = document.body.classList.contains('alpha');
    const { naturalWidth: width, naturalHeight: height } = before;
    this.#view.show({ picture: { width, height }, hasAlpha, before: [before], after: [after] });
  }

  #find(selector: string): Element {
    return this.#dialog.querySelector(selector)!;
  }
}

async function loadPicture(url: string): Promise<HTMLImageElement> {
  const picture = new Image();
  picture.src = url;
  await picture.decode();
  return picture;
}

/** A click that does not ask for a new tab or window, nor for a download. */
function isPlain({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;
}

const links = [...document.querySelectorAll<HTMLAnchorElement>('a[data-title]')];
const viewer = new Viewer(document.querySelector('dialog')!, links);
links.forEach((link, index) => {
  link.addEventListener('click', (event) => {
    if (!isPlain(event)) return;
    event.preventDefault();
    viewer.open(index);
  });
});
