/** Reads the CSV files of bench:rd, for charts of results that were measured earlier. */

/**
 * The corpora and points of a file that `writeCsv` of report.mjs wrote.
 *
 * @param {string} text
 * @returns {Pick<import('./report.mjs').Results, 'corpora' | 'metrics' | 'points'>}
 */
export function readResultsCsv(text) {
  const [header, ...rows] = text.trim().split(/\r?\n/).map(splitLine);
  const metrics = header.slice(header.indexOf('bytes') + 1);
  const pictures = new Map();
  const points = rows.map(([corpus, picture, curve, setting, bytes, ...values]) => {
    pictures.set(corpus, (pictures.get(corpus) ?? new Set()).add(picture));
    const measured = metrics
      .map((metric, i) => [metric, parseNumber(values[i])])
      .filter(([, value]) => !Number.isNaN(value));
    return { picture, curve, setting, bytes: Number(bytes), ...Object.fromEntries(measured) };
  });
  const corpora = [...pictures].map(([name, names]) => ({
    name,
    pictures: [...names].map((picture) => ({ name: picture })),
  }));
  return { corpora, metrics, points };
}

/** The cells of a line; those with commas stand between quotes. */
function splitLine(line) {
  return [...line.matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quotedCell, cell]) => quotedCell ?? cell);
}

/** NaN for an empty cell. */
function parseNumber(cell) {
  if (cell === '') return Number.NaN;
  return cell === 'inf' ? Infinity : Number(cell);
}
