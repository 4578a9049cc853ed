/** What the build makes for the page: style sheets and the script. They go into the page, which needs no other file. */

import { readFileSync } from 'node:fs';

/** The text of the files. */
export interface PageFiles {
  readonly style: string;
  /** Of charts, in the page and in files. */
  readonly chartStyle: string;
  readonly script: string;
}

/** Beside the joined command line, as the package has it. */
const FOLDER = new URL('../browser/study/', import.meta.url);

/** Reads the files. */
export function loadPageFiles(folder = FOLDER): PageFiles {
  const read = (name: string) => readFileSync(new URL(name, folder), 'utf8');
  return { style: read('study.css'), chartStyle: read('chart.css'), script: read('study.js') };
}
