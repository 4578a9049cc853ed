/** The ways to open a picture: dropped, chosen, pasted, a sample, or named on the command line. */

import { byId, make } from './dom.js';

/** Takes a file. */
export type TakeFile = (name: string, blob: Blob) => void;

/** A file that the page may fetch. */
interface OfferedFile {
  readonly name: string;
  /** Relative to the page. */
  readonly url: string;
}

const SAMPLES: readonly (OfferedFile & { readonly about: string })[] = [
  { name: 'scene.png', url: 'samples/scene.png', about: 'Soft areas and texture, like a photograph' },
  { name: 'screenshot.png', url: 'samples/screenshot.png', about: 'Text and flat areas' },
  { name: 'pixel-art.png', url: 'samples/pixel-art.png', about: 'Few colours: stays exact' },
];

/**
 * Listens for pictures.
 *
 * @param take - called with each file
 * @param fail - called with errors
 */
export function listenForFiles(take: TakeFile, fail: (error: unknown) => void): void {
  const picker = byId<HTMLInputElement>('picker');
  for (const id of ['choose', 'open']) byId(id).addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    takeFirst(picker.files, take);
    picker.value = '';
  });
  document.addEventListener('paste', (event) => takeFirst(event.clipboardData?.files, take));
  listenForDrops(take);
  listSamples(take, fail);
  void listNamedFiles(take, fail);
}

function takeFirst(files: FileList | null | undefined, take: TakeFile): void {
  const file = files?.[0];
  if (file !== undefined) take(file.name, file);
}

function listenForDrops(take: TakeFile): void {
  const { body } = document;
  let depth = 0;
  const show = (by: number) => {
    depth = Math.max(0, depth + by);
    body.classList.toggle('is-dropping', depth > 0);
  };
  const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
  body.addEventListener('dragenter', (event) => hasFiles(event) && show(1));
  body.addEventListener('dragleave', (event) => hasFiles(event) && show(-1));
  body.addEventListener('dragover', (event) => event.preventDefault());
  body.addEventListener('drop', (event) => {
    event.preventDefault();
    show(-depth);
    takeFirst(event.dataTransfer?.files, take);
  });
}

function listSamples(take: TakeFile, fail: (error: unknown) => void): void {
  const items = SAMPLES.map((sample) => {
    const picture = make('img', { src: sample.url, alt: '', width: 160, height: 120 });
    const text = make('span', {}, make('b', {}, sample.name), make('small', {}, sample.about));
    const button = make('button', { type: 'button', class: 'sample' }, picture, text);
    button.addEventListener('click', () => fetchFile(sample, take).catch(fail));
    return make('li', {}, button);
  });
  byId('samples').append(...items);
}

/** Files named on the command line. The first is opened, and all can be chosen. */
async function listNamedFiles(take: TakeFile, fail: (error: unknown) => void): Promise<void> {
  if (location.protocol === 'file:') return;
  try {
    const response = await fetch('files.json');
    const files = response.ok ? ((await response.json()) as OfferedFile[]) : [];
    if (files.length === 0) return;
    if (files.length > 1) offerFiles(files, take, fail);
    await fetchFile(files[0], take);
  } catch (error) {
    fail(error);
  }
}

function offerFiles(files: readonly OfferedFile[], take: TakeFile, fail: (error: unknown) => void): void {
  const options = files.map(({ name }, index) => make('option', { value: index }, name));
  const select = make('select', { id: 'named', 'aria-label': 'Files' }, ...options);
  select.addEventListener('change', () => fetchFile(files[select.selectedIndex], take).catch(fail));
  byId('open').before(select);
}

async function fetchFile({ name, url }: OfferedFile, take: TakeFile): Promise<void> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${name}: the server answers ${response.status} ${response.statusText}`);
  take(name, await response.blob());
}
