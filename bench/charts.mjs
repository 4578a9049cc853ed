// npm run bench:charts [-- FILE.csv...]: draws the results of bench:rd, an SVG a corpus, beside each file.
// Default: all files of bench/results. Git ignores the pictures there.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawSheet } from './rd/chart.mjs';
import { readResultsCsv } from './rd/results-csv.mjs';

const RESULTS = fileURLToPath(new URL('results/', import.meta.url));

function listResults() {
  return readdirSync(RESULTS)
    .filter((name) => /^rd-.*\.csv$/.test(name))
    .map((name) => join(RESULTS, name));
}

const files = process.argv.slice(2);
for (const file of files.length > 0 ? files : listResults()) {
  const stem = file.replace(/\.csv$/, '');
  const results = { version: basename(stem).replace(/^rd-/, ''), ...readResultsCsv(readFileSync(file, 'utf8')) };
  for (const corpus of results.corpora) {
    const target = `${stem}-${corpus.name}.svg`;
    writeFileSync(target, drawSheet(results, corpus));
    console.log(target);
  }
}
