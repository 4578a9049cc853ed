/** The pictures that are measured, in named corpora. */

import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, extname, join } from 'node:path';

/**
 * @typedef {{ name: string, path: string }} Picture `name` is the file's, without its ending
 * @typedef {{ name: string, pictures: Picture[] }} Corpus
 */

/**
 * The development corpus: photographs with the study's picture, and graphics.
 *
 * @param {string} shared folder beside the project
 * @returns {Corpus[]} those that are there
 */
export function defaultCorpora(shared) {
  const folder = (name) => join(shared, 'corpus', name);
  const toucan = join(shared, 'reference', 'toucan.png');
  const corpora = [
    { name: 'photo', pictures: [...(existsSync(toucan) ? [pictureOf(toucan)] : []), ...picturesIn(folder('photo'))] },
    { name: 'graphics', pictures: picturesIn(folder('graphics')) },
  ];
  return corpora.filter(({ pictures }) => pictures.length > 0);
}

/**
 * Corpora from the command line: each folder is one, and all single files are one.
 *
 * @param {readonly string[]} paths
 * @returns {Corpus[]}
 */
export function corporaOf(paths) {
  const isFolder = (path) => statSync(path).isDirectory();
  const folders = paths.filter(isFolder).map((path) => ({ name: basename(path), pictures: picturesIn(path) }));
  const files = paths.filter((path) => !isFolder(path)).map(pictureOf);
  return files.length > 0 ? [...folders, { name: 'pictures', pictures: files }] : folders;
}

function picturesIn(folder) {
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => extname(name) === '.png');
  return names.sort().map((name) => pictureOf(join(folder, name)));
}

function pictureOf(path) {
  return { name: basename(path, extname(path)), path };
}
